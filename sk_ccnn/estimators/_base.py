"""What the three estimators share: reading subjects, training the stack, and its wiring."""

import warnings
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..connectome import Connectome
from ..nn import CONSTRAINTS
from ..training import (
    EpochProgress,
    MemberEarlyStopping,
    Members,
    StackData,
    net_from_bytes,
    net_to_bytes,
    single_thread,
)
from ._brain import resolve_brain
from ._features import FeatureLayout, to_table
from ._network import NetworkRecipe, NetworkSpec, keep_weights
from ._validation_set import hold_out
from ._wiring_summary import WiringSummary

FLOATS = [np.float64, np.float32]
AUTO_BATCH_SIZE = 200


class Subjects(NamedTuple):
    """Validated training subjects."""

    table: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    layout: FeatureLayout | None


class BaseConnectomeEstimator(BaseEstimator):
    """Base of the estimators.

    A subclass says what is learned (`_learn_target`) and by which network (`_network_kind`).
    """

    _y_checks: dict = {}

    _parameter_constraints: dict = {
        "connectome": [Connectome, str, "array-like", "sparse matrix", None],
        "features": [StrOptions({"auto", "nodes", "edges"})],
        "constraint": [StrOptions(set(CONSTRAINTS))],
        "hidden_channels": ["array-like", Interval(Integral, 1, None, closed="left")],
        "lambda_wiring": [Interval(Real, 0, None, closed="left")],
        "lambda_constraint": [Interval(Real, 0, None, closed="left")],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "dropout": [Interval(Real, 0, 1, closed="left")],
        "n_members": [Interval(Integral, 1, None, closed="left")],
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "warm_start": ["boolean"],
        "callbacks": [list, tuple, None],
        "device": [str, torch.device],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        connectome=None,
        *,
        features="auto",
        constraint="hard",
        hidden_channels=(4, 4),
        lambda_wiring=0.0,
        lambda_constraint=1.0,
        alpha=3.0,
        dropout=0.1,
        n_members=5,
        max_epochs=100,
        lr=0.01,
        batch_size="auto",
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=10,
        warm_start=False,
        callbacks=None,
        device="cpu",
        random_state=None,
        verbose=0,
    ):
        self.connectome = connectome
        self.features = features
        self.constraint = constraint
        self.hidden_channels = hidden_channels
        self.lambda_wiring = lambda_wiring
        self.lambda_constraint = lambda_constraint
        self.alpha = alpha
        self.dropout = dropout
        self.n_members = n_members
        self.max_epochs = max_epochs
        self.lr = lr
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.callbacks = callbacks
        self.device = device
        self.random_state = random_state
        self.verbose = verbose

    def __sklearn_tags__(self):
        """Declare what X may look like."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def _read(self, X, y, sample_weight, *, reset):
        """Validate subjects, before anything is learned from them."""
        usable_device(self.device)
        table, layout = to_table(X, self.features if reset else self._layout.features)
        checks = {"dtype": FLOATS, "ensure_min_samples": 2, "reset": reset}
        if y is None:  # an error unless the estimator can do without
            table = validate_data(self, table, None, **checks)
        else:
            table, y = validate_data(self, table, y, **checks, **self._y_checks)
            y = self._check_y(y)
        weight = _check_sample_weight(
            sample_weight, table, dtype=np.float64, ensure_non_negative=True
        )
        if weight.sum() <= 0:
            raise ValueError(f"sample_weight needs a positive sum, got {weight.sum():g}")
        if not reset:
            self._require_layout(layout)
        return Subjects(table, y, weight, layout)

    def _check_y(self, y):
        return y

    def _require_layout(self, layout):
        """Refuse three-dimensional X that happens to have the right number of values."""
        fitted = self._layout
        if layout is not None and layout != FeatureLayout(
            fitted.features, fitted.n_regions, fitted.in_channels
        ):
            raise ValueError(f"X is laid out as {layout}, but was as {fitted} in fit")

    def _fit(self, X, y, sample_weight):
        """Train from the start, or from the weights of the last fit."""
        if self.warm_start and hasattr(self, "net_"):
            subjects = self._read(X, y, sample_weight, reset=False)
            self._renew_net()
        else:
            subjects = self._read(X, y, sample_weight, reset=True)
            self._start(subjects)
        return self._train(subjects, self.max_epochs)

    def _partial_fit(self, X, y, sample_weight, classes=None):
        """Train for one more epoch."""
        if self.early_stopping:
            raise ValueError("partial_fit sees one batch at a time and needs early_stopping=False")
        first = not hasattr(self, "net_")
        subjects = self._read(X, y, sample_weight, reset=first)
        if first:
            self._start(subjects, *([] if classes is None else [classes]))
        return self._train(subjects, 1)

    def _start(self, subjects, *classes):
        """Learn from the subjects what stays while a network trains; build the network."""
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
        self.net_ = self._build_net()

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
            hidden_channels=tuple(np.atleast_1d(self.hidden_channels).tolist()),
            constraint=self.constraint,
            dropout=self.dropout,
        )
        members = Members(
            seeds=seeds,
            lr=self.lr,
            alpha=self.alpha,
            dropout=self.dropout,
            lambda_wiring=self.lambda_wiring,
            lambda_constraint=self.lambda_constraint if self.constraint == "soft" else 0.0,
        )
        return NetworkRecipe(self._network_kind(), spec, members, shuffle_seed, dtype)

    def _build_net(self):
        """Build the net from its recipe, with the settings of this estimator."""
        callbacks = [*(self.callbacks or [])]
        if self.verbose:
            callbacks.append(EpochProgress())
        if self.early_stopping:
            # Last, because it may end the training before later callbacks see the epoch.
            callbacks.append(MemberEarlyStopping(self.n_iter_no_change))
        size = AUTO_BATCH_SIZE if self.batch_size == "auto" else self.batch_size
        return self._recipe.build(
            self._target.criterion,
            device=self.device,
            max_epochs=self.max_epochs,
            batch_size=size,
            callbacks=callbacks or None,
            train_split=None,
        )

    def _train(self, subjects, epochs):
        """Train, and look at what came out."""
        data = self._as_tensors(subjects)
        if self.early_stopping:
            data, self.net_.train_split = hold_out(
                data,
                self.validation_fraction,
                self._target.strata(subjects.y),
                self._recipe.shuffle_seed,
            )
        n_before = len(self.net_.history)
        with single_thread():
            self.net_.partial_fit(data, epochs=epochs)
        self._look_at_training()
        n_done = len(self.net_.history) - n_before
        if n_done < epochs and not self.net_.all_members_stopped_:
            warnings.warn(
                f"training ended in epoch {n_done} of {epochs}, by an interrupt or a callback; "
                "the network is usable as it was then",
                stacklevel=3,
            )
        return self

    def _weigh(self, subjects):
        """Weigh the subjects in the loss."""
        return subjects.weight

    def _as_tensors(self, subjects):
        dtype, y = self._recipe.dtype, subjects.y
        features = self._layout.arrange(subjects.table).astype(dtype)
        y = features.reshape(len(features), -1) if y is None else y
        return StackData(
            torch.tensor(features),
            torch.tensor(self._target.encode(y, dtype)),
            torch.tensor(self._weigh(subjects).astype(dtype)),
        )

    def _look_at_training(self):
        """Set the fitted attributes that describe training and wiring."""
        history = [row for row in self.net_.history if "train_loss" in row]
        self.loss_curve_ = [row["train_loss"] for row in history]
        self.n_epochs_ = len(history)
        wiring = WiringSummary.of(self.net_.module_, self.n_regions_)
        self._strength = wiring.strength
        self.wiring_cost_ = wiring.cost
        self.density_ = wiring.density
        self.n_connections_ = wiring.n_connections
        self.connectome_similarity_ = wiring.similarity(self.connectome_)

    def _member_outputs(self, X, layer=None):
        """Compute raw outputs of all members: float64 array (n_members, n_subjects, n_outputs)."""
        check_is_fitted(self)
        table, layout = to_table(X, self._layout.features)
        table = validate_data(self, table, dtype=FLOATS, reset=False)
        self._require_layout(layout)
        features = torch.tensor(self._layout.arrange(table).astype(self._recipe.dtype))
        with single_thread():
            return self.net_.member_outputs(features, layer).double().numpy()

    def learned_connectome(self):
        """Fold the learned weights back to regions.

        Returns
        -------
        Connectome
            ``weights[i, j]`` is the sum of abs(weight) over all wires from region i to region j,
            layers and channels together, mean over members. Coordinates, lengths and labels are
            those of `connectome_`.

        Raises
        ------
        ValueError
            If the network has no wires between regions.
        """
        check_is_fitted(self)
        if np.isnan(self._strength).any():
            raise ValueError(
                "this network has no wires between regions: architecture='linear' over nodes has "
                "none, and a callable architecture has those of its sk_ccnn.nn layers"
            )
        name = f"learned on {self.connectome_.name}" if self.connectome_.name else "learned"
        return self.connectome_.replace(weights=self._strength, name=name)

    def __getstate__(self):
        """Give the state with the net as plain bytes."""
        state = dict(super().__getstate__())
        if "net_" in state:
            state["net_"] = net_to_bytes(self.net_)
        return state

    def __setstate__(self, state):
        """Build the net anew and give it the state it had."""
        super().__setstate__(state)
        if "net_" in state:
            self.net_ = net_from_bytes(self._build_net(), state["net_"])


def draw_seeds(random_state, n_seeds):
    """Draw seeds; None takes fresh entropy, so that numpy's global state stays as it is."""
    generator = np.random.RandomState() if random_state is None else random_state
    return check_random_state(generator).randint(np.iinfo(np.int32).max, size=n_seeds).tolist()


def usable_device(device):
    """Give the torch device, or raise ValueError if this machine does not have it."""
    try:
        found = torch.device(device)
        torch.empty(0, device=found)
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"device={device!r} cannot be used here: {error}") from error
    return found
