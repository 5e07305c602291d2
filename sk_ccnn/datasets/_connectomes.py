"""The connectomes and atlases that come with the package."""

from functools import cache

import numpy as np
from sklearn.utils import Bunch

from ..connectome import Connectome
from ._files import fill_symmetric, read_arrays, read_table, require_known

_CONNECTOMES = ("desikan_killiany",)
_DK_CITATION = "Schirner et al. 2023, Nature Communications 14:2963, doi 10.1038/s41467-023-38626-y"

# name: file, citation
_ATLASES = {
    "aal116": ("AAL116", "Tzourio-Mazoyer et al. 2002, NeuroImage"),
    "desikan_killiany68": ("DesikanKilliany68", "Desikan et al. 2006, NeuroImage"),
    "desikan_killiany82": ("DesikanKillianyWholeBrain", "Desikan et al. 2006, NeuroImage"),
    "destrieux148": ("Destrieux148", "Destrieux et al. 2010, NeuroImage"),
    "destrieux162": ("DestrieuxWholeBrain", "Destrieux et al. 2010, NeuroImage"),
    "dosenbach160": ("Dosenbach160", "Dosenbach et al. 2010, Science"),
    "glasser360": (
        "Glasser360",
        "Glasser et al. 2016, Nature; Bedini et al. 2023, Brain Struct Funct",
    ),
    "glasser374": (
        "GlasserWholeBrain",
        "Glasser et al. 2016, Nature; Bedini et al. 2023, Brain Struct Funct",
    ),
    "harvard_oxford96": ("HarvardOxfordCortical", "Makris et al. 2006, Schizophr Res"),
    "harvard_oxford110": ("HarvardOxfordWholeBrain", "Makris et al. 2006, Schizophr Res"),
    "power264": ("Power264", "Power et al. 2011, Neuron"),
    "seitzman300": ("Seitzman300", "Seitzman et al. 2020, NeuroImage"),
} | {
    f"schaefer{n_regions}_{networks}": (
        f"Schaefer{n_regions}-{networks}",
        "Schaefer et al. 2018, Cereb Cortex; Yeo et al. 2011, J Neurophysiol",
    )
    for n_regions in (100, 200, 300, 400)
    for networks in (7, 17)
}
# The cortical atlas is what the plain name means; those of the whole brain add subcortex.
_ALIASES = {
    "aal": "aal116",
    "desikan_killiany": "desikan_killiany68",
    "destrieux": "destrieux148",
    "dosenbach": "dosenbach160",
    "glasser": "glasser360",
    "harvard_oxford": "harvard_oxford96",
    "power": "power264",
    "seitzman": "seitzman300",
}


def list_connectomes():
    """List the names that :func:`load_connectome` knows.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> from sk_ccnn.datasets import list_connectomes
    >>> list_connectomes()
    ['desikan_killiany']
    """
    return sorted(_CONNECTOMES)


def list_atlases():
    """List the names that :func:`load_atlas` knows.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> from sk_ccnn.datasets import list_atlases
    >>> list_atlases()[:3]
    ['aal116', 'desikan_killiany68', 'desikan_killiany82']
    """
    return sorted(_ATLASES)


def load_connectome(name="desikan_killiany", *, cortex_only=False, density=0.2):
    """Load a structural connectome of the average human brain.

    ``"desikan_killiany"``: streamline weights and tract lengths between the 68 cortical regions of
    the Desikan-Killiany atlas, 14 subcortical regions and the 2 halves of the cerebellum.

    An average over many tractograms connects every region with every other: a connection that a
    single subject's tractogram holds by chance stays in the average. Such a graph constrains
    nothing, so it comes with only its strongest connections, by streamlines (their logarithm
    gives the same order). Its maximum spanning tree is kept first, so that no region is cut off.
    The default density of 0.2 is a choice, not a measurement: every region keeps its strongest
    partners (about 17 in 84) and four of five pairs stay unconnected. See how a result
    depends on it before you rely on it.

    Parameters
    ----------
    name : str, default="desikan_killiany"
        See :func:`list_connectomes`.
    cortex_only : bool, default=False
        Only the cortical regions in FreeSurfer's order, left then right, thresholded among
        themselves.
    density : float in (0, 1] or None, default=0.2
        Share of the pairs of regions that stay connected; None keeps all of them.

    Returns
    -------
    Connectome
        Symmetric; coordinates and lengths in mm.

    Raises
    ------
    ValueError
        If the name is unknown or the density impossible.

    References
    ----------
    Schirner et al. 2023, Nature Communications 14:2963, doi 10.1038/s41467-023-38626-y

    Examples
    --------
    >>> from sk_ccnn.datasets import load_connectome
    >>> load_connectome()
    Connectome('desikan_killiany', 84 regions, density 0.2, undirected, coordinates, tract lengths)
    >>> load_connectome(cortex_only=True).labels[:2]
    ('L_bankssts', 'L_caudalanteriorcingulate')
    """
    require_known(name, _CONNECTOMES, "connectome")
    return _desikan_killiany(bool(cortex_only), density)


@cache
def _desikan_killiany(cortex_only, density):
    regions = read_table("desikan_killiany", "regions.csv")
    arrays = read_arrays("desikan_killiany", "connectome.npz")
    connectome = Connectome(
        fill_symmetric(arrays["streamlines"], len(regions)),
        coordinates=_coordinates(regions),
        lengths=fill_symmetric(arrays["lengths_mm"], len(regions)),
        labels=[row["region"] for row in regions],
        name="desikan_killiany",
        citation=_DK_CITATION,
        licence="CC-BY-4.0",
    )
    if cortex_only:
        cortical = [row["structure"] == "cortical" for row in regions]
        connectome = connectome.subset(np.flatnonzero(cortical))
    return connectome if density is None else connectome.threshold(density)


def load_atlas(name):
    """Load the regions of a brain atlas: their names and where they lie.

    Parameters
    ----------
    name : str
        See :func:`list_atlases`. The plain name of an atlas of one size (``"destrieux"``,
        ``"aal"``, ``"glasser"``) is accepted, and means its cortical version where there are two.

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
    >>> from sk_ccnn.datasets import load_atlas
    >>> atlas = load_atlas("destrieux")
    >>> atlas.name, len(atlas.labels), atlas.labels[0]
    ('destrieux148', 148, 'L G_and_S_frontomargin')
    """
    name = _ALIASES.get(name, name)
    require_known(name, _ATLASES, "atlas")
    file, citation = _ATLASES[name]
    regions = read_table("atlases", f"{file}.csv")
    has_network = "network" in regions[0]
    return Bunch(
        labels=tuple(row["region"] for row in regions),
        coordinates=_coordinates(regions),
        hemisphere=np.array([row["hemisphere"] for row in regions]),
        structure=np.array([row["structure"] for row in regions]),
        network=np.array([row["network"] for row in regions]) if has_network else None,
        name=name,
        citation=citation,
        licence="MIT",
    )


def _coordinates(regions):
    return np.array([[float(row[axis]) for axis in "xyz"] for row in regions])
