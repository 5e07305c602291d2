"""Which weights of a network stay as they were in the source."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..nn import ConnectomeLinear, EdgeReadout, EdgesToRegions, Readout, Wires
from ..types import BoolArray


def head_of(module: nn.Module) -> set[str]:
    """Name the parameters of a network's read-out.

    Parameters
    ----------
    module : Module
        Stack of networks.

    Returns
    -------
    set of str
        Empty where a module of the user's has no read-out of ours.
    """
    return {
        f"{name}.{parameter}"
        for name, part in module.named_modules()
        if isinstance(part, Readout | EdgeReadout)
        for parameter, _ in part.named_parameters()
    }


def all_but(module: nn.Module, head: set[str]) -> dict[str, Tensor]:
    """Freeze all weights but those of the head: dict of str to bool Tensor.

    Parameters
    ----------
    module : Module
        Stack of networks.
    head : set of str
        Names of the parameters that train.

    Returns
    -------
    dict
        For `StackNet.freeze`.
    """
    return {
        name: torch.ones_like(parameter, dtype=torch.bool)
        for name, parameter in module.named_parameters()
        if name not in head
    }


def outside_of(module: nn.Module, head: set[str], trainable: BoolArray) -> dict[str, Tensor]:
    """Freeze what does not belong to trainable regions, nor to the head.

    To a region belong the wires that enter it, those from itself too, and the biases of its units.
    Weights that all regions share, as those of a graph convolution, belong to none.

    Parameters
    ----------
    module : Module
        Stack of networks.
    head : set of str
        Names of the parameters that train whatever the regions.
    trainable : ndarray of shape (n_regions,), bool
        Regions whose weights train.

    Returns
    -------
    dict of str to bool Tensor
        For `StackNet.freeze`.
    """
    frozen = all_but(module, head)
    trains = torch.tensor(trainable)
    for name, part in module.named_modules():
        if isinstance(part, Wires):
            stays = part.per_member(~trains.to(part.pair.device)[part.target])
            _refine(frozen, f"{name}.values", stays)
        if isinstance(part, ConnectomeLinear | EdgesToRegions):
            n_units = part.bias.shape[-1]
            region = part.wires.target
            stays = torch.ones_like(part.bias, dtype=torch.bool)
            for member, rows in enumerate(stays):
                of_member = member if len(region) > 1 else 0
                units = part.wires.index[of_member] % n_units
                exists = part.wires.exists[of_member]
                rows[0, units[exists]] = ~trains.to(units.device)[region[of_member][exists]]
            _refine(frozen, f"{name}.bias", stays)
    return frozen


def _refine(frozen: dict[str, Tensor], name: str, stays: Tensor) -> None:
    if name in frozen:
        frozen[name] = stays.contiguous()
