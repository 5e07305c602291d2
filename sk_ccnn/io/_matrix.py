"""Square matrices in text, with or without the names of the regions."""

from ._bytes import read_text
from ._content import Content, require_square
from ._text import is_number, read_cells, to_numbers


def read_matrix(path):
    """Read a square matrix from CSV, TSV or text.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Content
    """
    return content_of(read_cells(read_text(path)))


def content_of(rows):
    """Take names off a table of cells, and numbers from the rest.

    Parameters
    ----------
    rows : list of list of str

    Returns
    -------
    Content
        The names of rows, where there are any, equal those of columns.
    """
    has_header = not is_number([cell for cell in rows[0] if cell]) or _is_counted(rows)
    header, body = (rows[0], rows[1:]) if has_header else (None, rows)
    # Names of rows come with names of columns, one more column than rows.
    has_names = has_header and len(rows[0]) == len(body) + 1
    names = [row[0] for row in body] if has_names else None
    cells = [row[1:] for row in body] if has_names else body
    weights = require_square(to_numbers(cells, 1 + has_header))
    labels = header[1:] if has_names else header
    if names is not None and names != labels:
        first = next(i for i, (a, b) in enumerate(zip(names, labels, strict=True)) if a != b)
        raise ValueError(
            f"rows and columns must name the same regions in the same order, but row {first + 1} "
            f"is {names[first]!r} and column {first + 1} is {labels[first]!r}"
        )
    return Content(weights, labels)


def _is_counted(rows):
    """Tell whether an empty corner says that the first line and column only count."""
    return len(rows) == len(rows[0]) and rows[0][0] == ""
