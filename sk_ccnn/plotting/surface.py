"""Values of regions on the surface of the cortex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..connectome import parse_region_name
from ..types import FloatArray
from .human import Side, on_side

# They lie inside: nothing of the cortex is theirs.
_INSIDE = frozenset(
    {
        *("thalamus", "caudate", "putamen", "pallidum", "hippocampus", "amygdala", "accumbens"),
        *("cerebellum", "brainstem", "ventraldc"),
    }
)


def values_of_vertices(
    values: FloatArray, coordinates: FloatArray, labels: Sequence[str], side: Side
) -> FloatArray:
    """Give each vertex of fsaverage5 the value of the region whose centroid is nearest.

    Parameters
    ----------
    values : ndarray of shape (n_regions,)
    coordinates : ndarray of shape (n_regions, 3), in mm
        MNI space.
    labels : sequence of str
        Names of the regions; those that are known to lie below the cortex are left out.
    side : {"left", "right"}
        Only regions of this hemisphere count.

    Returns
    -------
    ndarray of shape (10242,)
        NaN where there is no cortex (its thickness is 0: the corpus callosum and the like).
    """
    from scipy.spatial import KDTree

    chosen = cortical_on(coordinates, labels, side)
    surfaces = fsaverage5()
    mesh = _arrays(surfaces[f"pial_{side}"])
    nearest = KDTree(coordinates[chosen]).query(mesh)[1]
    thickness = _numbers(surfaces[f"thick_{side}"])
    return np.where(thickness > 0, values[chosen][nearest], np.nan)


def cortical_on(coordinates: FloatArray, labels: Sequence[str], side: Side) -> np.ndarray:
    """Tell which regions are painted on a hemisphere: bool array."""
    inside = np.array([_lies_inside(label) for label in labels], dtype=bool)
    is_there: np.ndarray = on_side(coordinates, side) & ~inside
    return is_there


def _lies_inside(label: str) -> bool:
    return parse_region_name(label).structure in _INSIDE


def fsaverage5() -> Any:
    """Give the surfaces that come with nilearn, so that nothing is downloaded: Bunch of paths."""
    from nilearn.datasets import fetch_surf_fsaverage

    return fetch_surf_fsaverage("fsaverage5")


def _arrays(path: str) -> FloatArray:
    from nilearn.surface import load_surf_mesh

    mesh = load_surf_mesh(path)
    return np.asarray(mesh.coordinates)


def _numbers(path: str) -> FloatArray:
    from nilearn.surface import load_surf_data

    return np.asarray(load_surf_data(path))
