"""How an estimator's stack comes to be: read, start, train, look."""

import warnings
from contextlib import contextmanager

import torch

from ..training import (
    EpochProgress,
    MemberEarlyStopping,
    Members,
    StackData,
    keep_weights,
)
from ._brain import possible_orders, resolve_brain
from ._communities import resolve_communities
from ._machine import draw_seeds, require_device
from ._network import NetworkRecipe, NetworkSpec, checked_channels
from ._reading import read_subjects
from ._validation_set import hold_out
from ._wiring_summary import WiringSummary

AUTO_BATCH_SIZE = 64
# So few subjects are one batch: then a subject of weight 2 is the same as the subject twice.
ALL_AT_ONCE = 100


class StackLifecycle:
    """Training of the estimators.

    A subclass says what is learned (`_learn_target`) and by which network (`_network_kind`).
    """

    _y_checks: dict = {}

    def _fit(self, X, y, sample_weight):
        """Train from the start, or from the weights of the last fit."""
        y = self._used(y)
        with as_before_on_error(self):
            if self.warm_start and hasattr(self, "net_"):
                subjects = self._read(X, y, sample_weight, self._layout)
                self._renew_net()
            else:
                subjects = self._read(X, y, sample_weight)
                self._start(subjects)
            return self._train(subjects, self.max_epochs, self.lr_schedule)

    def _partial_fit(self, X, y, sample_weight, classes=None):
        """Train for one more epoch."""
        y = self._used(y)
        if self.early_stopping:
            raise ValueError("partial_fit sees one batch at a time and needs early_stopping=False")
        with as_before_on_error(self):
            if hasattr(self, "net_"):
                subjects = self._read(X, y, sample_weight, self._layout)
            else:
                subjects = self._read(X, y, sample_weight)
                self._start(subjects, *([] if classes is None else [classes]))
            return self._train(subjects, 1, "constant")

    def _used(self, y):
        """Give the target that is learned, where not every one is."""
        return y

    def _read(self, X, y, sample_weight, fitted=None):
        """Validate all that `fit` was given."""
        require_device(self.device)
        return read_subjects(self, X, y, sample_weight, fitted=fitted)

    def _start(self, subjects, *classes):
        """Prepare the network, and build it."""
        self._prepare(subjects, *classes)
        self.net_ = self._build_net()

    def _prepare(self, subjects, *classes):
        """Learn from the subjects what stays while a network trains; write its recipe."""
        self.connectome_, self._layout = resolve_brain(
            self.connectome,
            subjects.table,
            names=getattr(self, "feature_names_in_", None),
            layout=subjects.layout,
            features=self.features,
            constraint=self.constraint,
            weight=subjects.weight,
        )
        self._target = self._learn_target(subjects, *classes)
        self.features_, self.n_regions_ = self._layout.features, self._layout.n_regions
        shuffle_seed, *seeds = draw_seeds(self.random_state, 1 + self._n_trained())
        self._recipe = self._write_recipe(seeds, shuffle_seed, str(subjects.table.dtype))

    def _renew_net(self):
        """Carry the weights over into a network with the hyperparameters of now."""
        before, earlier = self._recipe, self.net_
        if self._n_trained() != len(before.members):
            raise ValueError(
                f"warm_start keeps the {len(before.members)} members of the last fit, but "
                f"n_members is now {self.n_members}"
            )
        recipe = self._write_recipe(before.members.seeds, before.shuffle_seed, before.dtype)
        before.spec.require_same(recipe.spec)
        self._recipe = recipe
        self.net_ = keep_weights(earlier, self._build_net())

    def _n_trained(self):
        """Count the networks that are trained; linear ones would all be the same."""
        return 1 if self._network_kind() == "linear" else self.n_members

    def _write_recipe(self, seeds, shuffle_seed, dtype):
        """Write down what the network is built from."""
        spec = NetworkSpec(
            connectome=self.connectome_,
            features=self._layout.features,
            in_channels=self._layout.in_channels,
            n_outputs=self._target.n_outputs,
            hidden_channels=checked_channels(self.hidden_channels),
            constraint=self.constraint,
            dropout=self.dropout,
            readout=getattr(self, "readout", "regions"),  # the transformer has none
        )
        self.communities_ = self._resolve_communities() if self.lambda_modular > 0 else None
        members = Members(
            seeds=seeds,
            lr=self.lr,
            alpha=self.alpha,
            dropout=self.dropout,
            lambda_wiring=self._strength_of_wiring_cost(),
            lambda_constraint=self.lambda_constraint if self.constraint == "soft" else 0.0,
            lambda_modular=self.lambda_modular,
            communities=self.communities_,
        )
        return NetworkRecipe(self._network_kind(), spec, members, shuffle_seed, dtype)

    def _resolve_communities(self):
        """Find the communities of the regions that X measures."""
        orders = possible_orders(self.connectome, self.connectome_)
        return resolve_communities(self.communities, self.connectome_, orders)

    def _strength_of_wiring_cost(self):
        """Give the lambda that the network is trained with."""
        return self.lambda_wiring

    def _build_net(self, device=None):
        """Build the net from its recipe."""
        return self._recipe.build(self._target.criterion, **self._net_settings(device))

    def _net_settings(self, device=None):
        """Give what this estimator tells its net beside the recipe."""
        callbacks = [*(self.callbacks or [])]
        if self.verbose:
            callbacks.append(EpochProgress())
        if self.early_stopping:
            # Last, because it may end the training before later callbacks see the epoch.
            callbacks.append(MemberEarlyStopping(self.n_iter_no_change))
        return {
            "device": device or self.device,
            "max_epochs": self.max_epochs,
            "callbacks": callbacks or None,
            "train_split": None,
        }

    def _batch_size(self, n_subjects):
        """Choose the number of subjects per step."""
        if self.batch_size != "auto":
            return self.batch_size
        return n_subjects if n_subjects <= ALL_AT_ONCE else AUTO_BATCH_SIZE

    def _train(self, subjects, epochs, schedule):
        """Train, and look at what came out."""
        n_done = self._train_net(self.net_, self._as_tensors(subjects), subjects, epochs, schedule)
        self._look_at_training()
        if n_done < epochs and not self.net_.all_members_stopped_:
            warnings.warn(
                f"training ended in epoch {n_done} of {epochs}, by an interrupt or a callback; "
                "the network is usable as it was then",
                stacklevel=5,  # the caller of fit
            )
        return self

    def _train_net(self, net, data, subjects, epochs, schedule):
        """Train a net as this estimator would its own; return the number of epochs done."""
        if self.early_stopping:
            data, net.train_split = hold_out(
                data,
                self.validation_fraction,
                self._target.strata(subjects.y),
                self._recipe.shuffle_seed,
            )
        net.set_params(batch_size=self._batch_size(len(data)))
        return net.train(data, epochs, schedule)

    def _weigh(self, subjects):
        """Weigh the subjects in the loss."""
        return subjects.weight

    def _as_tensors(self, subjects):
        """Give the subjects as this estimator's net takes them."""
        features = self._layout.arrange(subjects.table).astype(self._recipe.dtype)
        return StackData(
            torch.tensor(features), self._encoded(subjects, features), self._weights(subjects)
        )

    def _encoded(self, subjects, features):
        """Give the target as the net learns it."""
        y = features.reshape(len(features), -1) if subjects.y is None else subjects.y
        return torch.tensor(self._target.encode(y, self._recipe.dtype))

    def _weights(self, subjects):
        """Give the weights of the subjects as the net takes them."""
        return torch.tensor(self._weigh(subjects).astype(self._recipe.dtype))

    def _look_at_training(self):
        """Set the fitted attributes that describe training and wiring."""
        losses = [row["train_member_losses"] for row in self.net_.history if "train_loss" in row]
        self.loss_curve_ = [sum(row) / len(row) for row in losses]
        self.n_epochs_ = len(losses)
        wiring = WiringSummary.of(self.net_.module_, self.n_regions_)
        self._strength = wiring.strength
        self.wiring_cost_ = wiring.cost
        self.density_ = wiring.density
        self.n_connections_ = wiring.n_connections
        self.connectome_similarity_ = wiring.similarity(self.connectome_)


@contextmanager
def as_before_on_error(estimator):
    """Leave an estimator as it was if it cannot be fitted: nothing is lost."""
    before = dict(vars(estimator))
    try:
        yield
    except Exception:
        vars(estimator).clear()
        vars(estimator).update(before)
        raise
