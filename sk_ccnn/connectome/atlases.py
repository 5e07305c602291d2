"""The atlases that come with the package: where the regions of a parcellation lie."""

from importlib.resources import files

import numpy as np
from sklearn.utils import Bunch

from .atlas_names import full_name
from .files import read_coordinates, read_table, require_known

_DATA = files(__package__) / "data" / "atlases"
_AAL = "Tzourio-Mazoyer et al. 2002, NeuroImage 15:273, doi 10.1006/nimg.2001.0978"
_DESIKAN = "Desikan et al. 2006, NeuroImage 31:968, doi 10.1016/j.neuroimage.2006.01.021"
_DESTRIEUX = "Destrieux et al. 2010, NeuroImage 53:1, doi 10.1016/j.neuroimage.2010.06.010"
_DOSENBACH = "Dosenbach et al. 2010, Science 329:1358, doi 10.1126/science.1194144"
_GLASSER = (
    "Glasser et al. 2016, Nature 536:171, doi 10.1038/nature18933; "
    "Bedini et al. 2023, Brain Struct Funct 228:997, doi 10.1007/s00429-023-02641-y"
)
_MAKRIS = "Makris et al. 2006, Schizophr Res 83:155, doi 10.1016/j.schres.2005.11.020"
_POWER = "Power et al. 2011, Neuron 72:665, doi 10.1016/j.neuron.2011.09.006"
_SEITZMAN = "Seitzman et al. 2020, NeuroImage 206:116290, doi 10.1016/j.neuroimage.2019.116290"
_SCHAEFER = (
    "Schaefer et al. 2018, Cereb Cortex 28:3095, doi 10.1093/cercor/bhx179; "
    "Yeo et al. 2011, J Neurophysiol 106:1125, doi 10.1152/jn.00338.2011"
)
_HARVARD_OXFORD = f"{_MAKRIS}; {_DESIKAN}"

# name: file, citation
_ATLASES = {
    "aal116": ("AAL116", _AAL),
    "desikan_killiany68": ("DesikanKilliany68", _DESIKAN),
    "desikan_killiany82": ("DesikanKillianyWholeBrain", _DESIKAN),
    "destrieux148": ("Destrieux148", _DESTRIEUX),
    "destrieux162": ("DestrieuxWholeBrain", _DESTRIEUX),
    "dosenbach160": ("Dosenbach160", _DOSENBACH),
    "glasser360": ("Glasser360", _GLASSER),
    "glasser374": ("GlasserWholeBrain", _GLASSER),
    "harvard_oxford96": ("HarvardOxfordCortical", _HARVARD_OXFORD),
    "harvard_oxford110": ("HarvardOxfordWholeBrain", _HARVARD_OXFORD),
    "power264": ("Power264", _POWER),
    "seitzman300": ("Seitzman300", _SEITZMAN),
} | {
    f"schaefer{n_regions}_{networks}": (f"Schaefer{n_regions}-{networks}", _SCHAEFER)
    for n_regions in (100, 200, 300, 400)
    for networks in (7, 17)
}


def list_atlases() -> list[str]:
    """List the names that :func:`load_atlas` knows.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> from sk_ccnn.connectome import list_atlases
    >>> list_atlases()[:3]
    ['aal116', 'desikan_killiany68', 'desikan_killiany82']
    """
    return sorted(_ATLASES)


def load_atlas(name: str) -> Bunch:
    """Load the regions of a brain atlas: their names and where they lie.

    Parameters
    ----------
    name : str
        See :func:`list_atlases`. A plain name (``"destrieux"``, ``"aal"``, ``"glasser"``) is
        accepted too, and means the cortical version where there are two; ``"schaefer200"`` is that
        of 7 networks. Connectomes are named in the same way.

    Returns
    -------
    Bunch
        ``labels`` (tuple of str), ``coordinates`` (ndarray of shape (n_regions, 3), MNI, in mm),
        ``hemisphere`` (ndarray of ``"L"``, ``"R"``, ``"M"``), ``structure`` (ndarray of str),
        ``network`` (ndarray of str, or None), ``name``, ``citation``, ``licence``.

    Raises
    ------
    ValueError
        If the name is unknown; the valid ones are listed.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_atlas
    >>> atlas = load_atlas("destrieux")
    >>> atlas.name, len(atlas.labels), atlas.labels[0]
    ('destrieux148', 148, 'L G_and_S_frontomargin')
    """
    name = full_name(name)
    require_known(name, _ATLASES, "atlas")
    file, citation = _ATLASES[name]
    regions = read_table(_DATA / f"{file}.csv")
    has_network = "network" in regions[0]
    return Bunch(
        labels=tuple(row["region"] for row in regions),
        coordinates=read_coordinates(regions),
        hemisphere=np.array([row["hemisphere"] for row in regions]),
        structure=np.array([row["structure"] for row in regions]),
        network=np.array([row["network"] for row in regions]) if has_network else None,
        name=name,
        citation=citation,
        licence="MIT",
    )
