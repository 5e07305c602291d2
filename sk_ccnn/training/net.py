"""The skorch net that trains any stack."""

import math

import torch
from skorch import NeuralNet
from skorch.callbacks import EpochTimer, PassthroughScoring
from skorch.utils import TeeGenerator, to_tensor

from .data import Batches, Orders, StackData
from .holding import FrozenWeights

PREDICTION_BATCH = 1024


class StackNet(NeuralNet):
    """A skorch net whose module is a stack of members.

    The loss is the sum over members of each member's weighted mean loss. Callbacks see skorch's
    events, batches ``(X, y)`` and history: losses are means over members, and each epoch also
    records ``train_member_losses`` and ``valid_member_losses``, a float for each member.

    Parameters
    ----------
    module : Module
        Maps (batch, ...) to (n_members, batch, n_outputs).
    criterion : Module
        Maps outputs and target to losses of shape (n_members, batch).
    generators : MemberGenerators
        What the module's dropout draws from; part of the state of the net.
    shuffle_seed : int or sequence of int, length n_members
        Seed of the order of subjects, for all members or for each.
    **kwargs
        Further parameters of `skorch.NeuralNet`.
    """

    def __init__(self, module, criterion, *, generators, shuffle_seed=0, **kwargs):
        super().__init__(module, criterion, **kwargs)
        self.generators = generators
        self.shuffle_seed = shuffle_seed

    @property
    def n_members(self):
        """Number of members."""
        return len(self.generators)

    @property
    def _default_callbacks(self):
        return [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring(name="train_loss", on_train=True)),
            ("valid_loss", PassthroughScoring(name="valid_loss")),
        ]

    def initialize(self):
        """Set up module, optimizer, callbacks and the order of subjects."""
        self.orders_ = Orders(self.shuffle_seed)
        self.all_members_stopped_ = False
        return super().initialize()

    def freeze(self, frozen):
        """Freeze weights: training leaves them as they are. Earlier masks are forgotten.

        Parameters
        ----------
        frozen : dict of str to Tensor
            Mask by name of a parameter of the module: bool, of the parameter's shape, True
            where a weight is frozen.

        Returns
        -------
        StackNet
            This net.
        """
        parameters = dict(self.module_.named_parameters())
        unknown = sorted(frozen.keys() - parameters.keys())
        if unknown:
            raise ValueError(f"the module has no parameters {unknown}, but {sorted(parameters)}")
        masks = {parameters[name]: mask.to(self.device) for name, mask in frozen.items()}
        self.optimizer_.frozen = FrozenWeights(masks)
        return self

    @property
    def frozen(self):
        """Masks of the frozen weights: dict of str to bool Tensor, as for `freeze`."""
        masks = self.optimizer_.frozen.masks
        named = self.module_.named_parameters()
        return {name: masks[parameter] for name, parameter in named if parameter in masks}

    def get_dataset(self, X, y=None):
        """Take subjects as they are, or features alone."""
        return X if isinstance(X, StackData) else StackData(to_tensor(X, device="cpu"))

    def get_iterator(self, dataset, training=False):
        """Make the batches of an epoch."""
        data = dataset.to(self.device)
        if training:
            return Batches(data, self.batch_size, self.orders_)
        return Batches(data, PREDICTION_BATCH)

    def run_single_epoch(self, iterator, training, prefix, step_fn, **fit_params):
        """Train or validate all members for an epoch."""
        if iterator is None:
            return
        shares = iterator.data.weight.sum(dim=-1, keepdim=True)
        total = 0
        for batch in iterator:
            self.notify("on_batch_begin", batch=batch[:2], training=training)
            if self.module_.training != training:  # a callback may have predicted
                self._set_training(training)
            step = step_fn(batch, shares, len(iterator))
            self.history.record_batch(f"{prefix}_loss", step["loss"].item())
            self.history.record_batch(f"{prefix}_batch_size", len(batch[0]))
            self.notify("on_batch_end", batch=batch[:2], training=training, **step)
            total = total + step["member_losses"]
        self.history.record(f"{prefix}_batch_count", len(iterator))
        losses = total.tolist()
        self.history.record(f"{prefix}_member_losses", losses)
        self.check_finite(losses)

    def train_step(self, batch, total_weight, n_batches):
        """Move all members by one step."""
        self.optimizer_.zero_grad()
        step = self._forward(batch, total_weight, n_batches)
        (step["member_losses"].sum() * n_batches).backward()
        self.notify(
            "on_grad_computed",
            named_parameters=TeeGenerator(self.get_all_learnable_params()),
            batch=batch[:2],
            training=True,
        )
        self.optimizer_.step()
        return {key: value.detach() for key, value in step.items()}

    def validation_step(self, batch, total_weight, n_batches):
        """Compute the loss of a batch, without a step."""
        with torch.no_grad():
            return self._forward(batch, total_weight, n_batches)

    def _forward(self, batch, total_weight, n_batches):
        """Losses of a batch: its share of each member's mean loss, and their mean by skorch."""
        X, y, weight = batch
        outputs = self.infer(X)
        shares = weight / total_weight
        member_losses = (self.criterion_(outputs, y) * shares).sum(dim=-1)
        return {
            "loss": member_losses.detach().mean() * n_batches,
            "y_pred": outputs,
            "member_losses": member_losses,
        }

    def check_finite(self, losses):
        """Raise if a member's loss is not finite."""
        for member, loss in enumerate(losses):
            if not math.isfinite(loss):
                self._raise_diverged("loss", member)

    def check_outputs(self, X):
        """Raise if a member's outputs are not finite: no loss has seen the last step yet."""
        outputs = self.member_outputs(X).flatten(1)
        for member in (~torch.isfinite(outputs).all(dim=1)).nonzero()[:, 0].tolist():
            self._raise_diverged("output", member)

    def _raise_diverged(self, what, member):
        lr = self.optimizer_.param_groups[0]["lr"] * float(self.optimizer_.lr_scale[member])
        raise FloatingPointError(
            f"the {what} of member {member} became infinite or NaN in epoch {len(self.history)} at "
            f"learning rate {lr:g}; lower lr, or check the scale of X"
        )

    def evaluation_step(self, batch, training=False):
        """Predict a batch by the mean over members: tensor of shape (batch, n_outputs)."""
        self.check_is_fitted()
        self._set_training(training)
        with torch.set_grad_enabled(training):
            return self.infer(batch[0]).mean(dim=0)

    def predict(self, X):
        """Predict by the mean over members, as the criterion decides."""
        return self.criterion_.decide(self.forward(X)).numpy()

    def member_outputs(self, X, layer=None):
        """Compute raw outputs of every member.

        Parameters
        ----------
        X : ndarray or Tensor of shape (n_subjects, n_regions, ...)
            Features.
        layer : callable, optional
            Part of the module to run; the whole by default.

        Returns
        -------
        Tensor of shape (n_members, n_subjects, n_outputs)
            On the CPU.
        """
        self._set_training(False)
        layer = layer or self.module_
        with torch.no_grad():
            batches = self.get_iterator(self.get_dataset(X))
            return torch.cat([layer(batch[0]).cpu() for batch in batches], dim=1)
