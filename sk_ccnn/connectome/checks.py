"""What a connectome accepts: its arguments are checked, copied and made read-only."""

from __future__ import annotations

import numbers
from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from ..types import AnyArray, FloatArray
from .region_names import listing, unnamed_labels
from .symmetry import asymmetric_pair, made_symmetric, to_numpy, without_diagonal
from .topology import Weights, is_symmetric, read_only

Labels: TypeAlias = Iterable[str]


def checked_weights(weights: ArrayLike | Weights) -> Weights:
    """Copy weights to read-only float64 without a diagonal; sparse input becomes CSR.

    Weights that are symmetric up to rounding become so: rounding must not make an undirected graph
    directed.
    """
    is_sparse = sparse.issparse(weights)
    checked, tolerance = _sparse_weights(weights) if is_sparse else _dense_weights(weights)
    if not is_symmetric(checked) and asymmetric_pair(checked, tolerance) is None:
        checked = made_symmetric(checked)
    return read_only(checked)


def _dense_weights(given: ArrayLike) -> tuple[Any, float]:
    values, tolerance = _numbers(given, "weights", but_diagonal=True)
    _require_square(values.shape)
    weights = without_diagonal(values)
    _require_finite(weights)
    return weights, tolerance


def require_sound_indices(matrix: Any, what: str = "weights") -> None:
    """Refuse a sparse matrix whose indices are wrong, before SciPy relies on them.

    SciPy reads and writes outside its arrays where they are, which ends the process.

    Parameters
    ----------
    matrix : sparse matrix
    what : str
        For the error.

    Raises
    ------
    ValueError
    """
    try:
        if matrix.format in ("csr", "csc", "bsr"):
            # SciPy's own check leaves this out where the last one is 0.
            if np.diff(matrix.indptr).min(initial=0) < 0:
                raise ValueError("indptr must be a non-decreasing sequence")
            matrix.check_format(full_check=True)
        elif matrix.format == "coo" and matrix.nnz:
            ends = np.stack([matrix.row, matrix.col])
            if ends.min() < 0 or (ends.max(axis=1) >= matrix.shape).any():
                raise ValueError(f"indices must be >= 0 and < {matrix.shape}")
    except ValueError as error:
        raise ValueError(f"{what} is a damaged sparse matrix: {error}") from error


def _sparse_weights(weights: Any) -> tuple[Any, float]:
    _require_square(weights.shape)
    require_sound_indices(weights)
    _require_real(weights.dtype, "weights")
    _, tolerance = to_numpy(weights)
    weights = _edges_of(weights)
    _require_finite(weights.data)
    return weights, tolerance


def _edges_of(matrix: Any, *, but_nan: bool = False) -> sparse.csr_array:
    """Copy a sparse matrix, sorted, with neither a diagonal nor zeros (nor NaN) stored."""
    edges = sparse.csr_array(matrix, dtype=np.float64, copy=True)
    edges.sum_duplicates()
    coordinates = edges.tocoo()
    kept = (coordinates.row != coordinates.col) & (coordinates.data != 0)
    if but_nan:
        kept &= ~np.isnan(coordinates.data)
    rows, columns = coordinates.row[kept], coordinates.col[kept]
    return sparse.csr_array((coordinates.data[kept], (rows, columns)), shape=edges.shape)


def checked_coordinates(given: ArrayLike | None, n_regions: int) -> FloatArray | None:
    """Copy coordinates (mm) to a read-only array, one row of x, y, z a region; None stays None."""
    if given is None:
        return None
    coordinates = _copied(_numbers(given, "coordinates")[0])
    if coordinates.shape != (n_regions, 3):
        raise ValueError(
            f"coordinates must have shape ({n_regions}, 3), one row of x, y, z in mm for each "
            f"region of the weights; got {coordinates.shape}"
        )
    if not np.isfinite(coordinates).all():
        bad = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
        raise ValueError(f"coordinates must be finite; NaN or infinite for regions {bad.tolist()}")
    coordinates.setflags(write=False)
    return coordinates


def checked_lengths(given: Any, n_regions: int, *, stays_sparse: bool = False) -> Weights | None:
    """Copy tract lengths (mm) to a read-only array with 0 where not measured; None stays None.

    Sparse lengths become dense, unless they are to stay as they are.
    """
    if given is None:
        return None
    if sparse.issparse(given) and not stays_sparse:
        _require_shape_of_weights(given.shape, n_regions)
        require_sound_indices(given, "lengths")
        given = given.toarray()
    if sparse.issparse(given):
        _require_shape_of_weights(given.shape, n_regions)
        require_sound_indices(given, "lengths")
        _require_real(given.dtype, "lengths")
        _, tolerance = to_numpy(given)
        lengths: Any = _edges_of(given, but_nan=True)
    else:
        values, tolerance = _numbers(given, "lengths", but_diagonal=True)
        _require_shape_of_weights(values.shape, n_regions)
        lengths = without_diagonal(values)
        lengths[np.isnan(lengths)] = 0.0
    _require_lengths(lengths.data if sparse.issparse(lengths) else lengths)
    return read_only(_symmetric_lengths(lengths, tolerance))


def _require_shape_of_weights(shape: tuple[int, ...], n_regions: int) -> None:
    if shape != (n_regions, n_regions):
        raise ValueError(
            f"lengths must have shape ({n_regions}, {n_regions}), that of the weights; got {shape}"
        )


def _require_lengths(values: FloatArray) -> None:
    if np.isinf(values).any() or (values < 0).any():
        worst = values.min() if (values < 0).any() else np.inf
        raise ValueError(f"lengths are in mm and must be finite and not negative; got {worst:g}")


def _symmetric_lengths(lengths: Weights, tolerance: float) -> Weights:
    unequal = asymmetric_pair(lengths, tolerance)
    if unequal is not None:
        i, j = unequal
        raise ValueError(
            "lengths must be symmetric, a tract is as long in both directions; got "
            f"lengths[{i}, {j}] = {lengths[i, j]:g} and lengths[{j}, {i}] = {lengths[j, i]:g}"
        )
    symmetric: Weights = made_symmetric(lengths)
    return symmetric


def checked_labels(labels: Labels | None, n_regions: int) -> tuple[str, ...]:
    """Return one distinct label a region; None numbers them."""
    if labels is None:
        return unnamed_labels(n_regions)
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise TypeError(
            f"labels must be a sequence of {n_regions} names, got one {type(labels).__name__}, "
            f"{labels!r}"
        )
    names = tuple(str(label) for label in labels)
    if len(names) != n_regions:
        raise ValueError(f"connectome has {n_regions} regions but {len(names)} labels were given")
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise ValueError(f"labels must be distinct; repeated: {listing(repeated)}")
    return names


def frame_labels(weights: Any) -> Labels | None:
    """Return the names that a square DataFrame has for its columns, and its rows, else None."""
    if not hasattr(weights, "columns"):
        return None
    _require_square(weights.shape)
    columns = list(weights.columns)
    # A frame without an index (polars) has names of columns only.
    rows = list(weights.index) if hasattr(weights, "index") else columns
    for number, (row, column) in enumerate(zip(rows, columns, strict=True)):
        if row != column:
            raise ValueError(
                "a DataFrame of weights must have the same labels in rows and columns, in the "
                f"same order; got {row!r} for row {number} and {column!r} for column {number}"
            )
    return [_label(column) for column in columns]


def _label(name: object) -> str:
    """Write a label as str, whole numbers without a point: those of a CSV file and of a frame."""
    is_whole = isinstance(name, numbers.Real) and float(name).is_integer()
    return str(int(name)) if is_whole else str(name)  # type: ignore[call-overload]


def _numbers(given: Any, what: str, *, but_diagonal: bool = False) -> tuple[AnyArray, float]:
    """Give an array of real numbers, and how far two equal ones may differ by rounding."""
    if np.ma.is_masked(given):
        masked = np.ma.getmaskarray(given).copy()
        if but_diagonal and masked.ndim == 2:
            np.fill_diagonal(masked, False)
        if masked.any():
            raise ValueError(
                f"{what} must hold every value, without a mask; {masked.sum()} are masked"
            )
    try:
        values, tolerance = to_numpy(given)
        values = values.astype(float) if values.dtype == object else values
    except (TypeError, ValueError) as error:
        raise TypeError(f"{what} must be an array of real numbers: {error}") from error
    _require_real(values.dtype, what)
    return values, tolerance


def _copied(values: AnyArray) -> FloatArray:
    # Adding 0.0 copies, and turns -0.0 into 0.0, so that equal content has equal bytes.
    return values.astype(np.float64, copy=False) + 0.0


def _require_real(dtype: np.dtype[Any], what: str) -> None:
    if dtype.kind not in "biuf":
        raise TypeError(f"{what} must be an array of real numbers, got dtype {dtype}")


def _require_square(shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 0:
        hint = "; if these are coordinates, Connectome.from_coordinates draws weights by distance"
        raise ValueError(
            "weights must be square, (n_regions, n_regions) with at least one region; "
            f"got shape {shape}{hint if shape[1:] == (3,) else ''}"
        )


def _require_finite(values: FloatArray) -> None:
    n_bad = np.size(values) - np.count_nonzero(np.isfinite(values))
    if n_bad:
        raise ValueError(
            f"weights must be finite, 0 where there is no connection; {n_bad} are NaN or infinite"
        )
