"""Region names as different programs write them, and the one region that each of them means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_HEMISPHERES = {"l": "L", "lh": "L", "left": "L", "r": "R", "rh": "R", "right": "R"}

# What FreeSurfer, ENIGMA and CAT12 append to a region's name to say what was measured there.
_MEASURES = frozenset(
    {
        *("thickness", "thickavg", "thicknessstd", "area", "surfarea", "surfavg", "pial"),
        *("volume", "vol", "grayvol", "graymatter", "numvert", "roi"),
        *("meancurv", "gauscurv", "curvind", "foldind", "lgi"),
    }
)
_PARCELLATIONS = frozenset({"7networks", "17networks"})

_DESIKAN_KILLIANY = {
    "bsts": "bankssts",
    "cacg": "caudalanteriorcingulate",
    "cmfg": "caudalmiddlefrontal",
    "cu": "cuneus",
    "ec": "entorhinal",
    "fg": "fusiform",
    "ipg": "inferiorparietal",
    "itg": "inferiortemporal",
    "icg": "isthmuscingulate",
    "log": "lateraloccipital",
    "lofg": "lateralorbitofrontal",
    "lg": "lingual",
    "mofg": "medialorbitofrontal",
    "mtg": "middletemporal",
    "phig": "parahippocampal",
    "pacg": "paracentral",
    "pop": "parsopercularis",
    "por": "parsorbitalis",
    "ptr": "parstriangularis",
    "pcal": "pericalcarine",
    "pocg": "postcentral",
    "pcg": "posteriorcingulate",
    "prcg": "precentral",
    "pcu": "precuneus",
    "racg": "rostralanteriorcingulate",
    "rmfg": "rostralmiddlefrontal",
    "sfg": "superiorfrontal",
    "spg": "superiorparietal",
    "stg": "superiortemporal",
    "smg": "supramarginal",
    "fp": "frontalpole",
    "tp": "temporalpole",
    "ttg": "transversetemporal",
    "in": "insula",
}
_SUBCORTICAL = {
    "th": "thalamus",
    "thal": "thalamus",
    "thalamusproper": "thalamus",
    "ca": "caudate",
    "caud": "caudate",
    "pu": "putamen",
    "put": "putamen",
    "pa": "pallidum",
    "pal": "pallidum",
    "hi": "hippocampus",
    "hippo": "hippocampus",
    "am": "amygdala",
    "amyg": "amygdala",
    "ac": "accumbens",
    "accumb": "accumbens",
    "nucleusaccumbens": "accumbens",
    "cer": "cerebellum",
    "cerebellumcortex": "cerebellum",
}
_SYNONYMS = _DESIKAN_KILLIANY | _SUBCORTICAL
# ENIGMA writes the hemisphere of a subcortical volume without a separator.
_GLUED = re.compile(r"([lr])(thal|caud|put|pal|hippo|amyg|accumb)")


class RegionName(NamedTuple):
    """What a region's name says, whoever wrote it."""

    hemisphere: str
    structure: str
    parcellation: str = ""


def parse_region_name(name: str) -> RegionName:
    """Take a region's name apart: hemisphere, structure and, where it says so, parcellation.

    Case, separators, the hemisphere's spelling, a leading ``ctx`` and a trailing measure
    (``_thickness``) do not matter. The Desikan-Killiany abbreviations are spelt out.

    Parameters
    ----------
    name : str

    Returns
    -------
    RegionName

    Examples
    --------
    >>> from sk_ccnn.connectome import parse_region_name
    >>> parse_region_name("lh_bankssts_thickness")
    RegionName(hemisphere='L', structure='bankssts', parcellation='')
    >>> parse_region_name("ctx-lh-bankssts") == parse_region_name("L.BSTS")
    True
    >>> parse_region_name("7Networks_RH_Vis_2")
    RegionName(hemisphere='R', structure='vis2', parcellation='7networks')
    """
    words = _words(name)
    if words[:1] == ["ctx"]:
        words = words[1:]
    parcellation = words.pop(0) if words and words[0] in _PARCELLATIONS else ""
    words = _without_measure(words)
    hemisphere, words = _split_hemisphere(words)
    structure = _join(_without_measure(words))
    return RegionName(hemisphere, _SYNONYMS.get(structure, structure), parcellation)


def match_regions(names: Sequence[str], labels: Sequence[str]) -> list[int]:
    """Find the region that each name means.

    Parameters
    ----------
    names : sequence of str
        For instance the columns of a table. Several may mean the same region.
    labels : sequence of str
        The regions' labels.

    Returns
    -------
    list of int
        The index in `labels` of each name's region.

    Raises
    ------
    ValueError
        If names mean no region, or more than one; all of them are listed.

    Examples
    --------
    >>> from sk_ccnn.connectome import match_regions
    >>> match_regions(["rh_insula_area", "lh_insula_area"], ["L_insula", "R_insula"])
    [1, 0]
    """
    exact = {label: [index] for index, label in enumerate(labels)}
    parsed = [parse_region_name(label) for label in labels]
    by_key: dict[tuple[str, ...], list[int]] = {}
    for index, region in enumerate(parsed):
        by_key.setdefault(region[:2], []).append(index)
    found = [exact.get(name) or _candidates(name, parsed, by_key) for name in names]
    _refuse_unmatched(names, found, labels)
    return [candidates[0] for candidates in found]


def _candidates(
    name: str, parsed: Sequence[RegionName], by_key: dict[tuple[str, ...], list[int]]
) -> list[int]:
    wanted = parse_region_name(name)
    return [
        index
        for index in by_key.get(wanted[:2], [])
        if not (wanted.parcellation and parsed[index].parcellation)
        or wanted.parcellation == parsed[index].parcellation
    ]


def _refuse_unmatched(
    names: Sequence[str], found: Sequence[list[int]], labels: Sequence[str]
) -> None:
    unknown = [str(name) for name, candidates in zip(names, found, strict=True) if not candidates]
    if unknown:
        raise ValueError(
            f"{len(unknown)} of {len(found)} names mean no region: {listing(unknown)}; the "
            f"connectome's {len(labels)} regions are named like {listing(labels, 3)}"
        )
    ambiguous = {
        str(name): [labels[index] for index in candidates]
        for name, candidates in zip(names, found, strict=True)
        if len(candidates) > 1
    }
    if ambiguous:
        raise ValueError(f"names that mean more than one region: {ambiguous}")


def unnamed_labels(n_regions: int) -> tuple[str, ...]:
    """Give numbers to regions that have no names: ``region_0``, ``region_1``...

    Parameters
    ----------
    n_regions : int

    Returns
    -------
    tuple of str, length n_regions
    """
    return tuple(f"region_{index}" for index in range(n_regions))


def listing(names: Sequence[object], limit: int = 20) -> str:
    """Write names for an error message, the first `limit` of them in full.

    Parameters
    ----------
    names : sequence of str
    limit : int, default=20

    Returns
    -------
    str
    """
    shown = ", ".join(repr(str(name)) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown}, ... ({len(names)} in all)"


def _words(name: str) -> list[str]:
    text = str(name).lower().replace("&", " and ")
    words = re.findall(r"[a-z0-9]+", text)
    if len(words) >= 1 and (glued := _GLUED.fullmatch(words[0])):
        words[:1] = glued.groups()
    return words


def _without_measure(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1] in _MEASURES:
        words = words[:-1]
    return words


def _split_hemisphere(words: list[str]) -> tuple[str, list[str]]:
    if len(words) > 1 and words[0] in _HEMISPHERES:
        return _HEMISPHERES[words[0]], words[1:]
    if len(words) > 1 and words[-1] in _HEMISPHERES:
        return _HEMISPHERES[words[-1]], words[:-1]
    return "", words


def _join(words: list[str]) -> str:
    # A separator between digits carries meaning: Vermis_1_2 is not Vermis_12.
    return re.sub(r"(?<=\d) (?=\d)", "_", " ".join(words)).replace(" ", "")
