"""Adam for a stack of members, and frozen weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import EllipsisType
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.optim.adam import adam

from ..nn import Memberwise, Wires
from ..penalties import BasePenalty

_Options: TypeAlias = tuple[float, tuple[float, float], float]  # lr, betas and eps
_Closure: TypeAlias = Callable[[], float]


class StackedAdam(torch.optim.Adam):
    r"""Adam, then decoupled weight decay, then the proximal step of each penalty.

    Adam divides the gradient of each weight by :math:`\sqrt{\hat v} + \epsilon`. The proximal
    step divides by the same, or else the penalty would all but vanish beside the gradient:

    .. math:: w \leftarrow \mathrm{prox}_{s}(w), \qquad s = \eta_m / (\sqrt{\hat v} + \epsilon)

    Parameters
    ----------
    params : iterable
        Parameters; all have a leading axis of members, or an owner.
    lr : float
        Learning rate of a member whose `lr_scale` is 1.
    lr_scale : Tensor of shape (n_members,)
        Learning rate of each member as a share of `lr`. A member whose
        scale is 0 does not move.
    alpha : Tensor of shape (n_members,)
        Weight decay of each member, for groups with ``decays=True``.
    terms : sequence of (Wires, BasePenalty)
        Penalties that are active, and what they act on.
    owner : dict, optional
        The member that owns a parameter which has no axis of members.

    References
    ----------
    Kingma DP, Ba J (2015). Adam: a method for stochastic optimization. arXiv:1412.6980.
    Loshchilov I, Hutter F (2019). Decoupled weight decay regularization. arXiv:1711.05101.
    Parikh N, Boyd S (2014). Proximal algorithms. doi:10.1561/2400000003
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float,
        *,
        lr_scale: Tensor,
        alpha: Tensor,
        terms: Sequence[tuple[Wires, BasePenalty]] = (),
        owner: Mapping[Tensor, int] | None = None,
    ) -> None:
        super().__init__(params, lr=lr, fused=True)
        for group in self.param_groups:
            group.setdefault("decays", True)
        self.terms, self.owner = tuple(terms), owner or {}
        self.alpha = alpha
        self.frozen = FrozenWeights()
        self.set_lr_scale(lr_scale)

    def set_lr_scale(self, lr_scale: Tensor) -> None:
        """Set the scale of each member's learning rate: tensor of shape (n_members,)."""
        self.lr_scale = lr_scale.detach().cpu().clone()
        self._runs = _runs_of(self.lr_scale)
        self._has_decay = bool((self.alpha > 0).any())
        self._copies: dict[tuple[str, torch.dtype, torch.device], Tensor] = {}

    def stop_members(self, members: Tensor) -> None:
        """Stop members for good: bool tensor of shape (n_members,)."""
        self.set_lr_scale(torch.where(members, 0.0, self.lr_scale))

    @torch.no_grad()
    def step(self, closure: _Closure | None = None) -> float | None:  # type: ignore[override]
        """Take one step with all members that are not stopped."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        with self.frozen.restored():
            # A parameter without a gradient was frozen or not used: it stays as it is.
            moved = [
                ([p for p in group["params"] if p.grad is not None], group)
                for group in self.param_groups
            ]
            for (lr, betas, eps), parameters in _by_options(moved).items():
                self._adam(parameters, lr, betas, eps)
            if self._has_decay:
                for parameters, group in moved:
                    if group["decays"]:
                        self._decay(parameters, group["lr"])
            self._shrink()
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        if not set_to_none:
            super().zero_grad(set_to_none=False)
            return
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def _adam(
        self, moved: Sequence[Tensor], lr: float, betas: tuple[float, float], eps: float
    ) -> None:
        """Take Adam's step for each run of members of equal learning rate, as they would alone."""
        states = [self._state_of(parameter) for parameter in moved]
        for first, last, scale in self._runs:
            parts = [self._part(parameter, first, last) for parameter in moved]
            taken = [each for each in zip(moved, states, parts, strict=True) if each[2] is not None]
            adam(
                [_take(p, part) for p, _, part in taken],
                [_take(p.grad, part) for p, _, part in taken if p.grad is not None],
                [_take(state["exp_avg"], part) for _, state, part in taken],
                [_take(state["exp_avg_sq"], part) for _, state, part in taken],
                [],
                # Adam counts one up, and the next run is at the same step.
                [state["step"].clone() for _, state, _ in taken],
                fused=True,
                amsgrad=False,
                beta1=betas[0],
                beta2=betas[1],
                lr=lr * scale,
                weight_decay=0.0,
                eps=eps,
                maximize=False,
            )
        for state in states:
            state["step"] += 1
            state["n_steps"] += 1

    def _state_of(self, parameter: Tensor) -> dict[str, Any]:
        """Give the state that Adam has for a parameter; create it before the first step."""
        state: dict[str, Any] = self.state[parameter]
        if not state:
            state["step"] = torch.zeros((), dtype=torch.float32, device=parameter.device)
            state["exp_avg"] = torch.zeros_like(parameter)
            state["exp_avg_sq"] = torch.zeros_like(parameter)
            state["n_steps"] = 0  # as `step`, but read without waiting for a device
        elif "n_steps" not in state:  # it was saved without
            state["n_steps"] = int(state["step"])
        return state

    def _part(self, parameter: Tensor, first: int, last: int) -> slice | EllipsisType | None:
        """Index the members of a run in a parameter; None if it belongs to another member."""
        if parameter in self.owner:
            return ... if first <= self.owner[parameter] < last else None
        return ... if last - first == len(self.lr_scale) else slice(first, last)

    def _decay(self, moved: Sequence[Tensor], lr: float) -> None:
        factors: dict[tuple[torch.dtype, torch.device], Tensor] = {}
        for parameter in moved:
            key = (parameter.dtype, parameter.device)
            if key not in factors:
                factors[key] = 1 - lr * self._copy_of("decay", parameter)
            parameter.mul_(self._of_parameter(factors[key], parameter))

    def _shrink(self) -> None:
        """Take the proximal step of each penalty."""
        groups = {p: group for group in self.param_groups for p in group["params"]}
        for wires, penalty in self.terms:
            if wires.values.grad is not None:
                penalty.prox(wires, self._adam_step(wires.values, groups[wires.values]))

    def _copy_of(self, name: str, parameter: Tensor) -> Tensor:
        """Give the members' learning rates or decays as a parameter needs them; moved once."""
        key = (name, parameter.dtype, parameter.device)
        if key not in self._copies:
            values = self.lr_scale if name == "lr_scale" else self.lr_scale * self.alpha.cpu()
            self._copies[key] = values.to(parameter)
        return self._copies[key]

    def _of_parameter(self, per_member: Tensor, parameter: Tensor) -> Tensor:
        """Spread a value per member over a parameter of the stack, or of one member."""
        if parameter in self.owner:
            return per_member[self.owner[parameter]]
        return per_member.view(-1, *[1] * (parameter.dim() - 1))

    def _adam_step(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Step of each weight, scaled as Adam scaled its gradient."""
        state, beta = self.state[parameter], group["betas"][1]
        spread = state["exp_avg_sq"].div(1 - beta ** state["n_steps"]).sqrt_().add_(group["eps"])
        lr = self._of_parameter(self._copy_of("lr_scale", parameter), parameter) * group["lr"]
        return torch.div(lr, spread, out=spread)


def _by_options(
    moved: Sequence[tuple[list[Tensor], dict[str, Any]]],
) -> dict[_Options, list[Tensor]]:
    """Join the parameters of groups that have the same options of Adam."""
    joined: dict[_Options, list[Tensor]] = {}
    for parameters, group in moved:
        if parameters:
            options = (group["lr"], tuple(group["betas"]), group["eps"])
            joined.setdefault(options, []).extend(parameters)
    return joined


def _take(tensor: Tensor, part: slice | EllipsisType | None) -> Tensor:
    return tensor if part is ... else tensor[part]


def _runs_of(lr_scale: Tensor) -> list[tuple[int, int, float]]:
    """List neighbours of one scale that is not 0: (first, one past the last, scale)."""
    scales, counts = lr_scale.unique_consecutive(return_counts=True)
    ends = counts.cumsum(0)
    runs = zip((ends - counts).tolist(), ends.tolist(), scales.tolist(), strict=True)
    return [run for run in runs if run[2] > 0]


class FrozenWeights:
    """Weights that neither the optimizer nor decay nor penalties may change.

    Parameters
    ----------
    masks : dict of Parameter to Tensor, optional
        For each parameter that is frozen, a bool tensor of its shape: True where a weight stays.

    Raises
    ------
    ValueError
        If a tensor is not of bool, or not of the parameter's shape.
    """

    def __init__(self, masks: Mapping[nn.Parameter, Tensor] | None = None) -> None:
        self.masks = dict(masks or {})
        for parameter, mask in self.masks.items():
            if mask.dtype != torch.bool or mask.shape != parameter.shape:
                raise ValueError(
                    f"the mask of a parameter of shape {tuple(parameter.shape)} must be bool of "
                    f"that shape, got {mask.dtype} of shape {tuple(mask.shape)}"
                )

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Give the frozen weights their values back at the end of a ``with`` block."""
        before = [(p, mask, p.detach().clone()) for p, mask in self.masks.items()]
        yield
        with torch.no_grad():
            for parameter, mask, values in before:
                # To index by a mask, a device would have to be waited for.
                parameter.copy_(torch.where(mask, values, parameter))


def frozen_of_members(
    module: nn.Module, frozen: Mapping[str, Tensor], members: Sequence[int]
) -> dict[str, Tensor]:
    """Give the masks of some members, as they are named in a stack of these alone.

    Parameters
    ----------
    module : Module
        Stack of networks.
    frozen : dict of str to Tensor
        Mask of frozen weights by name of the parameter.
    members : sequence of int
        Which members, in this order.

    Returns
    -------
    dict of str to Tensor
    """
    parts = [
        f"{name}.members." if name else "members."
        for name, part in module.named_modules()
        if isinstance(part, Memberwise)
    ]
    selected = {}
    for name, mask in frozen.items():
        prefix = next((part for part in parts if name.startswith(part)), None)
        if prefix is None:
            selected[name] = mask[list(members)]
            continue
        owner, rest = name.removeprefix(prefix).split(".", 1)
        for position, member in enumerate(members):
            if int(owner) == member:
                selected[f"{prefix}{position}.{rest}"] = mask
    return selected
