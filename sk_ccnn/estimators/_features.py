"""How the columns of X describe a brain: measures of regions, or connections between them."""

from dataclasses import dataclass

import numpy as np

from ..connectome import fill_symmetric, n_pairs, upper_triangle

SYMMETRY_TOLERANCE = 1e-5


@dataclass(frozen=True)
class FeatureLayout:
    """Which region, or pair of regions, each column belongs to.

    Parameters
    ----------
    features : {"nodes", "edges"}
        Whether a column is a measure of a region or the connection of a pair of regions.
    n_regions : int
        Number of regions.
    in_channels : int, default=1
        Measures per region (nodes only).
    columns : tuple of int, optional
        Columns region by region, where X has them in another order (nodes only).
    """

    features: str
    n_regions: int
    in_channels: int = 1
    columns: tuple | None = None

    @property
    def n_columns(self):
        """Number of columns that X needs."""
        if self.features == "edges":
            return n_pairs(self.n_regions)
        return self.n_regions * self.in_channels

    def arrange(self, table):
        """Give subjects as a network takes them.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.

        Returns
        -------
        ndarray of shape (n_subjects, n_regions, in_channels or n_regions)
            A new array: measures by region, or symmetric connectomes with a zero diagonal.
        """
        if self.features == "nodes":
            ordered = table if self.columns is None else table[:, list(self.columns)]
            return ordered.reshape(len(table), self.n_regions, self.in_channels).copy()
        return fill_symmetric(table, self.n_regions)


def to_table(X, features="auto"):
    """Give X as a table, and how it was laid out where its shape tells.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_columns), (n_subjects, n_regions, n_channels) or \
(n_subjects, n_regions, n_regions)
        Anything that is not three-dimensional is handed on as it is.
    features : {"auto", "nodes", "edges"}, default="auto"
        ``"auto"`` takes square matrices as edges.

    Returns
    -------
    table : array-like of shape (n_subjects, n_columns)
        Edges: the upper triangle of each matrix, row by row, without the diagonal.
    layout : FeatureLayout or None
        None where X was a table already.

    Raises
    ------
    ValueError
        If a matrix is not square or not symmetric.
    """
    X = _stacked(X)
    if getattr(X, "ndim", 2) != 3:
        return X, None
    X = np.asarray(X)
    n_subjects, n_regions, n_channels = X.shape
    if features == "nodes" or (features == "auto" and n_regions != n_channels):
        layout = FeatureLayout("nodes", n_regions, n_channels)
        return X.reshape(n_subjects, n_regions * n_channels), layout
    if n_regions != n_channels:
        raise ValueError(
            f"X has shape {X.shape}, but features='edges' needs one square matrix a subject, "
            "(n_subjects, n_regions, n_regions)"
        )
    _require_symmetric(X)
    return upper_triangle(X), FeatureLayout("edges", n_regions)


def _stacked(X):
    """Stack a list of matrices, one a subject."""
    if not isinstance(X, (list, tuple)) or np.ndim(next(iter(X), None)) != 2:
        return X
    shapes = sorted({np.shape(matrix) for matrix in X})
    if len(shapes) > 1:
        raise ValueError(f"all subjects' matrices must have one shape, got {shapes}")
    return np.stack([np.asarray(matrix) for matrix in X])


def _require_symmetric(matrices):
    if matrices.dtype.kind not in "fiub":
        return  # validate_data says what is wrong with them
    for subject, matrix in enumerate(matrices):
        with np.errstate(invalid="ignore"):  # inf - inf; validate_data refuses it
            difference = np.abs(matrix.astype(np.float64) - matrix.T)
        np.fill_diagonal(difference, 0)
        if np.nanmax(difference, initial=0) > SYMMETRY_TOLERANCE * np.nanmax(
            np.abs(matrix), initial=0
        ):
            i, j = np.unravel_index(np.nanargmax(difference), difference.shape)
            raise ValueError(
                "features='edges' needs symmetric matrices, but for subject "
                f"{subject} X[{subject}, {i}, {j}] = {matrix[i, j]:g} and "
                f"X[{subject}, {j}, {i}] = {matrix[j, i]:g}; symmetrize them, or say "
                "features='nodes' if rows are regions and columns their measures"
            )
