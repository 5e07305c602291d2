"""Which regions stand together in a matrix: given, told by the regions' names, or found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..connectome import Connectome, listing, parse_region_name
from ..types import AnyArray, IntArray

# Of the Desikan-Killiany atlas, as FreeSurfer's documentation has them.
_LOBES = {
    "frontal": "superiorfrontal rostralmiddlefrontal caudalmiddlefrontal parsopercularis "
    "parstriangularis parsorbitalis lateralorbitofrontal medialorbitofrontal precentral "
    "paracentral frontalpole",
    "parietal": "superiorparietal inferiorparietal supramarginal postcentral precuneus",
    "temporal": "superiortemporal middletemporal inferiortemporal bankssts fusiform "
    "transversetemporal entorhinal temporalpole parahippocampal",
    "occipital": "lateraloccipital lingual cuneus pericalcarine",
    "cingulate": "rostralanteriorcingulate caudalanteriorcingulate posteriorcingulate "
    "isthmuscingulate",
    "insula": "insula",
    "subcortical": "thalamus caudate putamen pallidum hippocampus amygdala accumbens ventraldc",
    "cerebellum": "cerebellum",
}
_LOBE_OF = {name: lobe for lobe, names in _LOBES.items() for name in names.split()}
_NETWORK = re.compile(r"(?:7|17)Networks_([LR])H_([A-Za-z]+)")
_SIDES = {"L": "left", "R": "right"}


class Communities(NamedTuple):
    """Which community each region is in.

    Parameters
    ----------
    of_region : ndarray of shape (n_regions,), int
        Index of its community.
    names : list of str
        Of the communities, in the order in which they are drawn.
    source : str
        Where they come from.
    """

    of_region: IntArray
    names: list[str]
    source: str


def communities_of(connectome: Connectome, given: Any = None) -> Communities:
    """Give the communities of a connectome's regions.

    Parameters
    ----------
    connectome : Connectome
    given : array-like of shape (n_regions,), Series, dict or None
        In the order of the regions, or by their names. None: hemisphere and lobe
        (Desikan-Killiany) or network (Schaefer), if the names of all regions tell; else what the
        Louvain algorithm finds.

    Returns
    -------
    Communities

    Raises
    ------
    ValueError
        If a region has none.
    """
    if given is not None:
        return _numbered(_by_region(given, connectome), "given")
    for told, source in ((_lobes, "hemisphere and lobe"), (_networks, "hemisphere and network")):
        names = told(connectome.labels)
        if names is not None:
            return _in_brain_order(names, source)
    found = connectome.communities(random_state=0)
    return Communities(found, [f"community {k + 1}" for k in range(found.max() + 1)], "Louvain")


def _by_region(given: Any, connectome: Connectome) -> AnyArray:
    if isinstance(given, Mapping):
        given = pd.Series(given)
    if isinstance(given, pd.Series) and not isinstance(given.index, pd.RangeIndex):
        at = connectome.match([str(name) for name in given.index])
        values: AnyArray = np.full(connectome.n_regions, None, dtype=object)
        values[at] = given.to_numpy()
    else:
        values = np.asarray(given, dtype=object)
    if values.shape != (connectome.n_regions,):
        raise ValueError(
            f"communities must name one for each of {connectome.n_regions} regions, got an array "
            f"of shape {values.shape}"
        )
    lacking = [connectome.labels[k] for k in np.flatnonzero(pd.isna(values))]
    if lacking:
        raise ValueError(
            f"communities must name one for each region, got none for {listing(lacking, 5)}"
        )
    return values


def _numbered(values: ArrayLike, source: str) -> Communities:
    """Give numbers to communities in the order in which the regions come."""
    codes, names = pd.factorize(np.asarray(values, dtype=object))
    return Communities(codes, [str(name) for name in names], source)


def _lobes(labels: Sequence[str]) -> list[tuple[str, str]] | None:
    parsed = [parse_region_name(label) for label in labels]
    if not all(each.hemisphere and each.structure in _LOBE_OF for each in parsed):
        return None
    return [(each.hemisphere, _LOBE_OF[each.structure]) for each in parsed]


def _networks(labels: Sequence[str]) -> list[tuple[str, str]] | None:
    found = [_NETWORK.match(label) for label in labels]
    names = [(each[1], each[2]) for each in found if each is not None]
    return names if len(names) == len(labels) else None


def _in_brain_order(names: list[tuple[str, str]], source: str) -> Communities:
    """Give numbers to communities from the left hemisphere to the right, each in the same order."""
    kinds = [lobe for lobe in _LOBES if any(lobe == kind for _, kind in names)]
    kinds += [kind for kind in dict.fromkeys(kind for _, kind in names) if kind not in kinds]
    order = [(side, kind) for side in "LR" for kind in kinds if (side, kind) in names]
    number = {name: k for k, name in enumerate(order)}
    words = [f"{_SIDES[side]} {kind}" for side, kind in order]
    return Communities(np.array([number[name] for name in names]), words, source)
