"""Tables of other libraries, whose columns have names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def named_table(X: Any) -> Any:
    """Give a table whose columns have names to pandas, so that no name is lost.

    scikit-learn reads the names of some libraries only, and takes the columns of others by position
    without a word.

    Parameters
    ----------
    X : array-like
        A table of pandas, polars, dask or any other library whose tables have ``columns``.

    Returns
    -------
    DataFrame or array-like
        A DataFrame where the columns have names; anything else as it is.
    """
    columns = getattr(X, "columns", None)
    if columns is None or isinstance(X, pd.DataFrame):
        return X
    return pd.DataFrame(np.asarray(X), columns=list(columns)).infer_objects()
