"""Whether a connectome can be drawn on the brain that nilearn draws, the human one of MNI space."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from ..connectome import Connectome, listing
from ..types import FloatArray

Side: TypeAlias = Literal["left", "right"]

# No region's centroid is so far from the anterior commissure, in mm.
_FARTHEST = 150.0
# A brain whose ten regions or more lie within so few mm is a mouse's or a rat's.
_SMALLEST, _ENOUGH_REGIONS = 40.0, 10
_OTHER_SPECIES = re.compile(r"\b(mouse|mice|rats?|macaques?|marmosets?|monkeys?|ferrets?)\b", re.I)


def require_human(connectome: Connectome) -> FloatArray:
    """Give the coordinates of the regions of a human brain.

    Parameters
    ----------
    connectome : Connectome

    Returns
    -------
    ndarray of shape (n_regions, 3), in mm, MNI space

    Raises
    ------
    ValueError
        If it has none, or they cannot be those of a human brain in mm.
    """
    needed = "needed centroids of the regions of a human brain in MNI space, in mm"
    coordinates = connectome.coordinates
    if coordinates is None:
        raise ValueError(
            f"{connectome!r} has no coordinates to be drawn on a brain; {needed}: "
            "connectome.replace(coordinates=...), such as those of load_atlas(...). "
            "ConnectomeDisplay draws its matrix without"
        )
    if _OTHER_SPECIES.search(connectome.name):
        raise ValueError(
            f"{connectome!r} is of another species, and the brain that is drawn is human; {needed}"
        )
    farthest = float(np.abs(coordinates).max())
    if farthest > _FARTHEST:
        raise ValueError(
            f"{connectome!r} has a region {farthest:g} from the origin, and no human brain is so "
            f"large; {needed} (not voxels or micrometres)"
        )
    extent = float(np.ptp(coordinates, axis=0).max())
    if len(coordinates) >= _ENOUGH_REGIONS and extent < _SMALLEST:
        raise ValueError(
            f"the {len(coordinates)} regions of {connectome!r} lie within {extent:.3g} mm, as "
            f"those of a mouse; {needed}"
        )
    return coordinates


def require_sides(coordinates: FloatArray, sides: Sequence[Side] | None) -> tuple[Side, ...]:
    """Choose the hemispheres to draw, and see that there is something to draw on each.

    Parameters
    ----------
    coordinates : ndarray of shape (n_regions, 3), in mm
    sides : sequence of {"left", "right"}, or None
        None for those that have a region.

    Returns
    -------
    tuple of {"left", "right"}

    Raises
    ------
    ValueError
        If a side is unknown, or has no region.
    """
    both: tuple[Side, ...] = ("left", "right")
    there = tuple(side for side in both if on_side(coordinates, side).any())
    chosen = there if sides is None else tuple(sides)
    unknown = [side for side in chosen if side not in both]
    if unknown or not chosen:
        raise ValueError(f"sides must be some of 'left' and 'right', got {listing(chosen or [''])}")
    empty = [side for side in chosen if side not in there]
    if empty:
        raise ValueError(
            f"there is no region in the {' or '.join(empty)} hemisphere; the regions lie in the "
            f"{' and '.join(there) or 'midline'}: give sides={list(there)}"
        )
    return chosen


def on_side(coordinates: FloatArray, side: Side) -> np.ndarray:
    """Tell which regions lie in a hemisphere; one in the midline lies in none: bool array."""
    x = coordinates[:, 0]
    is_there: np.ndarray = x < 0 if side == "left" else x > 0
    return is_there
