"""Edge lists: a line for each connection, ``i j`` or ``i j weight``."""

import numpy as np

from ..connectome import n_pairs
from ._bytes import MAX_REGIONS, read_text
from ._content import Content
from ._text import is_number, read_cells, to_numbers


def read_edge_list(path, *, base, n_regions, directed, complete):
    """Read an edge list; a pair that is not listed has weight 0.

    Parameters
    ----------
    path : Path
    base : {0, 1} or None
        Number of the first region; None to tell from the file, if it can be told.
    n_regions : int or None
        Number of regions; None for the highest number that occurs.
    directed : bool
        Whether ``i j`` says nothing about ``j i``.
    complete : bool
        Whether every pair must be listed.

    Returns
    -------
    Content
    """
    text = read_text(path)
    if not text.endswith(("\n", "\r")):
        raise ValueError(
            "the last line of the edge list does not end, so that it may be cut off; if it is "
            "complete, end it with a line break"
        )
    rows = read_cells(text)
    return content_of(rows, base=base, n_regions=n_regions, directed=directed, complete=complete)


def content_of(rows, *, base, n_regions, directed, complete):
    """Turn the cells of an edge list into a matrix; parameters as for `read_edge_list`."""
    has_header = not is_number(rows[0])
    edges = to_numbers(rows[has_header:], 1 + has_header)
    if not len(edges):
        raise ValueError("the edge list has a header but no edges")
    if edges.shape[1] not in (2, 3):
        raise ValueError(
            f"an edge list has two or three columns (region, region, weight), got {edges.shape[1]}"
        )
    ends = _numbers_of_regions(edges[:, :2])
    base = _base_of(ends, base, n_regions)
    n_regions = int(ends.max()) - base + 1 if n_regions is None else n_regions
    ends = ends - base
    if ends.min() < 0 or ends.max() >= n_regions:
        raise ValueError(
            f"regions must be numbered from {base} to {base + n_regions - 1}, but the edge list "
            f"names {ends.min() + base} to {ends.max() + base}"
        )
    _require_once(ends, base, n_regions, directed)
    if complete:
        _require_all(len(ends), n_regions, directed)
    weights = np.zeros((n_regions, n_regions))
    values = edges[:, 2] if edges.shape[1] == 3 else 1.0
    weights[ends[:, 0], ends[:, 1]] = values
    if not directed:
        weights[ends[:, 1], ends[:, 0]] = values
    return Content(weights)


def _numbers_of_regions(ends):
    if not np.isfinite(ends).all() or (ends != np.floor(ends)).any() or ends.min() < 0:
        raise ValueError(
            "the first two columns of an edge list must be numbers of regions, 0, 1, …"
        )
    if ends.max() > MAX_REGIONS:
        raise ValueError(f"region {ends.max():.0f} is beyond the limit of {MAX_REGIONS} regions")
    if ends.max() < 1:
        raise ValueError("the edge list names only one region")
    return ends.astype(np.int64)


def _base_of(ends, base, n_regions):
    """Tell whether the first region is 0 or 1, only where the file proves it."""
    if base is not None:
        return base
    if ends.min() == 0:
        return 0
    if n_regions is not None and ends.max() == n_regions:
        return 1
    raise ValueError(
        f"the regions of this edge list are numbered from {ends.min()} to {ends.max()}; whether "
        "the first is 0 or 1 cannot be told. Say base=0 or base=1"
    )


def _require_once(ends, base, n_regions, directed):
    listed = ends if directed else np.sort(ends, axis=1)
    pairs, counts = np.unique(listed[:, 0] * n_regions + listed[:, 1], return_counts=True)
    if counts.max() > 1:
        i, j = divmod(int(pairs[counts.argmax()]), n_regions)
        hint = "" if directed else "; if i j and j i are two connections, say directed=True"
        raise ValueError(
            f"the edge list names the pair {i + base}, {j + base} {counts.max()} times{hint}"
        )


def _require_all(n_listed, n_regions, directed):
    needed = n_pairs(n_regions) * (2 if directed else 1)
    if n_listed != needed:
        raise ValueError(
            f"complete=True needs all {needed} pairs of {n_regions} regions, got {n_listed} lines"
        )
