"""The connectomes that come with the package, by name, and what is accepted as a connectome."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import sparse

from .atlas_names import unknown_connectome
from .atlases import list_atlases
from .connectome import Connectome
from .files import read_arrays, read_coordinates, read_table
from .pairs import fill_symmetric

_DATA = files(__package__) / "data"
_CONNECTOMES = ("desikan_killiany",)
# name: connectome, cortex only
_FULL_NAMES = {
    "desikan_killiany68": ("desikan_killiany", True),
    "desikan_killiany84": ("desikan_killiany", False),
}
_DK_CITATION = "Schirner et al. 2023, Nature Communications 14:2963, doi 10.1038/s41467-023-38626-y"


def list_connectomes() -> list[str]:
    """List the names that :func:`load_connectome` knows.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> from sk_ccnn.connectome import list_connectomes
    >>> list_connectomes()
    ['desikan_killiany']
    """
    return sorted(_CONNECTOMES)


def load_connectome(
    name: str = "desikan_killiany", *, cortex_only: bool = False, density: float | None = 0.2
) -> Connectome:
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
        See :func:`list_connectomes`. ``"desikan_killiany84"`` is its full name,
        ``"desikan_killiany68"`` that of its cortex only, as atlases are named.
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
    >>> from sk_ccnn.connectome import load_connectome
    >>> load_connectome()
    Connectome('desikan_killiany', 84 regions, density 0.2, undirected, coordinates, tract lengths)
    >>> load_connectome(cortex_only=True).labels[:2]
    ('L_bankssts', 'L_caudalanteriorcingulate')
    """
    require_packaged(name)
    name, only_cortex = _FULL_NAMES.get(name, (name, False))
    return _load_once(name, bool(cortex_only) or only_cortex, density)


def is_packaged(name: object) -> bool:
    """Tell whether :func:`load_connectome` knows a name."""
    return isinstance(name, str) and (name in _CONNECTOMES or name in _FULL_NAMES)


def require_packaged(name: str, more: Iterable[str] = ()) -> None:
    """Refuse a name that :func:`load_connectome` does not know.

    Parameters
    ----------
    name : str
    more : iterable of str
        Other words that are accepted in its place, for the close names.

    Raises
    ------
    ValueError
        Saying what is in the package, what can be fetched, and which names are close.
    """
    if not is_packaged(name):
        raise ValueError(unknown_connectome(name, _CONNECTOMES, list_atlases(), more))


@cache
def _load_once(name: str, cortex_only: bool, density: float | None) -> Connectome:
    regions = read_table(_DATA / name / "regions.csv")
    arrays = read_arrays(_DATA / name / "connectome.npz")
    connectome = Connectome(
        fill_symmetric(arrays["streamlines"], len(regions)),
        coordinates=read_coordinates(regions),
        lengths=fill_symmetric(arrays["lengths_mm"], len(regions)),
        labels=[row["region"] for row in regions],
        name=name,
        citation=_DK_CITATION,
        licence="CC-BY-4.0",
    )
    if cortex_only:
        cortical = [row["structure"] == "cortical" for row in regions]
        connectome = connectome.subset(np.flatnonzero(cortical))
    return connectome if density is None else connectome.threshold(density)


def as_connectome(connectome: Any) -> Connectome:
    """Return the connectome that a user gave by name, as an array or as it is.

    Parameters
    ----------
    connectome : Connectome, str or square array
        A connectome is returned as it is; a str is the name of one in the package
        (:func:`load_connectome`); anything else becomes the weights of one.

    Returns
    -------
    Connectome

    Raises
    ------
    TypeError
        If it is none of these.
    ValueError
        If the name is unknown, or the array does not fit.

    Examples
    --------
    >>> from sk_ccnn.connectome import as_connectome
    >>> as_connectome([[0, 1], [1, 0]])
    Connectome(2 regions, density 1, undirected)
    """
    if isinstance(connectome, Connectome):
        return connectome
    if isinstance(connectome, str):
        return load_connectome(connectome)
    is_array = isinstance(connectome, list | tuple) or hasattr(connectome, "__array__")
    if is_array or sparse.issparse(connectome):
        return Connectome(connectome)
    hint = ""
    if isinstance(connectome, Mapping) and "coordinates" in connectome:
        hint = (
            ". An atlas has no connections; Connectome.from_coordinates(atlas.coordinates, "
            "density=..., labels=atlas.labels) draws some by distance"
        )
    raise TypeError(
        "connectome must be a Connectome, the name of one in the package or a square array; "
        f"got {type(connectome).__name__}{hint}"
    )
