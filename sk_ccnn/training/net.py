"""The skorch net that trains any stack."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, Self, TypeAlias

import torch
from skorch import NeuralNet
from skorch.callbacks import EpochTimer, PassthroughScoring
from skorch.utils import TeeGenerator, to_tensor
from torch import Tensor, nn

from ..nn import MemberGenerators
from ..types import AnyArray
from .batch_losses import BatchLosses
from .data import Batch, Batches, Orders, StackData
from .devices import free_bytes, gradients_on, single_thread
from .interrupts import is_from_user
from .optimizer import FrozenWeights
from .schedule import Schedule, scheduled
from .streaming import StreamedTensor

PREDICTION_BATCH, PREDICTION_BYTES = 1024, 2**26  # of subjects, at most

# Of a device's free memory, what the subjects of a training may take.
PLACED_SHARE = 0.5

_Step: TypeAlias = dict[str, Tensor]


class StackNet(NeuralNet):
    """A skorch net whose module is a stack of members.

    The loss is the sum over members of each member's weighted mean loss. Callbacks see skorch's
    events, batches ``(X, y)`` and history: losses are means over members, and each epoch also
    records ``train_member_losses`` and ``valid_member_losses``, a float for each member.

    Parameters
    ----------
    module : Module
        Maps (batch, ...) to (n_members, batch, n_outputs).
    criterion : type of Module
        Makes what maps outputs and target to losses of shape (n_members, batch).
    generators : MemberGenerators
        What the module's dropout draws from; part of the state of the net.
    shuffle_seed : int or sequence of int, length n_members
        Seed of the order of subjects, for all members or for each.
    **kwargs
        Further parameters of `skorch.NeuralNet`.

    Attributes
    ----------
    interrupted_ : bool
        Whether an interrupt (Ctrl-C) ended the last training.
    """

    callbacks_: list[tuple[str, Any]]

    def __init__(
        self,
        module: nn.Module,
        criterion: type[nn.Module] | nn.Module,
        *,
        generators: MemberGenerators,
        shuffle_seed: int | Sequence[int] = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(module, criterion, **kwargs)
        self.generators = generators
        self.shuffle_seed = shuffle_seed

    @property
    def n_members(self) -> int:
        """Number of members."""
        return len(self.generators)

    @property
    def _default_callbacks(self) -> list[tuple[str, Any]]:
        return [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring(name="train_loss", on_train=True)),
            ("valid_loss", PassthroughScoring(name="valid_loss")),
        ]

    def initialize(self) -> Self:
        """Set up module, optimizer, callbacks and the order of subjects."""
        self.orders_ = Orders(self.shuffle_seed)
        self.all_members_stopped_ = False
        self.interrupted_ = False
        super().initialize()
        return self

    def freeze(self, frozen: Mapping[str, Tensor]) -> Self:
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
    def frozen(self) -> dict[str, Tensor]:
        """Masks of the frozen weights: dict of str to bool Tensor, as for `freeze`."""
        masks = self.optimizer_.frozen.masks
        named = self.module_.named_parameters()
        return {name: masks[parameter] for name, parameter in named if parameter in masks}

    def train(self, data: StackData, n_epochs: int, schedule: Schedule = "constant") -> int:
        """Train for some epochs, on one thread.

        Parameters
        ----------
        data : StackData
            Subjects.
        n_epochs : int
            Number of epochs; callbacks and an interrupt may end the training sooner.
        schedule : {"constant", "one_cycle"}, default="constant"
            ``"one_cycle"``: the learning rate of all members rises to `lr` over 30% of the steps
            and then falls to 0, by half a cosine each [1]_. The weights have settled at the end,
            so that fewer epochs suffice.

        Returns
        -------
        int
            Number of epochs that were trained; an interrupt that ended them is in `interrupted_`.

        Raises
        ------
        FloatingPointError
            If a loss or an output is not finite.

        References
        ----------
        .. [1] Smith LN, Topin N (2019). Super-convergence: very fast training of neural networks
           using large learning rates. doi:10.1117/12.2520589
        """
        n_before = len(self.history)
        self.interrupted_ = False
        with single_thread(), gradients_on():
            data = data.trainable()
            with scheduled(self, schedule, data, n_epochs):
                self.partial_fit(data, epochs=n_epochs)
            self.check_outputs(data.X)
        return len(self.history) - n_before

    def fit_loop(
        self, X: StackData, y: None = None, epochs: int | None = None, **kwargs: Any
    ) -> Self:
        """Train for some epochs, and note an interrupt: skorch goes on as if there were none."""
        try:
            super().fit_loop(X, y, epochs, **kwargs)
        except KeyboardInterrupt as end:
            self.interrupted_ = is_from_user(end, self.callbacks_)
            raise
        return self

    def get_dataset(self, X: Any, y: object = None) -> StackData:
        """Take subjects as they are, or features alone."""
        if isinstance(X, StackData):
            return X
        return StackData(X if isinstance(X, StreamedTensor) else to_tensor(X, device="cpu"))

    def get_iterator(self, dataset: StackData, training: bool = False) -> Batches:
        """Make the batches of an epoch."""
        if training:
            return Batches(dataset, self.batch_size, self.orders_)
        n_bytes = math.prod(dataset.X.shape[1:]) * dataset.X.dtype.itemsize
        n_subjects = PREDICTION_BYTES // max(n_bytes, 1)
        return Batches(dataset, min(max(n_subjects, 1), PREDICTION_BATCH))

    def _place(self, iterator: Batches) -> None:
        """Move the subjects of all epochs to the device, unless they would take most of it.

        Those that stay are moved batch by batch, and so are those of a prediction.
        """
        data = iterator.data
        is_there = data.X.device.type == torch.device(self.device).type
        if is_there or data.X.nbytes <= PLACED_SHARE * free_bytes(self.device):
            iterator.data = data.to(self.device)

    def run_single_epoch(
        self,
        iterator: Batches | None,
        training: bool,
        prefix: str,
        step_fn: Callable[[Batch, Tensor, int], _Step],
        **fit_params: Any,
    ) -> None:
        """Train or validate all members for an epoch."""
        if iterator is None:
            return
        self._place(iterator)
        shares = iterator.data.weight.sum(dim=-1, keepdim=True).to(self.device)
        total = torch.zeros(self.n_members, dtype=iterator.data.X.dtype, device=self.device)
        losses = BatchLosses(self.history, f"{prefix}_loss", self.callbacks_)
        try:
            with self.generators.drawing_ahead(len(iterator) if training else 0):
                for batch in map(self._to_device, iterator):
                    self.generators.next_step()
                    self.notify("on_batch_begin", batch=batch[:2], training=training)
                    if self.module_.training != training:  # a callback may have predicted
                        self._set_training(training)
                    step = step_fn(batch, shares, len(iterator))
                    losses.record(step["loss"])
                    self.history.record_batch(f"{prefix}_batch_size", len(batch[0]))
                    self.notify("on_batch_end", batch=batch[:2], training=training, **step)
                    total += step["member_losses"]
        finally:
            losses.write()
        self.history.record(f"{prefix}_batch_count", len(iterator))
        member_losses = total.tolist()
        self.history.record(f"{prefix}_member_losses", member_losses)
        self.check_finite(member_losses)

    def _to_device(self, batch: Batch) -> Batch:
        X, y, weight = batch
        return X.to(self.device), None if y is None else y.to(self.device), weight.to(self.device)

    def train_step(self, batch: Batch, total_weight: Tensor, n_batches: int) -> _Step:
        """Take one step with all members."""
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

    def validation_step(self, batch: Batch, total_weight: Tensor, n_batches: int) -> _Step:
        """Compute the loss of a batch, without a step."""
        with torch.no_grad():
            return self._forward(batch, total_weight, n_batches)

    def _forward(self, batch: Batch, total_weight: Tensor, n_batches: int) -> _Step:
        """Compute each member's loss in a batch, and the mean over members for skorch."""
        X, y, weight = batch
        outputs = self.infer(X)
        shares = weight / total_weight
        member_losses = (self.criterion_(outputs, y) * shares).sum(dim=-1)
        return {
            "loss": member_losses.detach().mean() * n_batches,
            "y_pred": outputs,
            "member_losses": member_losses,
        }

    def check_finite(self, losses: Sequence[float]) -> None:
        """Raise if a member's loss is not finite."""
        for member, loss in enumerate(losses):
            if not math.isfinite(loss):
                self._raise_diverged("loss", member)

    def check_outputs(self, X: Tensor | StreamedTensor) -> None:
        """Raise if a member's outputs are not finite; the last step comes after the last loss."""
        outputs = torch.cat([part for _, part in self._outputs(X)], dim=1).flatten(1)
        for member in (~torch.isfinite(outputs).all(dim=1)).nonzero()[:, 0].tolist():
            if self.interrupted_:  # an error would let a search go on
                raise KeyboardInterrupt
            self._raise_diverged("output", member)

    def _raise_diverged(self, what: str, member: int) -> NoReturn:
        lr = self.optimizer_.param_groups[0]["lr"] * float(self.optimizer_.lr_scale[member])
        raise FloatingPointError(
            f"the {what} of member {member} became infinite or NaN in epoch {len(self.history)} at "
            f"learning rate {lr:g}; lower lr, or check the scale of X"
        )

    def evaluation_step(self, batch: Batch, training: bool = False) -> Tensor:
        """Predict a batch by the mean over members: tensor of shape (batch, n_outputs)."""
        self.check_is_fitted()
        self._set_training(training)
        with torch.set_grad_enabled(training):
            outputs: Tensor = self.infer(batch[0])
            return outputs.mean(dim=0)

    def predict(self, X: AnyArray | Tensor) -> AnyArray:
        """Predict from the mean over members: numbers, or indices of classes."""
        decided: AnyArray = self.criterion_.decide(self.forward(X)).numpy()
        return decided

    def member_outputs(
        self, X: AnyArray | Tensor | StackData, layer: Callable[[Tensor], Tensor] | None = None
    ) -> Tensor:
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

        Raises
        ------
        FloatingPointError
            If an output is not finite.
        """
        parts, n_before = [], 0
        for batch, outputs in self._outputs(X, layer):
            finite = torch.isfinite(outputs).transpose(0, 1).flatten(1).all(dim=1)
            if not finite.all():
                subject = int((~finite).nonzero()[0, 0])
                raise FloatingPointError(
                    f"the output for subject {n_before + subject} is infinite or NaN; its values "
                    f"of X are between {batch[subject].min():g} and {batch[subject].max():g}. "
                    "Check the scale of X: it must be that of the subjects in fit"
                )
            parts.append(outputs)
            n_before += len(batch)
        return torch.cat(parts, dim=1)

    def _outputs(
        self,
        X: AnyArray | Tensor | StreamedTensor | StackData,
        layer: Callable[[Tensor], Tensor] | None = None,
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """Give the features of each batch, and the raw outputs on the CPU."""
        self._set_training(False)
        layer = layer or self.module_
        for batch in self.get_iterator(self.get_dataset(X)):
            with torch.no_grad():
                outputs = layer(batch[0].to(self.device)).cpu()
            yield batch[0], outputs
