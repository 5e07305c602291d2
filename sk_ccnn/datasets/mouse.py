"""The cohort of mouse connectomes that comes with the package."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal, overload

import numpy as np
from sklearn.utils import Bunch

from ..connectome import fill_symmetric, read_arrays, read_table, require_known
from ..types import AnyArray, FloatArray

_DATA = files(__package__) / "data" / "mouse"
_CITATION = "Wang et al. 2020, NeuroImage 222:117274, doi 10.1016/j.neuroimage.2020.117274"
_DESCRIPTION = (
    "Structural connectomes (streamline counts, diffusion MRI) of 32 mice: 8 of each of 4 "
    "genotypes, 4 male and 4 female; BTBR is a model of autism. 332 regions, 166 a hemisphere. "
    "No coordinates. Distributed with graspologic."
)


@overload
def load_mouse_cohort(
    *, target: Literal["genotype", "sex"] = "genotype", return_X_y: Literal[False] = False
) -> Bunch: ...


@overload
def load_mouse_cohort(
    *, target: Literal["genotype", "sex"] = "genotype", return_X_y: Literal[True]
) -> tuple[FloatArray, AnyArray]: ...


def load_mouse_cohort(
    *, target: Literal["genotype", "sex"] = "genotype", return_X_y: bool = False
) -> Bunch | tuple[FloatArray, AnyArray]:
    """Load 32 mouse connectomes with genotype and sex.

    Parameters
    ----------
    target : {"genotype", "sex"}, default="genotype"
        What ``y`` is. Genotype is easy to tell from the connectome, a positive control; plain
        classifiers guess sex no better than by chance, a negative one.
    return_X_y : bool, default=False
        Return ``(connectomes, y)`` instead of a Bunch.

    Returns
    -------
    Bunch
        ``connectomes`` (ndarray of shape (32, 332, 332), float32, symmetric streamline counts),
        ``target`` (ndarray of shape (32,)), ``target_name``, ``genotype``, ``sex``, ``subjects``,
        ``labels`` (tuple of str), ``hemisphere``, ``structure``, ``block`` (ndarray of shape
        (332,)), ``description``, ``citation``, ``licence``.

    Raises
    ------
    ValueError
        If the target is unknown.

    References
    ----------
    Wang et al. 2020, NeuroImage 222:117274, doi 10.1016/j.neuroimage.2020.117274

    Examples
    --------
    >>> from sk_ccnn.datasets import load_mouse_cohort
    >>> X, y = load_mouse_cohort(return_X_y=True)
    >>> X.shape, sorted(set(y.tolist()))
    ((32, 332, 332), ['B6', 'BTBR', 'CAST', 'DBA2'])
    """
    require_known(target, ("genotype", "sex"), "target")
    participants = read_table(_DATA / "participants.csv")
    regions = _regions()
    counts = read_arrays(_DATA / "connectomes.npz")["streamlines"]
    connectomes = fill_symmetric(counts.astype(np.float32), len(regions.labels))
    known = {
        column: np.array([row[column] for row in participants]) for column in ("genotype", "sex")
    }
    if return_X_y:
        return connectomes, known[target]
    return Bunch(
        connectomes=connectomes,
        target=known[target],
        target_name=target,
        **known,
        subjects=np.array([row["participant_id"] for row in participants]),
        **regions,
        description=_DESCRIPTION,
        citation=_CITATION,
        licence="MIT",
    )


def _regions() -> Bunch:
    """Name the regions; the atlas lists one hemisphere, the matrices hold left, then right."""
    atlas = read_table(_DATA / "atlas.csv")
    names = [row["Structure"] for row in atlas]
    # Two nuclei share one name in the atlas; their abbreviations differ.
    structure = [
        name if names.count(name) == 1 else f"{name}_{row['Abbreviation']}"
        for name, row in zip(names, atlas, strict=True)
    ] * 2
    hemisphere, block = np.empty(len(structure), dtype="U1"), np.empty(len(structure), dtype="U16")
    for row in read_table(_DATA / "blocks.csv"):
        inside = slice(int(row["i"]), int(row["j"]))
        hemisphere[inside], block[inside] = row["hemisphere"], row["block"]
    return Bunch(
        labels=tuple(f"{side}_{name}" for side, name in zip(hemisphere, structure, strict=True)),
        hemisphere=hemisphere,
        structure=np.array(structure),
        block=block,
    )
