"""Read one connectome from a file, whatever program wrote it."""

from pathlib import Path

import numpy as np

from ..connectome import Connectome
from . import _bids, _edge_list, _graphml, _matlab, _matrix, _numpy, _tvb
from ._bytes import read_text
from ._content import Content, require_square
from ._text import is_number, read_cells, to_numbers

FORMATS = ("matrix", "edge_list", "npy", "npz", "mat", "tvb", "bids", "graphml")
_SUFFIXES = {
    ".edgelist": "edge_list",
    ".edges": "edge_list",
    ".npy": "npy",
    ".npz": "npz",
    ".mat": "mat",
    ".zip": "tvb",
    ".graphml": "graphml",
}
_TEXT = (".csv", ".tsv", ".txt", ".dat")
SUFFIXES = (*_SUFFIXES, *_TEXT)
# Programs write six or more digits; two directions may be rounded differently.
_SYMMETRY_TOLERANCE = 1e-6


def read_connectome(
    path,
    *,
    format=None,
    key=None,
    labels=None,
    lengths=None,
    coordinates=None,
    n_regions=None,
    base=None,
    complete=False,
    directed=False,
    symmetrize=None,
    name=None,
):
    r"""Read a connectome from a file.

    Nothing is ever unpickled, archives are read in memory, and files beyond a gigabyte are refused.

    Parameters
    ----------
    path : str or path-like
        The format is told by the suffix and, for text, by the shape:

        - ``.csv .tsv .txt .dat``: a square matrix, separated by commas, tabs, semicolons or white
          space, with or without the names of regions (as pandas writes a square DataFrame); or
          two or three columns, an edge list
        - ``.edgelist .edges``: an edge list, ``i j`` or ``i j weight`` a line; a pair that is not
          listed has weight 0
        - ``.npy .npz``: a square array
        - ``.mat``: MATLAB, up to version 7
        - ``.zip``: The Virtual Brain, with weights, tract lengths and centres
        - ``*_relmat.dense.tsv``: BIDS, with its JSON and its node indices
        - ``.graphml``
    format : {"matrix", "edge_list", "npy", "npz", "mat", "tvb", "bids", "graphml"}, optional
        Where the suffix does not tell.
    key : str, optional
        Which variable of a ``.mat`` or ``.npz`` file, or which attribute of GraphML's edges.
    labels : sequence of str or path-like, optional
        Names of the regions; a path to a text file that holds one a line, or all in one line.
    lengths : array-like or path-like, optional
        Tract lengths in mm, or a file with them in any of the formats.
    coordinates : array-like of shape (n_regions, 3) or path-like, optional
        In mm; a path to a text file with three columns, or with a header and columns x, y, z.
    n_regions : int, optional
        Number of regions of an edge list, in which the last ones may have no connection; by
        default the number of labels, if they are given, or else the highest that occurs.
    base : {0, 1}, optional
        Number of the first region in an edge list. Where it cannot be told, it has to be said.
    complete : bool, default=False
        Refuse an edge list in which a pair is not listed. A sparse one that was cut off at the
        end of a line looks like a whole one.
    directed : bool, default=False
        Accept ``weights[i, j] != weights[j, i]``, an error otherwise.
    symmetrize : {"mean", "max", "upper", "lower"}, optional
        How to make an asymmetric matrix undirected (see `Connectome.symmetrize`).
        ``"upper"`` is for files that hold only one triangle, as MRtrix writes them.
    name : str, optional
        By default the name of the file without its suffix.

    Returns
    -------
    Connectome
        The diagonal is dropped.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is damaged, or does not hold one connectome; the message begins with the path.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from sk_ccnn.io import read_connectome
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "visual.csv"
    >>> _ = path.write_text("0,2,0,0\n0,0,1,0\n0,0,0,3\n0,0,0,0\n")
    >>> read_connectome(path, symmetrize="upper", labels=["V1", "V2", "V4", "MT"])
    Connectome('visual', 4 regions, density 0.5, undirected)
    """
    path = Path(path)
    try:
        labels = _read_labels(labels)
        if n_regions is None and labels is not None:
            n_regions = len(labels)
        edge_options = {
            "base": base,
            "n_regions": n_regions,
            "directed": directed,
            "complete": complete,
        }
        content = _read_content(path, _format_of(path, format), key, edge_options)
        weights = undirected(content.weights, directed, symmetrize)
        return Connectome(
            weights,
            coordinates=content.coordinates if coordinates is None else _read_xyz(coordinates),
            lengths=content.lengths if lengths is None else _read_lengths(lengths, edge_options),
            labels=content.labels if labels is None else labels,
            name=_stem(path) if name is None else name,
        )
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _format_of(path, format):
    if format is not None:
        if format not in FORMATS:
            raise ValueError(f"format must be one of {FORMATS}, got {format!r}")
        return format
    if path.name.endswith(_bids.SUFFIX):
        return "bids"
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"the suffix {suffix!r} tells no format, needed one of {SUFFIXES}; or say format="
        )
    return _SUFFIXES.get(suffix, "text")


def _read_content(path, format, key, edge_options):
    if format == "edge_list":
        return _edge_list.read_edge_list(path, **edge_options)
    if format == "text":
        return _read_text(path, edge_options)
    if format in ("npy", "npz"):
        array = _numpy.read_npy(path) if format == "npy" else _numpy.read_npz(path, key)
        return Content(require_square(array))
    if format in ("mat", "graphml"):
        return {"mat": _matlab.read_mat, "graphml": _graphml.read_graphml}[format](path, key)
    read = {"matrix": _matrix.read_matrix, "tvb": _tvb.read_tvb, "bids": _bids.read_relmat}[format]
    return read(path)


def _read_text(path, edge_options):
    """Read text whose shape tells a matrix from an edge list."""
    rows = read_cells(read_text(path))
    shape = (len(rows), len(rows[0]))
    if shape in ((2, 2), (3, 3)) and is_number([cell for row in rows for cell in row]):
        raise ValueError(
            f"{shape[0]} lines of {shape[1]} columns may be a matrix or an edge list; say format="
        )
    if shape[1] in (2, 3) and shape[0] not in (shape[1], shape[1] + 1):
        return _edge_list.read_edge_list(path, **edge_options)
    return _matrix.content_of(rows)


def undirected(weights, directed=False, symmetrize=None):
    """Refuse a matrix that is not symmetric, or make it so if that was asked for.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
    directed : bool
    symmetrize : str or None
        See `read_connectome`.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        With zero diagonal.
    """
    _require_finite(weights)
    weights = weights - np.diag(np.diag(weights))
    if symmetrize is not None:
        _require_empty_triangle(weights, symmetrize)
        return Connectome(weights).symmetrize(symmetrize).to_dense()
    difference = np.abs(weights - weights.T)
    if directed:
        return weights
    if difference.max() > _SYMMETRY_TOLERANCE * np.abs(weights).max():
        i, j = np.unravel_index(difference.argmax(), difference.shape)
        triangle = "upper" if not np.tril(weights).any() else "lower"
        one_sided = not np.tril(weights).any() or not np.triu(weights).any()
        hint = f"symmetrize='{triangle}'" if one_sided else "symmetrize='mean', or directed=True"
        raise ValueError(
            f"the matrix is not symmetric: the weight from region {i} to {j} is "
            f"{weights[i, j]:g}, that from {j} to {i} is {weights[j, i]:g}; if that is meant, say "
            f"{hint}"
        )
    return (weights + weights.T) / 2


def _require_finite(weights):
    if not np.isfinite(weights).all():
        i, j = np.argwhere(~np.isfinite(weights))[0]
        raise ValueError(f"the weight from region {i} to {j} is {weights[i, j]}, needed a number")


def _require_empty_triangle(weights, symmetrize):
    """Refuse to take one triangle where the other says something else."""
    if symmetrize in ("upper", "lower"):
        keep = np.triu if symmetrize == "upper" else np.tril
        other = weights - keep(weights)
        if other.any() and not np.array_equal(other, keep(weights).T):
            raise ValueError(
                f"symmetrize={symmetrize!r} would lose the other triangle, which is not empty; "
                "'mean' or 'max' use both"
            )


def _read_labels(labels):
    if labels is None or not isinstance(labels, str | Path):
        return None if labels is None else [str(label) for label in labels]
    rows = read_cells(read_text(Path(labels)))
    if len(rows) > 1 and len(rows[0]) > 1:
        raise ValueError(
            f"{labels} must hold one label a line, or all in one line, got {len(rows)} lines of "
            f"{len(rows[0])}"
        )
    return rows[0] if len(rows) == 1 else [row[0] for row in rows]


def _read_lengths(lengths, edge_options):
    if not isinstance(lengths, str | Path):
        return lengths
    path = Path(lengths)
    return _read_content(path, _format_of(path, None), None, edge_options).weights


def _read_xyz(coordinates):
    if not isinstance(coordinates, str | Path):
        return coordinates
    rows = read_cells(read_text(Path(coordinates)))
    header = [cell.lower() for cell in rows[0]]
    if {"x", "y", "z"} <= set(header):
        return to_numbers([[row[header.index(axis)] for axis in "xyz"] for row in rows[1:]], 2)
    return to_numbers(rows)


def _stem(path):
    return path.name.removesuffix(_bids.SUFFIX) if path.name.endswith(_bids.SUFFIX) else path.stem
