"""Read one connectome from a file, whatever program wrote it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict, get_args

from numpy.typing import ArrayLike
from scipy import sparse

from ..connectome import Connectome
from .arrays import read_npy, read_npz_matrix
from .bids import SUFFIX as RELMAT
from .bids import read_relmat
from .cells import read_cells, to_numbers
from .content import Content, ReadOptions, Symmetrization, Weights
from .errors import errors_named
from .files import FilePath, read_text
from .graphml import read_graphml
from .headers import require_names
from .limits import MEMORY_LIMIT, require_matrix_memory
from .mat import read_mat
from .names import without_line_numbers
from .square import require_square, require_symmetric
from .text import read_edge_list, read_matrix, read_matrix_or_edges
from .tvb import read_tvb

Format: TypeAlias = Literal["matrix", "edge_list", "npy", "npz", "mat", "tvb", "bids", "graphml"]
FORMATS: tuple[str, ...] = get_args(Format)
_READERS: dict[str, Callable[[Path, ReadOptions], Content]] = {
    "text": read_matrix_or_edges,
    "matrix": read_matrix,
    "edge_list": read_edge_list,
    "npy": lambda path, options: _content(read_npy(path, options.memory_limit), options),
    "npz": lambda path, options: _content(
        read_npz_matrix(path, options.key, options.memory_limit), options
    ),
    "mat": read_mat,
    "tvb": read_tvb,
    "bids": read_relmat,
    "graphml": read_graphml,
}
_FORMAT_OF_SUFFIX = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".dat": "text",
    ".edgelist": "edge_list",
    ".edges": "edge_list",
    ".npy": "npy",
    ".npz": "npz",
    ".mat": "mat",
    ".zip": "tvb",
    ".graphml": "graphml",
}
SUFFIXES = tuple(_FORMAT_OF_SUFFIX)


class ConnectomeOptions(TypedDict, total=False):
    """Keywords of `read_connectome`, for functions that pass them on."""

    format: Format | None
    key: str | None
    labels: Sequence[str] | FilePath | None
    lengths: ArrayLike | FilePath | None
    coordinates: ArrayLike | FilePath | None
    n_regions: int | None
    base: Literal[0, 1] | None
    complete: bool
    directed: bool
    symmetrize: Symmetrization | None
    name: str | None
    memory_limit: float


def read_connectome(
    path: FilePath,
    *,
    format: Format | None = None,
    key: str | None = None,
    labels: Sequence[str] | FilePath | None = None,
    lengths: ArrayLike | FilePath | None = None,
    coordinates: ArrayLike | FilePath | None = None,
    n_regions: int | None = None,
    base: Literal[0, 1] | None = None,
    complete: bool = False,
    directed: bool = False,
    symmetrize: Symmetrization | None = None,
    name: str | None = None,
    memory_limit: float = MEMORY_LIMIT,
) -> Connectome:
    r"""Read a connectome from a file.

    Nothing is ever unpickled, archives are read in memory, and what would take more memory than
    the limit is refused before it is taken.

    Parameters
    ----------
    path : str or path-like
        The format is told by the suffix and, for text, by the shape:

        - ``.csv .tsv .txt .dat``: a square matrix, separated by commas, tabs, semicolons or white
          space, with or without the names of regions (as pandas writes a square DataFrame); or
          two or three columns, an edge list
        - ``.edgelist .edges``: an edge list, ``i j`` or ``i j weight`` a line; a pair that is not
          listed has weight 0
        - ``.npy .npz``: a square array; ``.npz`` also as `scipy.sparse.save_npz` writes it
        - ``.mat``: MATLAB, up to version 7; the regions' names, where DSI Studio wrote them
        - ``.zip``: The Virtual Brain, with weights, tract lengths and centres
        - ``*_relmat.dense.tsv``: BIDS, with its JSON and its node indices
        - ``.graphml``: with labels, coordinates and tract lengths, as `Connectome.to_networkx`
          and the Connectome Mapper write them (the positions of the latter are voxels of its
          parcellation, in mm only where those are 1 mm wide)
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
        By default the name that GraphML holds, or else that of the file without its suffix.
    memory_limit : float, default=1e9
        How much memory reading may take, in bytes. A file of a few bytes can ask for any amount;
        for a large file that you trust, raise it. The error says how far.

    Returns
    -------
    Connectome
        The diagonal is dropped, and may hold anything, such as the infinite ones that Fisher's z
        makes of correlations of 1. The weights are sparse if those of the file are, or if it lists
        few edges of more than 1000 regions.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is damaged, does not hold one connectome, or would take too much memory.
        The message of either begins with the path.

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
    with errors_named(path):
        options = ReadOptions(key, base, n_regions, directed, complete, symmetrize, memory_limit)
        names = read_labels(labels, memory_limit)
        if n_regions is None and names is not None:
            options = replace(options, n_regions=len(names))
        content = _READERS[_format_of(path, format)](path, options)
        _require_size(content, n_regions, memory_limit)
        return Connectome(
            require_symmetric(content.weights, directed, symmetrize),
            coordinates=content.coordinates
            if coordinates is None
            else _read_xyz(coordinates, memory_limit),
            lengths=content.lengths if lengths is None else _read_lengths(lengths, options),
            labels=content.labels if names is None else names,
            name=(content.name or _stem(path)) if name is None else name,
        )


def _content(matrix: ArrayLike | sparse.sparray, options: ReadOptions) -> Content:
    return Content(require_square(matrix, memory_limit=options.memory_limit))


def _require_size(content: Content, n_regions: int | None, memory_limit: float) -> None:
    """Refuse a number of regions other than was said, and tract lengths, never sparse, too many."""
    found = content.weights.shape[0]
    if n_regions is not None and found != n_regions:
        raise ValueError(f"n_regions={n_regions}, but the file holds a matrix of {found} regions")
    if content.lengths is not None:
        require_matrix_memory(found, memory_limit)


def _format_of(path: Path, format: Format | None) -> str:
    if format is not None:
        if format not in FORMATS:
            raise ValueError(f"format must be one of {FORMATS}, got {format!r}")
        return format
    if path.name.endswith(RELMAT):
        return "bids"
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"the suffix {suffix!r} tells no format, needed one of {SUFFIXES}; or say format="
        )
    return _FORMAT_OF_SUFFIX[suffix]


def read_labels(
    labels: Sequence[str] | FilePath | None, memory_limit: float = MEMORY_LIMIT
) -> list[str] | None:
    """Read the names of regions from a file, if they are not given as they are: list of str."""
    if labels is None:
        return None
    if not isinstance(labels, str | os.PathLike):
        if not isinstance(labels, Iterable):
            raise ValueError(f"labels must be names or the path of a file, got {labels!r}")
        return [str(label) for label in labels]
    with errors_named(labels):
        cells = read_cells(read_text(Path(labels), memory_limit), memory_limit=memory_limit)
        rows = without_line_numbers(cells)
        if len(rows) > 1 and len(rows[0]) > 1:
            raise ValueError(
                f"needed one label a line, or all in one line, got {len(rows)} lines of "
                f"{len(rows[0])}"
            )
        names = rows[0] if len(rows) == 1 else [row[0] for row in rows]
        require_names(names)
    return names


def _read_lengths(lengths: ArrayLike | FilePath, options: ReadOptions) -> ArrayLike | Weights:
    if not isinstance(lengths, str | os.PathLike):
        return lengths
    path = Path(lengths)
    with errors_named(path):
        content = _READERS[_format_of(path, None)](path, replace(options, key=None))
        require_matrix_memory(content.weights.shape[0], options.memory_limit)
    return content.weights


def _read_xyz(coordinates: ArrayLike | FilePath, memory_limit: float) -> ArrayLike:
    if not isinstance(coordinates, str | os.PathLike):
        return coordinates
    with errors_named(coordinates):
        rows = read_cells(read_text(Path(coordinates), memory_limit), memory_limit=memory_limit)
        header = [cell.lower() for cell in rows[0]]
        if {"x", "y", "z"} <= set(header):
            return to_numbers([[row[header.index(axis)] for axis in "xyz"] for row in rows[1:]], 2)
        return to_numbers(without_line_numbers(rows))


def _stem(path: Path) -> str:
    return path.name.removesuffix(RELMAT) if path.name.endswith(RELMAT) else path.stem
