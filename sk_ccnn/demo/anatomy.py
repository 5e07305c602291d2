"""Does the anatomy help to predict the ages? Null connectomes, and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..connectome import Connectome
from ..inference import NullTest, null_connectome_test
from ..model_selection import StackedGridSearchCV, wiring_density
from ..nulls import NullKind
from ..results import LEVEL, MeanOverFolds, gain_in_words, why_undecided
from .models import LAMBDAS, inner_folds, make_network, outer_folds

KIND: NullKind = "degree"


def compare_with_nulls(
    X: pd.DataFrame,
    age: pd.Series,
    n_splits: int,
    n_nulls: int,
    n_jobs: int | None = None,
    verbose: int = 0,
) -> NullTest:
    """Test our network on the connectome against degree-preserving nulls.

    Parameters
    ----------
    X : DataFrame
    age : Series
        The cohort.
    n_splits : int
        The outer folds of the comparison.
    n_nulls : int
        19 or more can find something.
    n_jobs : int, optional
        Number of processes.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    NullTest
    """
    return null_connectome_test(
        make_network(),
        X,
        age,
        nulls=KIND,
        n_nulls=n_nulls,
        cv=outer_folds(n_splits),
        scoring="neg_mean_absolute_error",
        n_jobs=n_jobs,
        random_state=0,
        verbose=verbose,
    )


def errors_on_connectomes(test: NullTest) -> pd.DataFrame:
    """Give the error on each connectome in each fold.

    Parameters
    ----------
    test : NullTest
        From `compare_with_nulls`.

    Returns
    -------
    DataFrame
        ``arm`` ("connectome", "no anatomy" or "null"), ``number`` of the null from 0, ``fold``, and
        ``mae`` in years.
    """
    nulls = test.null_scores[KIND]
    rows = [("connectome", 0, test.scores), ("no anatomy", 0, test.unconstrained_scores)]
    rows += [("null", number, scores) for number, scores in enumerate(nulls)]
    return pd.DataFrame(
        [
            (arm, number, fold, -score)
            for arm, number, scores in rows
            for fold, score in enumerate(scores)
        ],
        columns=["arm", "number", "fold", "mae"],
    )


def say_whether_it_helps(test: NullTest, gain: MeanOverFolds) -> str:
    """Say in plain words whether the connectome helps, and no more than was found.

    Parameters
    ----------
    test : NullTest
        From `compare_with_nulls`.
    gain : MeanOverFolds
        How much lower the error is than that of the same network without anatomy.

    Returns
    -------
    str
    """
    p, n_nulls = test.p_values[KIND], len(test.null_scores[KIND])
    words = gain_in_words(gain, "MAE", digits=2)
    undecided = why_undecided(n_nulls, "nulls")
    if undecided or np.isnan(p) or np.isnan(gain.mean):
        reason = undecided or "a score is not defined"
        return f"whether the connectome helps cannot be told: {reason}."
    against_nulls = f"p = {p:.3f} against {n_nulls} degree-preserving nulls"
    if p <= LEVEL and gain.low > 0:
        return (
            f"the connectome helps: rewired ones predict worse ({against_nulls}), and so does the "
            f"same network without anatomy ({words})."
        )
    if p <= LEVEL:
        return (
            f"the connectome predicts better than rewired ones ({against_nulls}), but it does not "
            f"help: the same network without anatomy is not worse ({words})."
        )
    if gain.low > 0:
        return (
            f"fewer wires help ({words}), but the connectome does not: no benefit over rewired "
            f"ones was found ({against_nulls})."
        )
    return (
        f"the connectome does not help: no benefit over rewired ones was found ({against_nulls}), "
        f"nor over the same network without anatomy ({words})."
    )


def search_all(
    X: pd.DataFrame, age: pd.Series, lambdas: ArrayLike = LAMBDAS
) -> tuple[pd.DataFrame, Connectome]:
    """Search over the wiring cost with everybody, to see what is learned.

    Parameters
    ----------
    X : DataFrame
    age : Series
        The cohort.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    curve : DataFrame
        ``lambda_wiring``, mean and standard deviation over folds of the MAE in years, and density.
    learned : Connectome
        The wiring that the best network learned.
    """
    search = StackedGridSearchCV(
        make_network(),
        {"lambda_wiring": lambdas},
        cv=inner_folds(),
        scoring={"mae": "neg_mean_absolute_error", "density": wiring_density},
        refit="mae",
    ).fit(X, age)
    results: Mapping[str, Any] = search.cv_results_
    curve = pd.DataFrame(
        {
            "lambda_wiring": np.asarray(lambdas, dtype=float),
            "mae": -results["mean_test_mae"],
            "mae_sd": results["std_test_mae"],
            "density": results["mean_test_density"],
        }
    )
    return curve, search.best_estimator_.learned_connectome()
