"""What layers accept: sizes, regions, and the shape of their input."""

from __future__ import annotations

from numbers import Integral
from typing import get_args

import numpy as np
import numpy.typing as npt
from torch import Tensor

from ..types import Features, IntArray
from .generators import MemberGenerators


def require_count(value: object, name: str) -> None:
    """Refuse what is not a whole number of at least 1.

    Parameters
    ----------
    value : object
    name : str
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")


def require_features(features: Features) -> None:
    """Refuse what subjects cannot be described by."""
    if features not in get_args(Features):
        raise ValueError(f"features must be one of {get_args(Features)}, got {features!r}")


def checked_channels(hidden_channels: object) -> tuple[int, ...]:
    """Give the units per region of each layer, of which there is at least one.

    Parameters
    ----------
    hidden_channels : sequence of int
    """
    channels = tuple(np.atleast_1d(np.asarray(hidden_channels)).tolist())
    if not channels:
        raise ValueError("hidden_channels must have a number for at least one layer, got none")
    for each in channels:
        require_count(each, "each of hidden_channels")
    return channels


def checked_regions(regions: npt.ArrayLike, n_regions: int, name: str) -> IntArray:
    """Give the region of each unit.

    Parameters
    ----------
    regions : array-like of shape (n_units,), int
    n_regions : int
    name : str

    Returns
    -------
    ndarray of shape (n_units,)
    """
    given = np.asarray(regions)
    if given.ndim != 1 or not given.size or given.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be a sequence of whole numbers, the region of each unit, got an array of "
            f"shape {given.shape} and dtype {given.dtype}"
        )
    beyond = given[(given < 0) | (given >= n_regions)]
    if beyond.size:
        raise ValueError(
            f"{name} must be numbers of regions from 0 to {n_regions - 1}, as the connectome has "
            f"{n_regions}; got {beyond[:5].tolist()}"
        )
    return given.astype(np.int64)


def made_generators(generators: MemberGenerators | None, n_members: int) -> MemberGenerators:
    """Give the generators of a layer, one for each member; None draws their seeds.

    Parameters
    ----------
    generators : MemberGenerators or None
    n_members : int
    """
    require_count(n_members, "n_members")
    if generators is None:
        return MemberGenerators.drawn(n_members)
    if len(generators) != n_members:
        raise ValueError(
            f"got generators of {len(generators)} members, but n_members={n_members}; each member "
            "needs one"
        )
    return generators


def require_input(
    x: Tensor, last: tuple[int, ...], n_members: int, what: str, hint: str = ""
) -> None:
    """Refuse an input that a layer cannot take, in words that torch does not have.

    Parameters
    ----------
    x : Tensor of shape (batch, ...) or (n_members, batch, ...)
    last : tuple of int
        What ``...`` stands for.
    n_members : int
        Of the layer. What is of one member goes to all, and what is of several may go to one.
    what : str
        Name of the layer and what its last axes are.
    hint : str, default=""
        What it takes beside, as the end of the sentence.
    """
    n_last = len(last)
    if isinstance(x, Tensor) and tuple(x.shape[-n_last:]) == last:
        if x.dim() == n_last + 1:
            return
        if x.dim() == n_last + 2 and (n_members == 1 or x.shape[0] in (1, n_members)):
            return
    got = tuple(x.shape) if isinstance(x, Tensor) else type(x).__name__
    sizes = ", ".join(map(str, last))
    raise ValueError(
        f"{what} needs a tensor of shape (batch, {sizes}) or ({n_members}, batch, {sizes}), with "
        f"an axis of its members in front{hint}; got {got}"
    )
