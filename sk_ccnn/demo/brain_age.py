"""Real: the brain age of the healthy adults of IXI, by nested cross-validation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from numpy.typing import ArrayLike

from ..brain_age import BrainAgeReport
from ..datasets import load_ixi
from ..model_selection import Comparison, compare
from ..results import Metric
from .models import LAMBDAS, MODELS, OURS, make_model, outer_folds
from .tuned import TunedBrainAge, chosen_lambda, intercept_of_bias, slope_of_bias

TASK = "brain age (IXI)"
SLOPE, INTERCEPT = "slope of the age bias", "intercept of the age bias (years)"
METRICS = (
    Metric("MAE (years)", "neg_mean_absolute_error", is_error=True),
    Metric("R²", "r2"),
    # Of the fit, so that every number of the gaps is among the scores.
    Metric(SLOPE, slope_of_bias),
    Metric(INTERCEPT, intercept_of_bias),
    Metric("lambda_wiring", chosen_lambda),
)


def load_cohort(n_people: int | None = None) -> tuple[pd.DataFrame, pd.Series]:
    """Load IXI.

    Parameters
    ----------
    n_people : int, optional
        Only so many, for a quick look; by default all.

    Returns
    -------
    X : DataFrame of shape (n_people, 68)
        Thickness in mm, raw: nothing is standardised outside the models.
    age : Series of shape (n_people,)
        In years.
    """
    X, age = load_ixi(return_X_y=True)
    return X[:n_people], age[:n_people]


def compare_on_ages(
    X: pd.DataFrame,
    age: pd.Series,
    n_splits: int,
    models: Sequence[str] = MODELS,
    lambdas: ArrayLike = LAMBDAS,
    n_jobs: int | None = None,
    verbose: int = 0,
) -> Comparison:
    """Compare models that are tuned in each fold, on its training subjects.

    Parameters
    ----------
    X : DataFrame
    age : Series
        The cohort.
    n_splits : int
        Outer folds.
    models : sequence of str
        Names out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost that are searched in each fold.
    n_jobs : int, optional
        Number of processes.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    Comparison
    """
    return compare(
        {name: TunedBrainAge(make_model(name, lambdas)) for name in models},
        X,
        age,
        cv=outer_folds(n_splits),
        scoring=METRICS,
        n_jobs=n_jobs,
        task=TASK,
        verbose=verbose,
    )


def gaps_of(comparison: Comparison, subjects: pd.Index) -> pd.DataFrame:
    """Give the brain-age gaps of the people that were not seen.

    Parameters
    ----------
    comparison : Comparison
        From `compare_on_ages`.
    subjects : Index
        Names of the rows of X.

    Returns
    -------
    DataFrame
        A row for each model and person: ``model``, ``fold``, ``subject``, and in years ``age``,
        ``predicted``, ``gap``, and ``corrected_gap``: without what is expected at that age, by the
        line that was learned from the training subjects of the fold.
    """
    assert comparison.predictions is not None  # there is one target
    found = comparison.predictions.rename(columns={"y": "age"})
    of_fold = pd.MultiIndex.from_frame(found[["fold", "model"]])
    slope, intercept = (
        comparison.by_fold(name).stack().reindex(of_fold).to_numpy() for name in (SLOPE, INTERCEPT)
    )
    gap = found["predicted"] - found["age"]
    expected = (slope - 1) * found["age"] + intercept
    return found.assign(subject=subjects[found["subject"]], gap=gap, corrected_gap=gap - expected)


def report_on_gaps(gaps: pd.DataFrame, model: str = OURS) -> BrainAgeReport:
    """Score the predictions for all people together, uncorrected and corrected.

    Parameters
    ----------
    gaps : DataFrame
        From `gaps_of`.
    model : str
        Whose.

    Returns
    -------
    BrainAgeReport
    """
    chosen = gaps[gaps["model"] == model]
    age, predicted, corrected_gap = (
        chosen[column].to_numpy() for column in ("age", "predicted", "corrected_gap")
    )
    return BrainAgeReport.of(age, predicted, age + corrected_gap, "beheshti")
