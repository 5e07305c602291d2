"""The proximal step after a step of any torch optimizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

from ..nn import Wires
from .base import BasePenalty

_Group: TypeAlias = dict[str, Any]
_State: TypeAlias = dict[str, Any]


@torch.no_grad()
def proximal_step(
    module: nn.Module, penalty: BasePenalty | Sequence[BasePenalty], optimizer: Optimizer | float
) -> None:
    r"""Make the wires of a network cheaper, right after an optimizer's step on the loss.

    In a training loop of your own, it stands after ``optimizer.step()``, and the penalty is not
    part of the loss. Together they minimise loss plus penalty, and wires that are not worth their
    cost become exactly 0. The gradient of a penalty (``loss + penalty.value(wires).sum()``) has
    the same minimum, but its weights only hover around 0.

    An optimizer multiplies the gradient of each weight by a step :math:`s`, and so the penalty has
    to be, or it would count for more or less than the loss:

    .. math:: w \leftarrow \mathrm{prox}_s(w), \qquad
        s = \eta / (\sqrt{\hat v} + \epsilon) \text{ (Adam)}, \quad
        s = \eta / (1 - \text{momentum}) \text{ (SGD)}

    and likewise for RMSprop (:math:`\hat v` its running mean of squares, centred if it is) and
    Adagrad (the sum of squares). Before the first ``optimizer.step()`` these have no step yet, and
    no wire changes.

    Parameters
    ----------
    module : Module
        Any torch module; the `Wires` of all its layers take the step.
    penalty : BasePenalty or sequence of BasePenalty
        Such as `WiringCost`. Its strength is one number, or one for each member of the layers.
    optimizer : Optimizer or float
        Whose step it follows: torch's SGD, Adam, AdamW, RMSprop or Adagrad. Wires that it does not
        train stay as they are. For another optimizer, the number by which that multiplies
        gradients, such as its learning rate.

    Raises
    ------
    ValueError
        If the module has no wires, the optimizer trains none of them, or a number is negative.
    TypeError
        If the steps of the optimizer are not known.

    References
    ----------
    Parikh N, Boyd S (2014). Proximal algorithms. doi:10.1561/2400000003

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeLinear
    >>> from sk_ccnn.penalties import WiringCost, proximal_step
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain)
    >>> optimizer, x = torch.optim.Adam(layer.parameters(), lr=0.1), torch.randn(50, 3)
    >>> for _ in range(100):  # each region needs itself, and no other
    ...     optimizer.zero_grad()
    ...     (layer(x) - x).square().mean().backward()
    ...     optimizer.step()
    ...     proximal_step(layer, WiringCost(0.5), optimizer)
    >>> layer.wires.count()  # wires between different regions that are not 0
    tensor([0])
    """
    wires = [part for part in module.modules() if isinstance(part, Wires)]
    if not wires:
        raise ValueError("the module has no wires: no layer of sk_ccnn.nn between regions")
    if isinstance(optimizer, Optimizer) and all(
        _group_of(w.values, optimizer) is None for w in wires
    ):
        raise ValueError("the optimizer trains none of the module's wires")
    penalties = [penalty] if isinstance(penalty, BasePenalty) else list(penalty)
    for each in wires:
        step = _step_of(each.values, optimizer)
        if step is None:
            continue
        for term in penalties:
            if term.is_active(each):
                term.prox(each, step)


def _group_of(parameter: Tensor, optimizer: Optimizer) -> _Group | None:
    groups: list[_Group] = optimizer.param_groups
    return next((g for g in groups if any(p is parameter for p in g["params"])), None)


def _step_of(values: Tensor, optimizer: Optimizer | float) -> Tensor | None:
    """Step of each weight, of the shape of the weights; None where none was taken."""
    if not isinstance(optimizer, Optimizer):
        if not 0 <= optimizer < float("inf"):
            raise ValueError(f"a step must be finite and not negative, got {optimizer!r}")
        return torch.full_like(values, optimizer)
    rule = next((rule for kind, rule in _RULES.items() if isinstance(optimizer, kind)), None)
    if rule is None:
        raise TypeError(
            f"known are the steps of {[kind.__name__ for kind in _RULES]}, got "
            f"{type(optimizer).__name__}; give the number by which it multiplies gradients instead"
        )
    group = _group_of(values, optimizer)
    if group is None or not values.requires_grad:
        return None
    state = optimizer.state.get(values, {})
    has_moved = rule is _sgd or float(state.get("step", 0)) > 0
    return rule(group, state, values) if has_moved else None


def _sgd(group: _Group, state: _State, values: Tensor) -> Tensor:
    momentum = group["momentum"]
    scale = (1 - group["dampening"]) / (1 - momentum) if momentum else 1.0
    return torch.full_like(values, float(group["lr"]) * scale)


def _adam(group: _Group, state: _State, values: Tensor) -> Tensor:
    squares = state["max_exp_avg_sq" if group["amsgrad"] else "exp_avg_sq"]
    unbiased = squares / (1 - group["betas"][1] ** float(state["step"]))
    return float(group["lr"]) / (unbiased.sqrt() + group["eps"])


def _rmsprop(group: _Group, state: _State, values: Tensor) -> Tensor:
    squares = state["square_avg"]
    if group["centered"]:
        squares = (squares - state["grad_avg"].square()).clamp(min=0)
    return float(group["lr"]) / (1 - group["momentum"]) / (squares.sqrt() + group["eps"])


def _adagrad(group: _Group, state: _State, values: Tensor) -> Tensor:
    lr = float(group["lr"]) / (1 + (float(state["step"]) - 1) * group["lr_decay"])
    return lr / (state["sum"].sqrt() + group["eps"])


_RULES = {SGD: _sgd, Adam: _adam, AdamW: _adam, RMSprop: _rmsprop, Adagrad: _adagrad}
