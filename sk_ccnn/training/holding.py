"""Weights that training leaves as they are: pruned wires, frozen regions."""

from contextlib import contextmanager

import torch

from ..nn import Memberwise


class Holding:
    """Which weights of a net stay, whatever the optimizer, decay or penalties would do.

    Parameters
    ----------
    places : dict of Parameter to Tensor, optional
        For each parameter that is held, a bool tensor of its shape: True where a weight stays.

    Raises
    ------
    ValueError
        If a tensor is not of bool, or not of the parameter's shape.
    """

    def __init__(self, places=None):
        self.places = dict(places or {})
        for parameter, where in self.places.items():
            if where.dtype != torch.bool or where.shape != parameter.shape:
                raise ValueError(
                    f"held places of a parameter of shape {tuple(parameter.shape)} must be bool of "
                    f"that shape, got {where.dtype} of shape {tuple(where.shape)}"
                )

    @contextmanager
    def kept(self):
        """Put back what was held after whatever happens within."""
        before = [(p, where, p.detach()[where]) for p, where in self.places.items()]
        yield
        with torch.no_grad():
            for parameter, where, values in before:
                parameter[where] = values


def held_by_members(module, held, members):
    """Give the held places of some members, as they are named in a stack of their own.

    Parameters
    ----------
    module : Module
        Stack of networks.
    held : dict of str to Tensor
        Held places, by the names of parameters.
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
    for name, where in held.items():
        prefix = next((part for part in parts if name.startswith(part)), None)
        if prefix is None:
            selected[name] = where[list(members)]
            continue
        owner, rest = name.removeprefix(prefix).split(".", 1)
        for place, member in enumerate(members):
            if int(owner) == member:
                selected[f"{prefix}{place}.{rest}"] = where
    return selected
