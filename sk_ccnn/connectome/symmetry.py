"""What is symmetric up to rounding, whatever stands on the diagonal."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..types import AnyArray, FloatArray

Pair: TypeAlias = tuple[int, int]

# Covers what float32 and text of six digits lose, also where it is kept as float64. A directed
# connectome all of whose pairs agree so well in both directions is not known.
_TOLERANCE = 1e-5
_ROUNDINGS = 8  # of a coarser number, such as a float16


def to_numpy(values: Any) -> tuple[AnyArray, float]:
    """Give an array, and how far two equal numbers may differ in it by rounding.

    Parameters
    ----------
    values : array-like, sparse matrix or torch.Tensor
        A tensor may be on any device, and part of a graph.

    Returns
    -------
    array : ndarray, or the sparse matrix as it is
    tolerance : float
        1e-5, or 8 times the spacing of the numbers where that is more (float16: 0.008, bfloat16:
        0.06); 0 for whole numbers.
    """
    if type(values).__module__ == "torch":
        return _tensor_to_numpy(values)
    array = values if sparse.issparse(values) else _as_array(values)
    if array.dtype.kind in "biu":
        return array, 0.0
    spacing = np.finfo(array.dtype).eps if array.dtype.kind == "f" else 0.0
    return array, max(_TOLERANCE, _ROUNDINGS * float(spacing))


def _as_array(values: Any) -> AnyArray:
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"needed an array of numbers: {error}") from error
    if array.dtype.kind in "mM":
        raise ValueError(f"needed an array of numbers, got dates ({array.dtype})")
    return array


def _tensor_to_numpy(tensor: Any) -> tuple[AnyArray, float]:
    import torch

    tensor = tensor.detach().cpu()
    if not tensor.is_floating_point():
        return to_numpy(tensor.numpy())
    tolerance = max(_TOLERANCE, _ROUNDINGS * torch.finfo(tensor.dtype).eps)
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32)).numpy(), tolerance


def without_diagonal(matrix: npt.NDArray[Any]) -> FloatArray:
    """Copy a matrix with zeros on its diagonal: float64 ndarray of the same shape."""
    # Adding 0.0 copies, and turns -0.0 into 0.0, so that equal content has equal bytes.
    copied: FloatArray = matrix.astype(np.float64, copy=False) + 0.0
    np.fill_diagonal(copied, 0.0)
    return copied


def infinite_pair(weights: FloatArray) -> Pair | None:
    """Find a NaN or an infinite number.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
        With an empty diagonal.

    Returns
    -------
    tuple of int or None
        Row and column of the first, None if all are finite.
    """
    bad = ~np.isfinite(weights)
    return _first(bad) if bad.any() else None


def asymmetric_pair(weights: Any, tolerance: float) -> Pair | None:
    """Find the two regions whose weights in both directions differ most, by more than rounding.

    Two weights are equal if they differ by at most ``tolerance * sqrt(s_i s_j)``, where s is the
    largest size of a weight that a region has. So neither the diagonal nor the strong connection
    of two other regions hides a difference.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
        Finite, with an empty diagonal.
    tolerance : float
        From `to_numpy`.

    Returns
    -------
    tuple of int or None
        The two regions, None if the weights are symmetric.
    """
    if sparse.issparse(weights):
        return _asymmetric_pair_of_sparse(weights, tolerance)
    # Halves, because the difference of two large numbers may be infinite.
    excess = np.abs(weights / 2 - weights.T / 2)
    if not excess.any():
        return None
    size = np.abs(weights)
    root = np.sqrt(np.maximum(size.max(axis=0), size.max(axis=1)))
    excess -= tolerance / 2 * np.outer(root, root)
    return _first(excess == excess.max()) if excess.max() > 0 else None


def _asymmetric_pair_of_sparse(weights: Any, tolerance: float) -> Pair | None:
    difference: Any = abs(weights / 2 - weights.T / 2).tocoo()
    root, edges = np.zeros(weights.shape[0]), weights.tocoo()
    for ends in (edges.row, edges.col):
        np.maximum.at(root, ends, np.sqrt(np.abs(edges.data)))
    rows, columns = difference.row, difference.col
    excess = difference.data - tolerance / 2 * root[rows] * root[columns]
    if not (excess > 0).any():
        return None
    worst = int(excess.argmax())
    return int(rows[worst]), int(columns[worst])


def _first(marked: npt.NDArray[np.bool_]) -> Pair:
    i, j = np.unravel_index(int(marked.argmax()), marked.shape)
    return int(i), int(j)


def made_symmetric(weights: Any) -> Any:
    """Give both directions of a pair their mean, so that they are equal to the last bit.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    return weights / 2 + weights.T / 2
