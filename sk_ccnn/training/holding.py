"""Weights that training leaves as they are: pruned wires, frozen regions."""

from contextlib import contextmanager

import torch

from ..nn import Memberwise


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

    def __init__(self, masks=None):
        self.masks = dict(masks or {})
        for parameter, mask in self.masks.items():
            if mask.dtype != torch.bool or mask.shape != parameter.shape:
                raise ValueError(
                    f"the mask of a parameter of shape {tuple(parameter.shape)} must be bool of "
                    f"that shape, got {mask.dtype} of shape {tuple(mask.shape)}"
                )

    @contextmanager
    def restored(self):
        """Give the frozen weights their values back at the end of a ``with`` block."""
        before = [(p, mask, p.detach()[mask]) for p, mask in self.masks.items()]
        yield
        with torch.no_grad():
            for parameter, mask, values in before:
                parameter[mask] = values


def frozen_of_members(module, frozen, members):
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
