"""Between matrices and the one order in which tables hold pairs of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import (
    _check_feature_names_in,
    check_array,
    check_is_fitted,
    validate_data,
)

from ..connectome import (
    checked_labels,
    fill_symmetric,
    n_pairs,
    pair_names,
    regions_of_diagonal,
    regions_of_pairs,
    upper_triangle,
)
from ..estimators import to_table
from ..types import AnyArray, FloatArray, IntArray
from .transforms import fisher_z, log_counts, strength_normalized


class ConnectomeVectorizer(TransformerMixin, BaseEstimator):
    """Connectomes as rows of a table: the pairs of regions of the upper triangle, row by row.

    That is the order in which our estimators read ``features="edges"``. The diagonal is left out.
    nilearn's own vectors have another order, the lower triangle, and as a rule the diagonal; by
    their numbers alone nobody can tell the two apart, so say ``source="nilearn"`` for those.

    Parameters
    ----------
    source : {"matrices", "nilearn"}, default="matrices"
        What X holds: matrices of shape (n_subjects, n_regions, n_regions), or the vectors of
        nilearn's ``ConnectivityMeasure(vectorize=True)``: the lower triangle, row by row, with the
        diagonal divided by the square root of 2.
    discard_diagonal : bool, default=False
        With ``source="nilearn"``: whether its vectors were made without the diagonal, by the
        parameter of the same name.
    scale : {None, "fisher_z", "log1p", "strength"}, default=None
        Correlations to Fisher's z, streamline counts to ``log(1 + n)``, or each connection
        over the geometric mean of its two regions' strengths.
    labels : array-like of str, shape (n_regions,), default=None
        Names of the regions in their order in X: ``[*masker.region_names_.values()]`` of nilearn's
        ``NiftiLabelsMasker`` (not its ``labels_``, which are numbers, and one more), or
        ``atlas.labels`` for its ``NiftiMapsMasker``. The columns are then named "A--B", by which
        the estimators find the pairs of a labelled connectome; let the names through with
        ``set_output(transform="pandas")``.

    Attributes
    ----------
    n_regions_ : int
        Number of regions.
    labels_ : tuple of str, length n_regions_
        Names of the regions; ``region_0``, ``region_1``... where none were given.
    n_features_in_ : int
        Of matrices the number of pairs, of vectors their length.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_ccnn.preprocessing import ConnectomeVectorizer
    >>> matrix = np.array([[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]])
    >>> vectorizer = ConnectomeVectorizer().fit([matrix])
    >>> vectorizer.transform([matrix])
    array([[0.1, 0.2, 0.3]])
    >>> ConnectomeVectorizer(labels=["A", "B", "C"]).fit([matrix]).get_feature_names_out()
    array(['A--B', 'A--C', 'B--C'], dtype=object)
    >>> vectorizer.inverse_transform([[0.1, 0.2, 0.3]], diagonal=1)[0]
    array([[1. , 0.1, 0.2],
           [0.1, 1. , 0.3],
           [0.2, 0.3, 1. ]])
    """

    n_regions_: int
    labels_: tuple[str, ...]

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "source": [StrOptions({"matrices", "nilearn"})],
        "discard_diagonal": ["boolean"],
        "scale": [StrOptions({"fisher_z", "log1p", "strength"}), None],
        "labels": ["array-like", None],
    }

    def __init__(
        self,
        source: Literal["matrices", "nilearn"] = "matrices",
        *,
        discard_diagonal: bool = False,
        scale: Literal["fisher_z", "log1p", "strength"] | None = None,
        labels: Sequence[str] | None = None,
    ) -> None:
        self.source = source
        self.discard_diagonal = discard_diagonal
        self.scale = scale
        self.labels = labels

    def __sklearn_tags__(self) -> Tags:
        """Declare what X may look like."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = self.source == "matrices"
        tags.input_tags.two_d_array = self.source == "nilearn"
        return tags

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Learn the number of regions.

        Parameters
        ----------
        X : array-like
            Of shape (n_subjects, n_regions, n_regions), symmetric, or nilearn's vectors.
        y : None
            Ignored.

        Returns
        -------
        ConnectomeVectorizer

        Raises
        ------
        ValueError
            If matrices are not symmetric, vectors have no length that pairs of regions have, or
            there is not one distinct label for each region.
        """
        self._validate_params()
        pairs = self._read(X, reset=True)
        self.n_regions_ = regions_of_pairs(pairs.shape[1])
        if self.source == "nilearn":
            self._require_diagonal_as_said(pairs)
            self.n_regions_ -= not self.discard_diagonal
        self.labels_ = checked_labels(self.labels, self.n_regions_)
        return self

    def _require_diagonal_as_said(self, vectors: FloatArray) -> None:
        """Refuse vectors with a diagonal that was said not to be there, or the reverse."""
        without = self.n_regions_
        n_labels = None if self.labels is None else len(self.labels)
        if self.discard_diagonal and regions_of_diagonal(vectors) is not None:
            found = "the same number wherever a diagonal would be"
        elif n_labels == without - self.discard_diagonal:
            found = f"{n_labels} labels"
        else:
            return
        raise ValueError(
            f"discard_diagonal={self.discard_diagonal}, but X has {vectors.shape[1]} columns and "
            f"{found}: vectors of {without - 1} regions have so many with their diagonal, and of "
            f"{without} without it; say discard_diagonal={not self.discard_diagonal}"
        )

    def transform(self, X: ArrayLike) -> FloatArray:
        """Take the pairs of regions out of X.

        Parameters
        ----------
        X : array-like
            As in `fit`.

        Returns
        -------
        ndarray of shape (n_subjects, n_regions * (n_regions - 1) / 2)
        """
        check_is_fitted(self)
        pairs = self._read(X, reset=False)
        if self.source == "nilearn":
            pairs = pairs[:, self._indices_in_vectors()]
        if self.scale == "fisher_z":
            return fisher_z(pairs)
        if self.scale == "log1p":
            return log_counts(pairs)
        if self.scale == "strength":
            return upper_triangle(strength_normalized(fill_symmetric(pairs, self.n_regions_)))
        return pairs

    def inverse_transform(self, X: ArrayLike, diagonal: ArrayLike = 0.0) -> FloatArray:
        """Turn pairs back into matrices, or into nilearn's vectors.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_pairs)
            As `transform` returns it; any values, such as coefficients, unless `scale` is set.
        diagonal : float or array-like of shape ([n_subjects,] n_regions), default=0
            What stands on the diagonal, which `transform` leaves out.

        Returns
        -------
        ndarray
            Matrices of shape (n_subjects, n_regions, n_regions), or nilearn's vectors.

        Raises
        ------
        ValueError
            If `scale` is ``"strength"``, which cannot be undone, or X has another number of pairs.
        """
        check_is_fitted(self)
        if self.scale == "strength":
            raise ValueError("scale='strength' cannot be undone: the strengths are not kept")
        pairs = check_array(X, dtype=[np.float64, np.float32])
        if pairs.shape[1] != n_pairs(self.n_regions_):
            raise ValueError(
                f"X has {pairs.shape[1]} columns, needed {n_pairs(self.n_regions_)}, the pairs of "
                f"{self.n_regions_} regions"
            )
        if self.scale == "fisher_z":
            pairs = np.tanh(pairs)
        elif self.scale == "log1p":
            pairs = np.expm1(pairs)
        matrices = fill_symmetric(pairs, self.n_regions_)
        regions = np.arange(self.n_regions_)
        matrices[:, regions, regions] = diagonal
        return matrices if self.source == "matrices" else self._as_vectors(matrices)

    def _read(self, X: ArrayLike, reset: bool) -> FloatArray:
        """Validate X: ndarray of shape (n_subjects, pairs, or columns of nilearn's vectors)."""
        if self.source == "matrices":
            table, layout = to_table(X, "edges")
            if layout is None:
                raise ValueError(
                    "source='matrices' needs X of shape (n_subjects, n_regions, n_regions), got "
                    f"{np.shape(X)}; the vectors of nilearn need source='nilearn'. "
                    "Reshape your data"
                )
            X = table
        return validate_data(self, X, dtype=[np.float64, np.float32], reset=reset)

    def _indices_in_vectors(self) -> IntArray:
        """Find each pair of the upper triangle in nilearn's vector: int array (n_pairs,)."""
        i, j = np.triu_indices(self.n_regions_, k=1)
        # Pair (j, i) of the lower triangle comes after the j rows above it.
        n_above = j * (j - 1) // 2 if self.discard_diagonal else j * (j + 1) // 2
        return n_above + i

    def _as_vectors(self, matrices: FloatArray) -> FloatArray:
        rows, columns = np.tril_indices(self.n_regions_, k=-1 if self.discard_diagonal else 0)
        vectors = matrices[:, rows, columns]
        vectors[:, rows == columns] /= np.sqrt(2)
        return vectors

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> AnyArray:
        """Name the pairs: "A--B".

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the columns of X; only compared with those seen in `fit`.

        Returns
        -------
        ndarray of shape (n_pairs,), of str
        """
        check_is_fitted(self)
        _check_feature_names_in(self, input_features)
        return np.array(pair_names(self.labels_), dtype=object)
