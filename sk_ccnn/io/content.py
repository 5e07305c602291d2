"""What a file says about a connectome, and what the user says about the file."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, get_args

from numpy.typing import ArrayLike
from scipy import sparse

from ..types import FloatArray
from .limits import MEMORY_LIMIT

Symmetrization: TypeAlias = Literal["mean", "max", "upper", "lower"]
Weights: TypeAlias = FloatArray | sparse.csr_array


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about a file; see `read_connectome`.

    Parameters
    ----------
    key : str or None
    base : {0, 1} or None
    n_regions : int or None
    directed, complete : bool
    symmetrize : {"mean", "max", "upper", "lower"} or None
    memory_limit : float

    Raises
    ------
    ValueError
        If one of them means nothing.
    """

    key: str | None = None
    base: Literal[0, 1] | None = None
    n_regions: int | None = None
    directed: bool = False
    complete: bool = False
    symmetrize: Symmetrization | None = None
    memory_limit: float = MEMORY_LIMIT

    def __post_init__(self) -> None:
        is_count = isinstance(self.n_regions, numbers.Integral) and self.n_regions >= 2
        is_limit = isinstance(self.memory_limit, numbers.Real) and self.memory_limit > 0
        accepted = {
            "key": (self.key is None or isinstance(self.key, str), "a str or None"),
            "base": (self.base is None or self.base in (0, 1), "0, 1 or None"),
            "n_regions": (self.n_regions is None or is_count, "a whole number above 1, or None"),
            "symmetrize": (
                self.symmetrize in (None, *get_args(Symmetrization)),
                f"one of {get_args(Symmetrization)}, or None",
            ),
            "memory_limit": (is_limit, "a number of bytes above 0"),
        }
        for name, (is_accepted, needed) in accepted.items():
            if not is_accepted:
                raise ValueError(f"{name} must be {needed}, got {getattr(self, name)!r}")


class Content(NamedTuple):
    """What was found in a file, before it is checked.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    labels : list of str or None
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None
    coordinates : array-like of shape (n_regions, 3), in mm, or None
    name : str or None
    """

    weights: Weights
    labels: list[str] | None = None
    lengths: Weights | None = None
    coordinates: ArrayLike | None = None
    name: str | None = None
