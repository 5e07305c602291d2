"""How much memory reading a file may take, counted before it is taken."""

from __future__ import annotations

# In bytes. A file of some kilobytes may ask for any amount.
MEMORY_LIMIT = 1e9
# Text is held as bytes, as text and as lines.
TEXT_BYTE = 3
# Lines of text and their cells are objects of their own.
LINE = 150
CELL = 75
# A pair of regions in a dense matrix that is checked and made symmetric: seven copies of float64.
DENSE_PAIR = 56
# A stored entry of a sparse matrix, likewise: its value and both indices.
SPARSE_ENTRY = 160
# A region: its label, and its place in the index arrays of a sparse matrix.
REGION = 200


def require_memory(n_bytes: float, memory_limit: float, what: str, at_least: bool = False) -> None:
    """Refuse to take more memory than the limit.

    Parameters
    ----------
    n_bytes : float
        What would be taken.
    memory_limit : float
        What may be taken, in bytes.
    what : str
        What needs it, for the error.
    at_least : bool, default=False
        Whether it may need more, which cannot be told.

    Raises
    ------
    ValueError
        That says how to raise the limit.
    """
    if n_bytes > memory_limit:
        raise ValueError(
            f"{what} would take {'at least' if at_least else 'about'} {n_bytes:.2g} bytes of "
            f"memory, which is beyond the limit of {memory_limit:.2g}; if you trust the file, say "
            f"memory_limit={n_bytes * (2 if at_least else 1.1):.1e}"
        )


def require_matrix_memory(
    n_regions: float, memory_limit: float, n_entries: float | None = None, held: float = 0
) -> None:
    """Refuse a connectome that would take more memory than the limit.

    Parameters
    ----------
    n_regions : float
    memory_limit : float
        In bytes.
    n_entries : float or None
        Of a sparse matrix, how many are stored; None for a dense one.
    held : float
        In bytes, what is taken already and will not be given back before.
    """
    entries = DENSE_PAIR * n_regions**2 if n_entries is None else SPARSE_ENTRY * n_entries
    n_bytes = held + entries + REGION * n_regions
    require_memory(n_bytes, memory_limit, f"a connectome of {n_regions:.10g} regions")
