"""BIDS relation matrices: ``*_relmat.dense.tsv`` with its JSON and its node indices."""

from __future__ import annotations

from pathlib import Path

from .cells import read_cells, to_numbers
from .content import Content, ReadOptions, require_square
from .files import read_json, read_text

SUFFIX = "_relmat.dense.tsv"


def read_relmat(path: Path, options: ReadOptions) -> Content:
    """Read a dense relation matrix, and check it against what its JSON says.

    Parameters
    ----------
    path : Path
        The JSON lies beside it; the node indices where the JSON says.
    options : ReadOptions
        Not used.

    Returns
    -------
    Content
        With the labels of the node indices.
    """
    described = path.with_name(path.name.removesuffix(".dense.tsv") + ".json")
    if not described.is_file():
        raise ValueError(f"a relation matrix needs its {described.name} beside it")
    metadata = read_json(described)
    weights = require_square(to_numbers(read_cells(read_text(path))))
    axes = metadata.get("Axes")
    if not isinstance(axes, list) or len(axes) != 2 or not all(isinstance(a, dict) for a in axes):
        raise ValueError(f"{described.name} must describe two Axes, got {axes!r}")
    for axis in axes:
        if axis.get("Size", len(weights)) != len(weights):
            raise ValueError(
                f"{described.name} says Size {axis['Size']}, the matrix has {len(weights)} regions"
            )
    if axes[0].get("NodeFile") != axes[1].get("NodeFile"):
        raise ValueError(f"rows and columns of {path.name} must have the same NodeFile")
    if metadata.get("NonNegative") is True and weights.min() < 0:
        raise ValueError(f"{described.name} says NonNegative, but the matrix holds {weights.min()}")
    node_file = axes[0].get("NodeFile")
    return Content(weights, None if node_file is None else _labels(path, node_file, len(weights)))


def _labels(path: Path, node_file: str, n_regions: int) -> list[str]:
    """Read the labels in the order of the matrix."""
    if Path(node_file).name != node_file:
        raise ValueError(f"NodeFile must name a file beside the matrix, got {node_file!r}")
    header, *rows = read_cells(read_text(path.with_name(node_file)))
    missing = {"matrix_index", "label"} - set(header)
    if missing:
        raise ValueError(f"{node_file} lacks the columns {sorted(missing)}; it has {header}")
    index = to_numbers([[row[header.index("matrix_index")]] for row in rows], 2)[:, 0]
    labels = dict(zip(index.tolist(), (row[header.index("label")] for row in rows), strict=True))
    if len(rows) != n_regions or set(labels) != set(range(n_regions)):
        raise ValueError(
            f"{node_file} must number its nodes 0 to {n_regions - 1}, each once, got {len(rows)}"
        )
    return [labels[number] for number in range(n_regions)]
