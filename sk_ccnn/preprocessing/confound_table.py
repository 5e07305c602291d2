"""Confounds as the columns of a linear model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from numbers import Real
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.compose import make_column_transformer
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

from ..connectome import listing
from ..types import BoolArray, FloatArray
from ..validation import named_table

# Text that says that there is no value: as a category it would be a site of its own.
_MISSING = ("", "n/a", "N/A", "nan", "NaN")


class ConfoundDesign:
    """What turns a table of confounds into the columns of a linear model.

    Parameters
    ----------
    table : DataFrame
        From `read_confounds`: the rows that the model is fitted to.
    model : {"linear", "spline"}
        Numbers as they are, or as cubic splines if they have at least `n_knots` distinct values.
    n_knots : int
        Of a spline; they lie at the quantiles of its distinct values.
    unknown : {"error", "ignore"}
        What happens to categories that are not in `table`.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        model: Literal["linear", "spline"],
        n_knots: int,
        unknown: Literal["error", "ignore"],
    ) -> None:
        self.names, self.unknown = list(table.columns), unknown
        self.categories = {
            name: table[name].unique().tolist() for name in table if table[name].dtype == object
        }
        numeric = [name for name in table if name not in self.categories]
        smooth = [
            each for each in numeric if model == "spline" and table[each].nunique() >= n_knots
        ]
        linear = [each for each in numeric if each not in smooth]
        parts = [
            (StandardScaler(), linear),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), [*self.categories]),
            (_spline(table[smooth], n_knots), smooth),
        ]
        self._encoder = make_column_transformer(*(part for part in parts if part[1])).fit(table)

    def columns(self, table: pd.DataFrame) -> FloatArray:
        """Make the columns: ndarray of shape (n_rows, n_columns).

        Raises
        ------
        ValueError
            If the confounds are others than those of the model, or a category is unknown.
        """
        if list(table.columns) != self.names:
            raise ValueError(f"confounds are {list(table.columns)}, but were {self.names} in fit")
        for name in table:
            self._require_known(name, table[name])
        return self._encoder.transform(table)

    def _require_known(self, name: str, values: pd.Series) -> None:
        known = self.categories.get(name)
        if (known is None) != (values.dtype != object):
            kinds = ("categories", "numbers") if known is None else ("numbers", "categories")
            raise ValueError(f"confound {name!r} holds {kinds[0]}, but held {kinds[1]} in fit")
        unknown = [each for each in values.unique() if known is not None and each not in known]
        if unknown and self.unknown == "error":
            raise ValueError(
                f"confound {name!r} holds {unknown}, but the rows of the regression hold {known}; "
                "unknown='ignore' takes a new category for the mean of the known ones"
            )


def _spline(table: pd.DataFrame, n_knots: int) -> SplineTransformer:
    """Make splines with knots at quantiles; they stay level beyond, where nothing is known."""
    shares = np.linspace(0, 1, n_knots)
    knots = [np.quantile(table[name].unique(), shares) for name in table]
    return SplineTransformer(n_knots, knots=np.transpose(knots), extrapolation="constant")


def read_confounds(
    confounds: ArrayLike, n_rows: int, categorical: Sequence[str | int] = ()
) -> pd.DataFrame:
    """Validate confounds.

    Parameters
    ----------
    confounds : array-like of shape (n_rows,) or (n_rows, n_confounds), DataFrame or Series
        Numbers, and categories: what is no number, and what `categorical` names.
    n_rows : int
        Rows of X.
    categorical : sequence of str or int, default=()
        Confounds that are categories though they look like numbers, by name or position.

    Returns
    -------
    DataFrame of shape (n_rows, n_confounds)
        Columns of float64, and of object where there are categories.

    Raises
    ------
    ValueError
        If the rows do not fit, a value is missing, infinite or a date, numbers stand beside text,
        or `categorical` names a confound that is not there. Confound and subject are named.
    """
    table = pd.DataFrame(named_table(confounds))
    if len(table) != n_rows:
        raise ValueError(f"confounds have {len(table)} rows but X has {n_rows}")
    if not table.columns.is_unique:
        raise ValueError(f"confounds need different names, got {list(table.columns)}")
    chosen = positions_of(categorical, list(table.columns), "categorical", "the confounds")
    columns = [
        _read_column(table.iloc[:, k], name, k in chosen) for k, name in enumerate(table.columns)
    ]
    columns = [column.reset_index(drop=True) for column in columns]
    return pd.DataFrame(dict(enumerate(columns))).set_axis([str(name) for name in table], axis=1)


def positions_of(
    chosen: str | int | Sequence[str | int], names: Sequence[Any], parameter: str, what: str
) -> list[int]:
    """Find columns that are given by name or by position: list of int.

    Raises
    ------
    ValueError
        If there is no such column; says which parameter asked for it.
    """
    wanted: list[Any] = [chosen] if np.ndim(chosen) == 0 else list(chosen)  # type: ignore[arg-type]
    absent = [each for each in wanted if each not in names and each not in range(len(names))]
    if absent:
        raise ValueError(f"{parameter} asks for {absent}, but {what} are {names}")
    return [names.index(each) if each in names else int(each) for each in wanted]


def _read_column(column: pd.Series, name: str, is_category: bool) -> pd.Series:
    """Read one confound as float64 or, if it holds categories, as object."""
    missing = column.index[column.isna() | column.isin(_MISSING)]
    if len(missing):
        raise ValueError(
            f"confound {name!r} has {len(missing)} missing values, of {listing(missing, 5)}"
        )
    is_date = column.map(lambda value: isinstance(value, date | timedelta | np.datetime64))
    if is_date.any():
        raise ValueError(
            f"confound {name!r} holds dates, such as {column[is_date.to_numpy()].iloc[0]} of "
            f"{column.index[is_date][0]!r}; give numbers (days, years), or categories as text"
        )
    is_number = column.map(lambda value: isinstance(value, Real)).to_numpy()
    _refuse_mixed(column, name, is_number)
    if isinstance(column.dtype, pd.CategoricalDtype) or is_category or not is_number.any():
        return column.astype(object)
    numbers = column.astype(np.float64)
    infinite = column.index[~np.isfinite(numbers)]
    if len(infinite):
        raise ValueError(f"confound {name!r} has infinite values, of {listing(infinite, 5)}")
    return numbers


def _refuse_mixed(column: pd.Series, name: str, is_number: BoolArray) -> None:
    """Refuse numbers beside text: whether 1 and "1" are the same site, nobody can tell."""
    if is_number.any() and not is_number.all():
        subjects = column.index[is_number.argmin()], column.index[is_number.argmax()]
        text, number = column.iloc[is_number.argmin()], column.iloc[is_number.argmax()]
        raise ValueError(
            f"confound {name!r} holds numbers and text: {number!r} of {subjects[1]!r} and "
            f"{text!r} of {subjects[0]!r}; write all of them as text, or as numbers"
        )


def read_controls(controls: ArrayLike | None, n_rows: int) -> BoolArray:
    """Validate which rows the regression is fitted to: bool ndarray of shape (n_rows,)."""
    if controls is None:
        return np.ones(n_rows, dtype=bool)
    controls = np.asarray(controls)
    if controls.dtype != bool or controls.shape != (n_rows,):
        raise ValueError(
            f"controls must be {n_rows} bool, one a row of X, got {controls.dtype} of shape "
            f"{controls.shape}"
        )
    if not controls.any():
        raise ValueError("controls names no row, so there is nothing to fit the regression to")
    return controls


def require_enough_rows(columns: FloatArray) -> None:
    """Refuse a regression that would explain the features whatever they are."""
    n_needed = np.linalg.matrix_rank(columns - columns.mean(axis=0)) + 2
    if len(columns) < n_needed:
        raise ValueError(
            f"confounds need {n_needed} samples to fit, got {len(columns)} sample(s); with fewer "
            "nothing would be left of the features"
        )


def require_same_subjects(X: ArrayLike, confounds: ArrayLike | None) -> None:
    """Refuse a DataFrame of confounds whose rows are named otherwise than those of X."""
    one, other = getattr(X, "index", None), getattr(confounds, "index", None)
    if isinstance(one, pd.Index) and isinstance(other, pd.Index) and not one.equals(other):
        raise ValueError(
            "confounds have another index than X; needed the same subjects in the same order, or "
            "arrays"
        )
