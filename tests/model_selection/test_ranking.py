"""Nothing is chosen by rounding or without a score, and why is told in the last line."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import FitFailedWarning
from sklearn.model_selection import GridSearchCV, KFold, LeaveOneOut
from sklearn.pipeline import make_pipeline

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV, weakest_wiring_cost
from sk_ccnn.model_selection.ranking import merge_tied_ranks

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.1]}


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


def results_of(scores):
    scores = np.array(scores)
    folds = {f"split{fold}_test_score": column for fold, column in enumerate(scores.T)}
    means = scores.mean(axis=1)
    return folds | {"mean_test_score": means, "rank_test_score": np.argsort(np.argsort(-means)) + 1}


def test_means_that_differ_by_rounding_have_one_rank():
    results = results_of([[0.1, 0.4, 0.1], [0.1, 0.1, 0.4], [0.5, 0.5, 0.5], [0.0, 0.0, 0.0]])
    assert len(set(results["mean_test_score"][:2])) == 2
    merge_tied_ranks(results)
    assert results["rank_test_score"].tolist() == [2, 2, 1, 4]


def test_what_has_no_score_ranks_last_as_in_scikit_learn():
    results = results_of([[np.nan, 0.4], [0.1, 0.1], [0.5, 0.5]])
    merge_tied_ranks(results)
    assert results["rank_test_score"].tolist() == [3, 2, 1]


@pytest.mark.parametrize("kind", [ConnectomeRegressor, ConnectomeClassifier])
@pytest.mark.parametrize("refit", [True, weakest_wiring_cost])
def test_folds_that_cannot_be_scored_are_an_error_before_any_training(
    kind, refit, brain, small_cohort
):
    X, y = small_cohort
    is_classes = kind is ConnectomeClassifier
    search = StackedGridSearchCV(
        kind(brain, architecture=never),
        GRID,
        cv=LeaveOneOut(),
        scoring="roc_auc" if is_classes else None,
        refit=refit,
    )
    with pytest.raises(ValueError, match="is not defined in folds 1 to 60 of 60: fold 1 has one"):
        search.fit(X, y > np.median(y) if is_classes else y)


def test_of_several_metrics_the_one_that_chooses_must_be_defined(brain, small_cohort):
    model, scoring = ConnectomeRegressor(brain, **QUICK), ["r2", "neg_mean_absolute_error"]
    X, y = (each[:6] for each in small_cohort)
    with pytest.raises(ValueError, match="r2 is not defined"):
        StackedGridSearchCV(model, GRID, cv=LeaveOneOut(), scoring=scoring, refit="r2").fit(X, y)
    ours = StackedGridSearchCV(model, GRID, cv=LeaveOneOut(), scoring=scoring, refit=scoring[1])
    with pytest.warns(UserWarning, match="non-finite"):
        ours.fit(X, y)
    assert np.isfinite(ours.best_score_)


def test_without_refit_there_are_results_and_no_best(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    search = StackedGridSearchCV(model, GRID, cv=LeaveOneOut(), refit=False)
    with pytest.warns(UserWarning, match="it is missing in folds 1 to 6 of 6.*no best_index_"):
        search.fit(*(each[:6] for each in small_cohort))
    assert np.isnan(search.cv_results_["mean_test_score"]).all()
    assert not hasattr(search, "best_index_") and not hasattr(search, "best_params_")


def broken(estimator, X, y):
    raise ArithmeticError("the scanner was off")


def undefined(estimator, X, y):
    return np.nan


@pytest.mark.parametrize("refit", [True, weakest_wiring_cost])
@pytest.mark.parametrize(
    ("scoring", "why"),
    [
        (broken, "fold 1: ArithmeticError: the scanner was off"),
        (undefined, "fold 1: it is nan, with 20 test subjects"),
        ({"score": broken}, "fold 1: ArithmeticError: the scanner was off"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_last_line_has_the_reason(refit, scoring, why, brain, small_cohort):
    if isinstance(scoring, dict) and refit is True:
        refit = "score"
    search = StackedGridSearchCV(
        ConnectomeRegressor(brain, **QUICK), GRID, cv=3, scoring=scoring, refit=refit
    )
    with pytest.raises(ValueError) as raised:
        search.fit(*small_cohort)
    words = "no candidate has a score in every fold: it is missing in folds 1 to 3 of 3"
    assert str(raised.value) == f"{words} ({why})"


def test_candidates_that_fail_in_different_folds_leave_none_either(brain, small_cohort):
    seen = []

    def fails_once_each(estimator, X, y):
        seen.append(estimator)
        if len(seen) in (1, 4):  # fold by fold, candidate by candidate
            raise ArithmeticError(f"the scanner was off at {len(seen)}")
        return 0.5

    search = StackedGridSearchCV(
        ConnectomeRegressor(brain, **QUICK), GRID, cv=3, scoring=fails_once_each
    )
    with pytest.warns(UserWarning, match="scoring failed"), pytest.raises(ValueError) as raised:
        search.fit(*small_cohort)
    assert "missing in folds 1, 2 of 3 (fold 1: ArithmeticError: the scanner" in str(raised.value)


class Refuses(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        if np.max(X) > 100:
            raise ArithmeticError("a subject is out of this world")
        return self

    def transform(self, X):
        return X


def test_a_fold_that_nobody_could_be_fitted_in_is_named_with_its_error(brain, small_cohort):
    X, y = small_cohort
    X = X.copy()
    X[25] = 1000.0  # a training subject of folds 1 and 3
    model = make_pipeline(Refuses(), ConnectomeRegressor(brain, **QUICK))
    search = StackedGridSearchCV(
        model, {"connectomeregressor__lambda_wiring": [0.0, 0.1]}, cv=KFold(3)
    )
    with pytest.warns(FitFailedWarning, match="4 of 6 fits failed"):
        with pytest.raises(ValueError) as raised:
            search.fit(X, y)
    assert str(raised.value) == (
        "no candidate has a score in every fold: it is missing in folds 1, 3 of 3 (fold 1: "
        "ArithmeticError: a subject is out of this world)"
    )


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_scikit_learns_own_search_names_the_folds(brain, small_cohort):
    search = GridSearchCV(
        ConnectomeRegressor(brain, **QUICK),
        GRID,
        cv=3,
        scoring=undefined,
        refit=weakest_wiring_cost,
    )
    with pytest.raises(
        ValueError, match="missing in folds 1 to 3 of 3; the warnings of the search"
    ):
        search.fit(*small_cohort)
