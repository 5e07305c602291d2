"""Score models on the same folds, and go on where an interrupted run was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.utils.validation import check_consistent_length

from ..caller import warn_caller
from ..io import on_disk
from ..results import (
    Kind,
    Metric,
    Scorer,
    draw_folds,
    metrics_for,
    require_metrics,
    why_undefined,
)
from ..stacking import Job, run_jobs
from ..types import AnyArray, IntArray
from .code_version import code_version
from .comparison import Comparison
from .group_parameters import takes_groups
from .inner_folds import require_inner_folds_of_models
from .score_cache import Origin, ScoreCache, content_hash
from .scored_fold import Cohort, score_or_recall


def compare(
    models: Mapping[str, Any],
    X: Any,
    y: ArrayLike,
    *,
    cv: Any = 5,
    groups: ArrayLike | None = None,
    scoring: str | Metric | Iterable[str | Metric] | Mapping[str, str | Scorer] | None = None,
    candidates: Sequence[str] | None = None,
    n_jobs: int | None = None,
    cache_dir: str | PathLike[str] | None = None,
    task: str = "",
    verbose: int = 0,
) -> Comparison:
    """Compare models side by side on identical folds.

    A model that has to be tuned comes as a search, such as a `GridSearchCV`, which then sees only
    the training subjects of each fold. Each fit runs on one thread.

    Parameters
    ----------
    models : dict of str to estimator
        Classifiers or regressors, not both. None of them is changed.
    X : array-like of shape (n_subjects, ...)
    y : array-like of shape (n_subjects,)
    cv : int, cross-validator or iterable, default=5
        As scikit-learn takes it; a shuffled one must have its `random_state`. A number ignores
        `groups`, as in scikit-learn: to keep groups whole, give ``GroupKFold(5)``, or
        ``StratifiedGroupKFold(5)`` for classes.
    groups : array-like of shape (n_subjects,), optional
        Sites, families: for a `cv` that keeps them together. Models that take groups in `fit`
        (searches, `ConnectomeRegressorCV`, `BrainAgeRegressor`, also in a Pipeline) get those of
        the training subjects.
    scoring : str, Metric, list of them or dict, optional
        As scikit-learn's, or a `sk_ccnn.results.Metric`. The first one decides which model is best.
        By default MAE, R² and r for regressors, AUC, balanced accuracy, the Brier score and the
        calibration error for classifiers of two classes, balanced accuracy and AUC for others. Of
        two classes, the second in sorted order is positive, as in scikit-learn: ``"patient"`` of
        ``"control"`` and ``"patient"``, 1 of 0 and 1.
    candidates : list of str, optional
        Models that are tested against the best of the others; by default all.
    n_jobs : int, optional
        Number of processes.
    cache_dir : str or path-like, optional
        Keep the scores of each finished fold in this folder, as JSON: the same call goes on where
        an interrupted one was, even one that was killed. A file that is damaged, or that another
        model, fold, cohort or code has made, is not taken: neither another version of this package
        nor of a library that it computes with. Whether the code of your own classes has changed
        cannot be told.
    task : str, default=""
        Name of the comparison in the table of scores.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If names are unknown, X, y and groups differ in length, some models are classifiers and
        some regressors, the metric that decides is not defined in a fold (R² of one subject), the
        inner folds of a search cannot be made of a training set (it has too few groups), or a model
        cannot be pickled although there is a `cache_dir`.
    OSError
        If there can be no folder `cache_dir`.

    Warns
    -----
    UserWarning
        If a metric cannot be computed for a model (a Brier score without probabilities) or in a
        fold; it is NaN then, and has no mean. If scores cannot be kept in `cache_dir`, such as on a
        full disk; they count.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import compare
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> result = compare({"dummy": DummyRegressor(), "ridge": RidgeCV()}, X, age)
    >>> result.by_fold("MAE").mean().idxmin()
    'ridge'
    """
    chosen = _checked_candidates(models, candidates)
    kind = _kind_of(models)
    check_consistent_length(X, y, groups)
    y = np.asarray(y)
    metrics = metrics_for(kind, y, scoring)
    splits = draw_folds(next(iter(models.values())), X, y, cv, groups)  # all are of one kind
    require_metrics(next(iter(models.values())), y, splits, metrics)
    require_inner_folds_of_models(models, y, splits, groups)
    cells = [_Cell(model, *fold) for fold in enumerate(splits) for model in models]
    # One object for all jobs of a model, which joblib then sends to a process as one file.
    cohort = Cohort(on_disk(X), y, groups)
    cache = None if cache_dir is None else ScoreCache(cache_dir)
    done = list(
        run_jobs(
            _jobs(models, cells, cohort, metrics, cache),
            n_jobs,
            label=task or "compare",
            quiet=verbose == 0,
        )
    )
    found = [each.found for each in done]
    _warn_of_losses(cache_dir, [each.lost for each in done])
    table = _scores_table(task, cells, [values for values, _ in found])
    _warn_of_gaps(table)
    predictions = None
    if y.ndim == 1:
        predictions = _predictions_table(cells, y, [predicted for _, predicted in found])
    return Comparison(table, metrics, chosen, predictions)


def _checked_candidates(
    models: Mapping[str, Any], candidates: Sequence[str] | None
) -> tuple[str, ...]:
    if len(models) < 2:
        raise ValueError(f"needed two or more models to compare, got {list(models)}")
    candidates = tuple(candidates or ())
    unknown = [name for name in candidates if name not in models]
    if unknown:
        raise ValueError(f"candidates {unknown} are none of the models {list(models)}")
    return candidates


def _kind_of(models: Mapping[str, Any]) -> Kind | None:
    """Tell whether the models predict classes or numbers; None where no model says so."""
    classifiers = [name for name, model in models.items() if is_classifier(model)]
    regressors = [name for name, model in models.items() if is_regressor(model)]
    if classifiers and regressors:
        raise ValueError(
            "needed models of one kind, whose scores can be compared, got classifiers "
            f"{classifiers} and regressors {regressors}"
        )
    if classifiers:
        return "classifier"
    return "regressor" if regressors else None


def _jobs(
    models: Mapping[str, Any],
    cells: Sequence[_Cell],
    cohort: Cohort,
    metrics: Sequence[Metric],
    cache: ScoreCache | None,
) -> list[Job]:
    names = {
        name: () if cohort.groups is None else takes_groups(model) for name, model in models.items()
    }
    origins: list[Origin | None] = [None] * len(cells)
    if cache is not None:
        origins = _origins(models, cells, cohort, metrics)
    return [
        (
            score_or_recall,
            (
                clone(models[cell.model]),
                cohort,
                cell.rows,
                metrics,
                names[cell.model],
                cache,
                origin,
            ),
        )
        for cell, origin in zip(cells, origins, strict=True)
    ]


def _origins(
    models: Mapping[str, Any], cells: Sequence[_Cell], cohort: Cohort, metrics: Sequence[Metric]
) -> list[Origin | None]:
    """Tell what makes each score; whatever is the same for many is hashed once."""
    of_models = {
        name: content_hash(clone(model), f"the model {name!r}") for name, model in models.items()
    }
    data, of_metrics = content_hash(cohort, "X, y or groups"), content_hash(metrics, "scoring")
    of_folds = {cell.fold: content_hash(cell.rows, "cv") for cell in cells}
    return [
        Origin(of_models[cell.model], data, of_folds[cell.fold], of_metrics, code_version())
        for cell in cells
    ]


class _Cell(NamedTuple):
    """A model in a fold, whose rows are the same for every model."""

    model: str
    fold: int
    rows: tuple[IntArray, IntArray]

    @property
    def test_share(self) -> float:
        train, test = self.rows
        return len(test) / len(train)


def _scores_table(task: str, cells: list[_Cell], found: list[dict[str, float]]) -> pd.DataFrame:
    columns = ["task", "model", "fold", "metric", "value", "test_share"]
    rows = [
        (task, cell.model, cell.fold, metric, value, cell.test_share)
        for cell, values in zip(cells, found, strict=True)
        for metric, value in values.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def _predictions_table(cells: list[_Cell], y: AnyArray, found: list[AnyArray]) -> pd.DataFrame:
    parts = []
    for cell, predicted in zip(cells, found, strict=True):
        _, test = cell.rows
        part = {"model": cell.model, "fold": cell.fold, "subject": test}
        # A regressor may predict a column.
        parts.append(pd.DataFrame(part | {"y": y[test], "predicted": np.ravel(predicted)}))
    return pd.concat(parts, ignore_index=True)


def _warn_of_losses(cache_dir: str | PathLike[str] | None, reasons: list[str | None]) -> None:
    lost = [reason for reason in reasons if reason is not None]
    if lost:
        warn_caller(
            f"{len(lost)} of {len(reasons)} scores could not be kept in {cache_dir}: {lost[0]}; "
            "they are used now, and the next call computes them anew"
        )


def _warn_of_gaps(table: pd.DataFrame) -> None:
    gaps = table[table["value"].isna()][["model", "metric"]].drop_duplicates()
    for model, metric in gaps.itertuples(index=False):
        of_model = table[(table["model"] == model) & (table["metric"] == metric)]
        why = why_undefined(of_model.sort_values("fold")["value"], metric)
        warn_caller(f"{metric} could not be computed for {model}: {why}")
