"""Matrices in NumPy's and MATLAB's files, whole, wrong, and with damaged bytes."""

from __future__ import annotations

import io
import pickle
from functools import partial
from typing import Any

import numpy as np
import scipy.io
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import Draw, damaged, holds, reading, weights_of

_WRONG = (
    "NaN", "inf", "not symmetric", "not square", "one region", "three dimensions", "objects",
    "text", "complex", "several", "pickle", "other format", "empty",
)  # fmt: skip


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a file with a matrix, valid, damaged or with one thing wrong."""
    weights = weights_of(draw)
    form = draw(st.sampled_from(["npy", "npz", "npz packed", "mat", "mat packed", "mat sparse"]))
    suffix = form.split()[0]
    way = draw(st.sampled_from(["wrong", "damaged", "damaged", "index", "fine"]))
    if way == "index" and form == "mat sparse":
        content = _bad_row(draw, weights)
        read = partial(read_connectome, directed=draw(st.booleans()))
        return reading("mat: a bad row index", "a.mat", content, read, "fail")
    if way in ("fine", "index"):
        content = _written(weights, form)
        return reading(form, f"a.{suffix}", content, read_connectome, "work", holds(weights))
    if way == "damaged":
        what, content = damaged(draw, _written(weights, form))
        right = _tells(weights, content, suffix)
        return reading(f"{form}: {what}", f"a.{suffix}", content, read_connectome, right=right)
    what = draw(st.sampled_from(_WRONG))
    content = _made_wrong(draw, weights, form, what)
    return reading(f"{form}: {what}", f"a.{suffix}", content, read_connectome, "fail")


def _written(matrix: Any, form: str) -> bytes:
    file = io.BytesIO()
    if form == "npy":
        np.save(file, matrix)
    elif form.startswith("npz"):
        (np.savez_compressed if form == "npz packed" else np.savez)(file, sc=matrix)
    else:
        matrix = sparse.csc_matrix(matrix) if form == "mat sparse" else matrix
        scipy.io.savemat(file, {"sc": matrix}, do_compression=form == "mat packed")
        return b"MATLAB 5.0 MAT-file".ljust(116) + file.getvalue()[116:]  # without the time of day
    return file.getvalue()


def _tells(weights: np.ndarray, content: bytes, suffix: str) -> Any:
    """Accept the same matrix, or what a changed dtype in the header says to numpy, too."""
    same = holds(weights)

    def right(connectome: Any) -> bool:
        if same(connectome):
            return True
        if suffix == "npz":
            return False  # has a checksum
        said = _as_numpy_reads(content, suffix)
        np.fill_diagonal(said, 0)
        return said.shape == connectome.weights.shape and np.allclose(said, connectome.to_dense())

    return right


def _as_numpy_reads(content: bytes, suffix: str) -> np.ndarray:
    if suffix == "npy":
        return np.load(io.BytesIO(content), allow_pickle=False).astype(float)
    variables = scipy.io.loadmat(io.BytesIO(content))
    (matrix,) = [each for name, each in variables.items() if not name.startswith("__")]
    return np.asarray(matrix.toarray() if sparse.issparse(matrix) else matrix).astype(float)


def _bad_row(draw: Draw, weights: np.ndarray) -> bytes:
    """Write a sparse matrix one of whose row indices lies outside."""
    matrix = sparse.csc_matrix(weights)
    content = _written(weights, "mat sparse")
    at = content.find(matrix.indices.astype("<i4").tobytes())
    at += 4 * draw(st.integers(0, matrix.nnz - 1))
    row = draw(st.sampled_from([len(weights), 40, -1, -3, 10**8, -(2**31), 2**31 - 1]))
    return content[:at] + row.to_bytes(4, "little", signed=True) + content[at + 4 :]


def _made_wrong(draw: Draw, weights: np.ndarray, form: str, what: str) -> bytes:
    i, j = draw(st.sampled_from([(0, 1), (1, 0), (2, 3), (3, 2)]))
    matrix: Any = weights.copy()
    if what in ("NaN", "inf"):
        matrix[i, j] = np.nan if what == "NaN" else np.inf
    elif what == "not symmetric":
        matrix[i, j] += 0.5
    elif what == "not square":
        matrix = matrix[:-1]
    elif what == "one region":
        matrix = matrix[:1, :1]
    elif what == "three dimensions":
        matrix = np.stack([matrix, matrix])
        form = form.replace(" sparse", "")
    elif what == "text":
        matrix = np.array([["a", "b"], ["b", "a"]])
        form = form.replace(" sparse", "")
    elif what == "complex":
        matrix = matrix * (1 + 1j)
    elif what == "objects":
        matrix, form = weights.astype(object), form.replace(" sparse", "")
    elif what == "several":
        return _several(weights, form)
    elif what == "pickle":
        return pickle.dumps(weights)
    elif what == "other format":
        other = {"npy": "mat", "npz": "npy", "mat": "npz"}[form.split()[0]]
        return _written(weights, other)
    else:
        matrix, form = np.zeros((0, 0)), form.replace(" sparse", "")
    return _written(matrix, form)


def _several(weights: np.ndarray, form: str) -> bytes:
    """Write two matrices, of which none was chosen."""
    file = io.BytesIO()
    if form.startswith("mat"):
        scipy.io.savemat(file, {"sc": weights, "len": weights})
    elif form.startswith("npz"):
        np.savez(file, sc=weights, len=weights)
    else:  # a .npy file with something after its array
        np.save(file, weights)
        file.write(b"\0" * 8)
    return file.getvalue()
