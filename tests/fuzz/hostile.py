"""Arrays and values that no function should take: what is wrong with them, and how to make them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy import sparse

from .damage import Draw

# Whatever a function takes, it does not take these.
NEVER = {
    "a text": "no such word",
    "an object": object(),
    "complex": 1j,
    "a function": len,
    "bytes": b"ab",
    "NaT": pd.NaT,
}
WRONG_ARRAYS = (
    "NaN", "inf", "-inf", "a column missing", "a column more", "one dimension", "four dimensions",
    "text", "objects with text", "complex", "None", "lists of other lengths", "a dict", "a scalar",
    "no rows", "no columns", "dates", "None inside", "text in a frame", "NaN in a frame",
)  # fmt: skip


def wrong_array(draw: Draw, right: np.ndarray, what: str) -> Any:
    """Do one thing to an array that makes it wrong: array-like."""
    array = right.copy()
    at = tuple(draw(st.integers(0, size - 1)) for size in array.shape)
    if what in ("NaN", "inf", "-inf"):
        array[at] = float(what)
        return draw(st.sampled_from([array, array.tolist(), array.astype(np.float32)]))
    if what in ("text in a frame", "NaN in a frame"):
        frame = pd.DataFrame(array.reshape(len(array), -1).astype(object))
        frame.iloc[at[0], 0] = "x" if what.startswith("text") else np.nan
        return frame if what.startswith("text") else frame.astype(float)
    if what in ("objects with text", "None inside"):
        array = array.astype(object)
        array[at] = None if what.startswith("None") else "x"
        return array
    return {
        "a column missing": lambda: array[:, :-1],
        "a column more": lambda: np.concatenate([array, array[:, :1]], axis=1),
        "one dimension": lambda: array.ravel(),
        "four dimensions": lambda: array.reshape(array.shape + (1,) * (4 - array.ndim)),
        "text": lambda: np.full(array.shape, "x"),
        "complex": lambda: array * (1 + 1j),
        "None": lambda: None,
        "lists of other lengths": lambda: [*array.tolist()[:-1], [1.0]],
        "a dict": lambda: {"a": 1},
        "a scalar": lambda: 3.0,
        "no rows": lambda: array[:0],
        "no columns": lambda: array[:, :0],
        "dates": lambda: array.astype("datetime64[D]"),
    }[what]()


FINE_ARRAYS = ("as it is", "float32", "Fortran order", "list", "frame", "read-only", "big-endian",
               "longdouble", "every second row of a larger array")  # fmt: skip


def fine_array(right: np.ndarray, what: str) -> Any:
    """Give the same numbers in another way: array-like."""
    if what == "every second row of a larger array":
        return np.repeat(right, 2, axis=0)[::2]
    if what == "frame":
        return right if right.ndim == 3 else pd.DataFrame(right)
    if what == "read-only":
        array = right.copy()
        array.setflags(write=False)
        return array
    return {
        "as it is": lambda: right,
        "float32": lambda: right.astype(np.float32),
        "Fortran order": lambda: np.asfortranarray(right),
        "list": right.tolist,
        "big-endian": lambda: right.astype(">f8"),
        "longdouble": lambda: right.astype(np.longdouble),
    }[what]()


def as_sparse(array: np.ndarray) -> Any:
    """Give a sparse table."""
    return sparse.csr_array(array)
