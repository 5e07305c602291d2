"""Take out of every feature what confounds such as age, sex or site say about it."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LinearRegression
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import (
    _check_feature_names_in,
    check_array,
    check_is_fitted,
    validate_data,
)

from ..caller import warn_caller
from ..types import AnyArray, FloatArray
from ..validation import named_table
from .confound_table import (
    ConfoundDesign,
    positions_of,
    read_confounds,
    read_controls,
    require_enough_rows,
    require_same_subjects,
)

FLOATS = [np.float64, np.float32]


class ConfoundRegressor(TransformerMixin, BaseEstimator):
    """Residuals of every feature after a regression on confounds.

    The regression is fitted in `fit`, so within a cross-validation it sees training rows only.
    Confounds come in one of two ways. They are columns of X, named by `columns`: this always
    works, and the output lacks these columns. Or they come beside X as ``confounds``, by metadata
    routing.

    Parameters
    ----------
    columns : str, int or sequence of these, default=None
        Columns of X that are confounds, by name or position. None: they come beside X.
    model : {"linear", "spline"}, default="linear"
        Numeric confounds as a line, or as a cubic spline (with fewer than `n_knots` distinct
        values as a line too). Each category has its own effect.
    categorical : sequence of str or int, default=()
        Confounds that are categories though they look like numbers, by name or by position among
        the confounds: sites or scanners that have numbers. What is no number is a category anyway.
    n_knots : int, default=5
        Of a spline, at quantiles. Beyond the values in `fit` it stays constant.
    unknown : {"error", "ignore"}, default="error"
        A category that was not in `fit`, such as a new site: an error, or as if it were the mean of
        the known ones.
    keep_mean : bool, default=True
        Whether a feature keeps its mean over the rows of the regression; False: it becomes 0.

    Attributes
    ----------
    design_ : ConfoundDesign or None
        Makes the columns of the linear model from the confounds; None where there are none.
    regression_ : LinearRegression or None
        Of the features on these columns.
    mean_ : ndarray of shape (n_features_out,)
        Of the features, over the rows of the regression.
    n_features_in_ : int
        Number of columns of X.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has names that are all str.

    Notes
    -----
    Without any confounds nothing is removed, and there is a warning.

    Metadata ``confounds`` and ``controls`` are requested by default. Not all of scikit-learn hands
    metadata on when it predicts: in `cross_validate` it does with ``scoring=None``, but other
    scorers call ``predict`` with X alone, and then `transform` says that confounds are missing.
    With `columns` there is no such limit.

    If the target goes with a confound, removing the confound removes some of the target as well;
    and a flexible model after a linear regression may still find the confound [3]_.

    References
    ----------
    .. [1] Snoek et al. 2019, doi:10.1016/j.neuroimage.2018.09.074: why within the folds
    .. [2] Dukart et al. 2011, doi:10.1371/journal.pone.0022193: why on controls
    .. [3] Hamdan et al. 2023, doi:10.1093/gigascience/giad071

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.preprocessing import ConfoundRegressor
    >>> X = pd.DataFrame({"thickness": [2.8, 2.7, 2.6, 2.5], "age": [20, 40, 60, 80]})
    >>> ConfoundRegressor("age").set_output(transform="pandas").fit_transform(X).round(3)
       thickness
    0       2.65
    1       2.65
    2       2.65
    3       2.65
    """

    __metadata_request__fit = {"confounds": True, "controls": True}
    __metadata_request__transform = {"confounds": True}

    design_: ConfoundDesign | None
    regression_: LinearRegression | None
    mean_: FloatArray

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "columns": [str, Integral, "array-like", None],
        "model": [StrOptions({"linear", "spline"})],
        "categorical": ["array-like"],
        "n_knots": [Interval(Integral, 2, None, closed="left")],
        "unknown": [StrOptions({"error", "ignore"})],
        "keep_mean": ["boolean"],
    }

    def __init__(
        self,
        columns: str | int | Sequence[str | int] | None = None,
        *,
        model: Literal["linear", "spline"] = "linear",
        categorical: Sequence[str | int] = (),
        n_knots: int = 5,
        unknown: Literal["error", "ignore"] = "error",
        keep_mean: bool = True,
    ) -> None:
        self.columns = columns
        self.model = model
        self.categorical = categorical
        self.n_knots = n_knots
        self.unknown = unknown
        self.keep_mean = keep_mean

    def __sklearn_tags__(self) -> Tags:
        """Declare that float32 stays float32, and that X may hold names of sites."""
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        tags.input_tags.categorical = tags.input_tags.string = self.columns is not None
        return tags

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        confounds: ArrayLike | None = None,
        controls: ArrayLike | None = None,
    ) -> Self:
        """Fit the regression of the features on the confounds.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : None
            Ignored.
        confounds : array-like of shape (n_samples,) or (n_samples, n_confounds), default=None
            Numbers and categories, if they are not columns of X.
        controls : bool array-like of shape (n_samples,), default=None
            Rows that the regression is fitted to, such as the healthy ones, so that what a disease
            does to the features is not taken for an effect of age. None: all.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If an input does not fit, or there are no more rows than columns to fit.
        """
        self._validate_params()
        features, table = self._read(X, confounds, reset=True)
        rows = read_controls(controls, len(features))
        features = features[rows].astype(np.float64)
        self.mean_ = features.mean(axis=0)
        self.design_ = self.regression_ = None
        if table is None:
            warn_caller("no confounds were given, so nothing is removed")
            return self
        self.design_ = ConfoundDesign(table[rows], self.model, self.n_knots, self.unknown)
        columns = self.design_.columns(table[rows])
        require_enough_rows(columns)
        self.regression_ = LinearRegression().fit(columns, features)
        return self

    def fit_transform(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        confounds: ArrayLike | None = None,
        controls: ArrayLike | None = None,
    ) -> FloatArray:
        """Fit, and transform the same rows.

        Parameters
        ----------
        X, y, confounds, controls
            As of `fit`.

        Returns
        -------
        ndarray of shape (n_samples, n_features_out)
        """
        return self.fit(X, y, confounds=confounds, controls=controls).transform(
            X, confounds=confounds
        )

    def transform(self, X: ArrayLike, *, confounds: ArrayLike | None = None) -> FloatArray:
        """Remove the confounds.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        confounds : array-like, default=None
            Of these rows, laid out as in `fit`.

        Returns
        -------
        ndarray of shape (n_samples, n_features_out)

        Raises
        ------
        ValueError
            If confounds are missing, are others than in `fit`, or have an unknown category.
        """
        check_is_fitted(self)
        features, table = self._read(X, confounds, reset=False)
        removed = 0.0 if self.keep_mean else self.mean_
        if (table is None) != (self.design_ is None):
            got, were = ("none", "some") if table is None else ("some", "none")
            raise ValueError(
                f"confounds: got {got}, but there were {were} in fit; hand them on by metadata "
                "routing, or make them columns of X and name these in columns"
            )
        if self.design_ is not None and self.regression_ is not None:
            predicted = self.regression_.predict(self.design_.columns(table))
            removed = removed + predicted.reshape(features.shape) - self.mean_
        return (features - removed).astype(features.dtype, copy=False)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> AnyArray:
        """Name the columns of the output: those of X without the confounds.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the columns of X, if it had none in `fit`.

        Returns
        -------
        ndarray of str
        """
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        return np.delete(names, self._confound_positions)

    def _read(
        self, X: ArrayLike, confounds: ArrayLike | None, reset: bool
    ) -> tuple[FloatArray, pd.DataFrame | None]:
        """Validate: features (n_samples, n_features_out), and the table of confounds or None."""
        X = named_table(X)
        require_same_subjects(X, confounds)
        if self.columns is None:
            features = validate_data(self, X, dtype=FLOATS, reset=reset)
            self._confound_positions: list[int] = []
        else:
            if confounds is not None:
                raise ValueError("got confounds and columns; needed confounds in one way only")
            if isinstance(X, pd.DataFrame):
                # Before scikit-learn, which names neither the column nor the subject.
                chosen = positions_of(self.columns, [*X.columns], "columns", "those of X")
                read_confounds(X.iloc[:, chosen], len(X), self.categorical)
            table = validate_data(
                self, X, dtype=None, ensure_min_features=2 if reset else 1, reset=reset
            )
            # The dtypes of a DataFrame say which confounds are categories.
            frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(table)
            self._confound_positions = positions_of(
                self.columns, [*frame.columns], "columns", "those of X"
            )
            confounds = frame.iloc[:, self._confound_positions]
            rest = np.delete(np.arange(frame.shape[1]), self._confound_positions)
            features = check_array(frame.iloc[:, rest], dtype=FLOATS, input_name="X")
        if confounds is not None:
            confounds = read_confounds(confounds, len(features), self.categorical)
        return features, confounds
