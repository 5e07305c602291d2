"""Between matrices and the one order in which tables hold pairs of regions."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from ..connectome import fill_symmetric, n_pairs, regions_of_pairs, upper_triangle
from ..estimators import to_table
from ..types import FloatArray, IntArray
from .transforms import fisher_z, log_counts, strength_normalized


class ConnectomeVectorizer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Connectomes as rows of a table: the pairs of regions of the upper triangle, row by row.

    That is the order in which our estimators read ``features="edges"``. The diagonal is left out.

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

    Attributes
    ----------
    n_regions_ : int
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
    >>> vectorizer.inverse_transform([[0.1, 0.2, 0.3]], diagonal=1)[0]
    array([[1. , 0.1, 0.2],
           [0.1, 1. , 0.3],
           [0.2, 0.3, 1. ]])
    """

    n_regions_: int

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "source": [StrOptions({"matrices", "nilearn"})],
        "discard_diagonal": ["boolean"],
        "scale": [StrOptions({"fisher_z", "log1p", "strength"}), None],
    }

    def __init__(
        self,
        source: Literal["matrices", "nilearn"] = "matrices",
        *,
        discard_diagonal: bool = False,
        scale: Literal["fisher_z", "log1p", "strength"] | None = None,
    ) -> None:
        self.source = source
        self.discard_diagonal = discard_diagonal
        self.scale = scale

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
            If matrices are not symmetric, or vectors have no length that pairs of regions have.
        """
        self._validate_params()
        n_columns = self._read(X, reset=True).shape[1]
        if self.source == "nilearn" and not self.discard_diagonal:
            self.n_regions_ = regions_of_pairs(n_columns) - 1
        else:
            self.n_regions_ = regions_of_pairs(n_columns)
        return self

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

    @property
    def _n_features_out(self) -> int:
        return n_pairs(self.n_regions_)
