"""Functional connectivity on a scale on which differences and means have their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any, ClassVar, Literal, Self, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import (
    _check_feature_names_in,
    _get_feature_names,
    check_array,
    check_is_fitted,
    validate_data,
)

from ..connectome import are_pair_names, fill_symmetric, pair_names, upper_triangle
from ..estimators import in_fitted_order, to_table
from ..types import AnyArray, FloatArray
from ..validation import named_table
from .correlation_input import columns_of_pairs, require_correlations, require_unit_diagonal
from .flat_space import (
    frechet_mean,
    from_logarithm,
    from_partial_correlations,
    logarithm,
    partial_correlations,
    pyriemann,
)
from .positive_definite import ShrunkCorrelations

CorrelationKind: TypeAlias = Literal["correlation", "log", "tangent", "partial"]

FLOATS = [np.float64, np.float32]


class CorrelationTransformer(TransformerMixin, BaseEstimator):
    """Correlations between regions as logarithms, in a tangent space, or as partial ones.

    Correlation matrices lie on a curved space, where a linear model or a distance means less than
    it seems to. Each subject's matrix R is first shrunk, ``S = (1 - shrinkage) R + shrinkage I``,
    which makes it positive definite, and then mapped to where it can be subtracted and averaged.

    Parameters
    ----------
    kind : {"log", "tangent", "partial", "correlation"}, default="log"
        - ``"log"``: the matrix logarithm of S (log-Euclidean) [1]_;
        - ``"tangent"``: ``log(M^-1/2 S M^-1/2)``, the tangent space at the Fréchet mean M of the
          training subjects [2]_ [3]_;
        - ``"partial"``: partial correlations, ``-K_ij / sqrt(K_ii K_jj)`` with K the inverse of S;
        - ``"correlation"``: the correlations as they are; `shrinkage` would only scale them and
          is not applied.
    shrinkage : float, default=0.8
        At least 0 and less than 1. Start from the default. An amount for each subject (Ledoit and
        Wolf's) can only be estimated from the time series: nilearn's ``ConnectivityMeasure`` does
        so by default, and then less is needed here.
    labels : array-like of str, shape (n_regions,), default=None
        Names of the regions in their order in X, where X has no columns "A--B" that tell them:
        ``[*masker.region_names_.values()]`` of nilearn's ``NiftiLabelsMasker`` (not its
        ``labels_``, which are numbers, and one more), or ``atlas.labels`` for its
        ``NiftiMapsMasker``. The output's columns are named "A--B", by which the estimators find
        the pairs of a labelled connectome; let the names through with
        ``set_output(transform="pandas")``.

    Attributes
    ----------
    n_regions_ : int
        Number of regions.
    labels_ : tuple of str, length n_regions_
        Names of the regions; ``region_0``, ``region_1``... where none are known.
    reference_ : ndarray of shape (n_regions_, n_regions_) or None
        The mean M of the training subjects, with ``kind="tangent"``.
    n_features_in_ : int
        Number of pairs.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has names that are all str.

    Notes
    -----
    The output always has one column for each pair of regions, in the order of the input's, which
    is what the estimators read as ``features="edges"``. The diagonal is left out: of the
    logarithm it follows from the rest.

    Only ``kind="tangent"`` learns from the subjects, so only this one must be fitted within the
    folds of a cross-validation; in a Pipeline it is.

    From time series, put nilearn's ``ConnectivityMeasure(kind="correlation")``, which gives
    matrices, in front of this in a Pipeline.

    ``"log"`` and ``"tangent"`` need pyRiemann, the extra ``riemann``.

    References
    ----------
    .. [1] Arsigny et al. 2006, doi:10.1002/mrm.20965
    .. [2] Pennec et al. 2006, doi:10.1007/s11263-005-3222-z
    .. [3] Varoquaux et al. 2010, doi:10.1007/978-3-642-15705-9_25
    .. [4] Archakov and Hansen 2021, doi:10.3982/ECTA16910: the way back from the logarithm

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.preprocessing import CorrelationTransformer
    >>> X = pd.DataFrame([[0.8, 0.5, 0.4]], columns=["A--B", "A--C", "B--C"])
    >>> partial = CorrelationTransformer("partial", shrinkage=0.0).set_output(transform="pandas")
    >>> partial.fit_transform(X).round(3)  # B and C go together through A
        A--B   A--C  B--C
    0  0.756  0.327  -0.0
    >>> partial.inverse_transform([[0.756, 0.327, 0.0]]).round(2)
    array([[0.8, 0.5, 0.4]])
    """

    n_regions_: int
    _has_pair_names: bool
    labels_: tuple[str, ...]
    reference_: FloatArray | None
    _has_matrices: bool

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "kind": [StrOptions({"correlation", "log", "tangent", "partial"})],
        "shrinkage": [Interval(Real, 0, 1, closed="left")],
        "labels": ["array-like", None],
    }

    def __init__(
        self,
        kind: CorrelationKind = "log",
        *,
        shrinkage: float = 0.8,
        labels: Sequence[str] | None = None,
    ) -> None:
        self.kind = kind
        self.shrinkage = shrinkage
        self.labels = labels

    def __sklearn_tags__(self) -> Tags:
        """Declare that float32 stays float32, and that X may be matrices."""
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        tags.input_tags.three_d_array = True
        return tags

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Learn the regions and, for a tangent space, the mean.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_pairs) or (n_subjects, n_regions, n_regions)
            Correlations between -1 and 1: the upper triangle row by row, columns in any order
            with names "A--B", or symmetric matrices.
        y : None
            Ignored.

        Returns
        -------
        CorrelationTransformer

        Raises
        ------
        ValueError
            If X does not hold correlations of all pairs of regions, names and labels do not fit,
            or, for a tangent space, a shrunk matrix is not positive definite.
        ImportError
            If pyRiemann is needed and lacking.
        """
        self._validate_params()
        if self.kind in ("log", "tangent"):
            pyriemann("base")
        table, subjects = self._read(X, reset=True)
        self.reference_ = None
        if self.kind == "tangent":
            self.reference_ = frechet_mean(self._shrunk(table, subjects))
        return self

    def transform(self, X: ArrayLike) -> FloatArray:
        """Map each subject's correlations.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_pairs) or (n_subjects, n_regions, n_regions)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n_subjects, n_pairs)

        Raises
        ------
        ValueError
            If X does not fit, or a shrunk matrix is not positive definite: it names the subject,
            its smallest eigenvalue, and the shrinkage that would do.
        """
        check_is_fitted(self)
        table, subjects = self._read(X, reset=False)
        if self.kind == "correlation":
            return table.copy()
        transformed = np.empty_like(table)
        for rows, matrices in self._shrunk(table, subjects).blocks():
            transformed[rows, self._columns] = upper_triangle(self._flat(matrices))
        return transformed

    def inverse_transform(self, X: ArrayLike) -> FloatArray:
        """Turn the output of `transform` back into correlations.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_pairs)

        Returns
        -------
        ndarray of shape (n_subjects, n_pairs) or (n_subjects, n_regions, n_regions)
            As X was in `fit`. Unshrunk, which may be beyond ±1 for values that no subject has.

        Raises
        ------
        ValueError
            If X has another number of pairs, or its values come from no correlation matrix.

        Notes
        -----
        The diagonals that `transform` leaves out follow from the ones on that of a correlation
        matrix: for ``"log"`` and ``"partial"`` in exactly one way; for ``"tangent"`` in one way
        near the mean, and whether in another far from it is not known.
        """
        check_is_fitted(self)
        table = check_array(X, dtype=FLOATS)
        if table.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {table.shape[1]} columns, needed {self.n_features_in_}, the pairs of "
                f"{self.n_regions_} regions"
            )
        pairs = table.copy()
        if self.kind != "correlation":
            for row, flat in enumerate(table[:, self._columns].astype(np.float64)):
                matrices = self._correlations(fill_symmetric(flat[None], self.n_regions_), row)
                unshrunk = upper_triangle(matrices[0]) / (1 - self.shrinkage)
                pairs[row, self._columns] = unshrunk
        if not self._has_matrices:
            return pairs
        matrices = fill_symmetric(pairs[:, self._columns], self.n_regions_)
        return matrices + np.eye(self.n_regions_, dtype=pairs.dtype)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> AnyArray:
        """Name the pairs: "A--B".

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the columns of X; only compared with those seen in `fit`.

        Returns
        -------
        ndarray of shape (n_pairs,), of str
            Those of X, where they are names of pairs.
        """
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        if self._has_pair_names:
            return names
        return np.array(pair_names(self.labels_), dtype=object)

    def _read(self, X: Any, reset: bool) -> tuple[FloatArray, Sequence[object]]:
        """Validate X: ndarray of shape (n_subjects, n_pairs), and what the subjects are called."""
        table, layout = to_table(X, "edges")
        if layout is not None:
            require_unit_diagonal(X)
        names_of_rows = list(table.index) if isinstance(table, pd.DataFrame) else None
        if not reset:
            table = in_fitted_order(self, table, by_name=self._has_pair_names)
        names = _get_feature_names(named_table(table))
        table = validate_data(self, table, dtype=FLOATS, reset=reset)
        if reset:
            self.labels_, self._columns = columns_of_pairs(table.shape[1], names, self.labels)
            self.n_regions_ = len(self.labels_)
            self._has_pair_names = names is not None and are_pair_names(names)
            self._has_matrices = layout is not None
        subjects: Sequence[object] = names_of_rows or range(len(table))
        require_correlations(table, subjects)
        return table, subjects

    def _shrunk(self, table: FloatArray, subjects: Sequence[object]) -> ShrunkCorrelations:
        return ShrunkCorrelations(table, self.n_regions_, self.shrinkage, self._columns, subjects)

    def _flat(self, matrices: FloatArray) -> FloatArray:
        """Map matrices S: ndarray of the same shape (n, n_regions, n_regions)."""
        if self.kind == "partial":
            return partial_correlations(matrices)
        return logarithm(matrices, self.reference_)

    def _correlations(self, flat: FloatArray, row: int) -> FloatArray:
        """Map the matrix of a row back to S; its diagonal is empty."""
        if self.kind == "partial":
            return from_partial_correlations(flat, row)
        return from_logarithm(flat, self.reference_, row)
