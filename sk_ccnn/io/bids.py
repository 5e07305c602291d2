"""BIDS relation matrices: ``*_relmat.dense.tsv`` with its JSON and its node indices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .cells import read_cells, to_numbers
from .content import Content, ReadOptions
from .errors import errors_named
from .files import read_json, read_text
from .square import require_square

SUFFIX = "_relmat.dense.tsv"


def read_relmat(path: Path, options: ReadOptions) -> Content:
    """Read a dense relation matrix, and check it against what its JSON says.

    Parameters
    ----------
    path : Path
        The JSON lies beside it; the node indices where the JSON says.
    options : ReadOptions
        Only its ``memory_limit`` is used.

    Returns
    -------
    Content
        With the labels of the node indices.
    """
    limit = options.memory_limit
    described = path.with_name(path.name.removesuffix(".dense.tsv") + ".json")
    if not described.is_file():
        raise ValueError(f"a relation matrix needs its {described.name} beside it")
    with errors_named(described.name):
        metadata = read_json(described, limit)
    rows = read_cells(read_text(path, limit), memory_limit=limit)
    weights = require_square(to_numbers(rows), memory_limit=limit)
    with errors_named(described.name):
        node_file = _node_file(metadata, len(weights))
        if metadata.get("NonNegative") is True and weights.min() < 0:
            raise ValueError(f"it says NonNegative, but the matrix holds {weights.min()}")
    if node_file is None:
        return Content(weights)
    with errors_named(node_file):
        return Content(weights, _labels(path.with_name(node_file), len(weights), limit))


def _node_file(metadata: dict[str, Any], n_regions: int) -> str | None:
    """Check what the JSON says about rows and columns, and return who names them."""
    axes = metadata.get("Axes")
    if not isinstance(axes, list) or len(axes) != 2 or not all(isinstance(a, dict) for a in axes):
        raise ValueError(f"it must describe two Axes, got {axes!r}")
    for axis in axes:
        if axis.get("Size", n_regions) != n_regions:
            raise ValueError(f"it says Size {axis['Size']}, the matrix has {n_regions} regions")
    node_file = axes[0].get("NodeFile")
    if node_file != axes[1].get("NodeFile"):
        raise ValueError("rows and columns must have the same NodeFile")
    if node_file is None:
        return None
    if (
        not isinstance(node_file, str)
        or Path(node_file).name != node_file
        or node_file in ("", "..")
    ):
        raise ValueError(f"NodeFile must name a file beside the matrix, got {node_file!r}")
    return node_file


def _labels(path: Path, n_regions: int, memory_limit: float) -> list[str]:
    """Read the labels in the order of the matrix."""
    header, *rows = read_cells(read_text(path, memory_limit), memory_limit=memory_limit)
    missing = {"matrix_index", "label"} - set(header)
    if missing:
        raise ValueError(f"it lacks the columns {sorted(missing)}; it has {header}")
    index = to_numbers([[row[header.index("matrix_index")]] for row in rows], 2)
    if index.shape != (n_regions, 1) or set(index[:, 0].tolist()) != set(range(n_regions)):
        raise ValueError(
            f"it must number its nodes 0 to {n_regions - 1}, each once, got {len(rows)}"
        )
    return [rows[at][header.index("label")] for at in index[:, 0].argsort()]
