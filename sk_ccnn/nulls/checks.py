"""What the kinds of nulls need of a connectome and of their options."""

from __future__ import annotations

from numbers import Integral, Real

from numpy.typing import ArrayLike

from ..connectome import Connectome, as_connectome
from .null import NullKind


def checked_for_swaps(
    given: Connectome | str | ArrayLike, n_swaps_per_edge: float, kind: NullKind
) -> tuple[Connectome, int]:
    """Return a connectome whose edges have somewhere to go, and how many swaps are wanted.

    Parameters
    ----------
    given : Connectome, str or square array
    n_swaps_per_edge : float
    kind : str

    Returns
    -------
    connectome : Connectome
    n_swaps : int
    """
    connectome = checked_sparse_enough(given, kind)
    if not (isinstance(n_swaps_per_edge, Real) and 0 < n_swaps_per_edge < float("inf")):
        raise ValueError(f"n_swaps_per_edge must be a number above 0, got {n_swaps_per_edge!r}")
    n_edges = connectome.n_edges // (1 if connectome.is_directed else 2)
    if n_edges < 2:
        raise ValueError(f"a swap needs at least 2 edges but {connectome!r} has {n_edges}")
    return connectome, max(round(n_swaps_per_edge * n_edges), 1)


def checked_sparse_enough(given: Connectome | str | ArrayLike, kind: NullKind) -> Connectome:
    """Return a connectome that has pairs of regions without an edge.

    Parameters
    ----------
    given : Connectome, str or square array
    kind : str

    Returns
    -------
    Connectome
    """
    connectome = as_connectome(given)
    if connectome.n_edges == 0:
        raise ValueError(f"a null of kind {kind!r} needs edges but {connectome!r} has none")
    if connectome.density == 1:
        raise ValueError(
            f"{connectome!r} connects all regions, so that no null of kind {kind!r} has other "
            "edges; threshold it first, or use the kinds 'regions' or 'distances'"
        )
    return connectome


def require_swaps(n_swaps: int, connectome: Connectome, what: str) -> None:
    """Refuse a connectome in which no swap is possible.

    Parameters
    ----------
    n_swaps : int
    connectome : Connectome
    what : str
        What a swap would have to keep.
    """
    if n_swaps == 0:
        raise ValueError(
            f"no two edges of {connectome!r} were found whose swap keeps {what}; a null of this "
            "kind needs a larger or sparser connectome"
        )


def require_geometry(connectome: Connectome, kind: str) -> None:
    """Refuse a connectome whose distances are only those along its own edges.

    Parameters
    ----------
    connectome : Connectome
    kind : str
    """
    if connectome.coordinates is None and connectome.lengths is None:
        raise ValueError(
            f"a null of kind {kind!r} needs coordinates or tract lengths but {connectome!r} has "
            "neither"
        )


def require_positive_integer(value: object, name: str) -> None:
    """Refuse what is not a whole number of at least 1.

    Parameters
    ----------
    value : object
    name : str
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
