"""What may stand for a connectome wherever one is asked for."""

from scipy import sparse

from .connectome import Connectome


def as_connectome(connectome):
    """Take what an estimator's ``connectome`` may be, and return a connectome.

    Parameters
    ----------
    connectome : Connectome, str or square array
        A connectome is returned as it is; a str is the name of one in the package
        (:func:`sk_ccnn.datasets.load_connectome`); anything else becomes the weights of one.

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
        from ..datasets import load_connectome

        return load_connectome(connectome)
    is_array = isinstance(connectome, list | tuple) or hasattr(connectome, "__array__")
    if is_array or sparse.issparse(connectome):
        return Connectome(connectome)
    raise TypeError(
        "connectome must be a Connectome, the name of one in the package or a square array; "
        f"got {type(connectome).__name__}"
    )
