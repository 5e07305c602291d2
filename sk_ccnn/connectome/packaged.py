"""The connectomes that come with the package, by name, and what is accepted as a connectome."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import sparse

from .connectome import Connectome
from .files import read_arrays, read_coordinates, read_table, require_known
from .pairs import fill_symmetric

_DATA = files(__package__) / "data"
_CONNECTOMES = ("desikan_killiany",)
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
    >>> from sk_ccnn.connectome import load_connectome
    >>> load_connectome()
    Connectome('desikan_killiany', 84 regions, density 0.2, undirected, coordinates, tract lengths)
    >>> load_connectome(cortex_only=True).labels[:2]
    ('L_bankssts', 'L_caudalanteriorcingulate')
    """
    return _load_once(name, bool(cortex_only), density)


@cache
def _load_once(name: str, cortex_only: bool, density: float | None) -> Connectome:
    require_known(name, _CONNECTOMES, "connectome")
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
    raise TypeError(
        "connectome must be a Connectome, the name of one in the package or a square array; "
        f"got {type(connectome).__name__}"
    )
