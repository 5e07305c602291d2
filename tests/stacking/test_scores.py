import gc
import weakref

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.metrics import check_scoring
from sklearn.model_selection import KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.stacking import Candidate, Scoring, folds, score_in_stacks

QUICK = {"n_members": 1, "max_epochs": 3, "random_state": 0}
CV = KFold(3)


@pytest.fixture
def stacks(monkeypatch):
    """Note how many networks are trained together, call by call."""
    sizes, fit_together = [], folds.fit_together

    def noting(networks, *args, **kwargs):
        sizes.append(len(networks))
        return fit_together(networks, *args, **kwargs)

    monkeypatch.setattr(folds, "fit_together", noting)
    return sizes


def score(problems, X, **options):
    scoring = Scoring(check_scoring(problems[0].estimator), {}, train=True)
    return score_in_stacks(problems, X, list(CV.split(X)), scoring, **options)


def test_each_problem_is_scored_on_each_fold_as_it_would_be_alone(brain, small_cohort):
    X, y = small_cohort
    problems = [
        Candidate(ConnectomeRegressor(brain, hidden_channels=channels, lr=lr, **QUICK), y)
        for channels in ((2, 2), (3,))
        for lr in (0.01, 0.03)
    ]
    for problem, row in zip(problems, score(problems, X), strict=True):
        expected = cross_validate(problem.estimator, X, y, cv=CV, return_train_score=True)
        assert [each.test for each in row] == pytest.approx(expected["test_score"], abs=1e-9)
        assert [each.train for each in row] == pytest.approx(expected["train_score"], abs=1e-9)
        assert [each.n_test for each in row] == [20] * 3
        assert all(each.error is None and each.fit_time > 0 for each in row)


def test_targets_that_make_no_difference_to_a_front_share_a_stack(brain, small_cohort, stacks):
    X, y = small_cohort
    targets = [y, y[::-1].copy(), np.roll(y, 7)]
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(**QUICK))
    score([Candidate(model, target) for target in targets], X)
    assert stacks == [3] * 3
    stacks.clear()
    chosen = make_pipeline(SelectKBest(f_regression, k=3), ConnectomeRegressor(**QUICK))
    score([Candidate(chosen, target) for target in targets], X)
    assert sum(stacks) == 9
    assert len(stacks) > 3


def test_networks_of_one_shape_share_a_stack(brain, small_cohort, stacks):
    X, y = small_cohort
    problems = [
        Candidate(ConnectomeRegressor(brain, hidden_channels=channels, alpha=alpha, **QUICK), y)
        for alpha in (0.0, 1.0, 2.0)
        for channels in ((2, 2), (3,))
    ]
    score(problems, X)
    assert stacks == [3, 3] * 3


def test_what_fails_is_noted_where_it_failed(brain, small_cohort):
    X, y = small_cohort
    good, bad = (ConnectomeRegressor(brain, **QUICK | {"lr": lr}) for lr in (0.01, 1e30))
    rows = score([Candidate(good, y), Candidate(bad, y)], X)
    assert all(each.error is None for each in rows[0])
    assert all(isinstance(each.error, FloatingPointError) for each in rows[1])
    assert all(each.test is None for each in rows[1])


def test_progress_is_shown_where_asked(brain, small_cohort, capsys):
    X, y = small_cohort
    score([Candidate(ConnectomeRegressor(brain, **QUICK), y)], X, verbose=1, label="search")
    assert "search: 100%" in capsys.readouterr().err
    score([Candidate(ConnectomeRegressor(brain, **QUICK), y)], X, label="search")
    assert capsys.readouterr().err == ""


def test_a_network_is_let_go_as_soon_as_it_is_scored(brain, small_cohort):
    X, age = small_cohort
    scored, alive = [], []

    def scorer(estimator, X, y):
        gc.collect()
        alive.append(sum(each() is not None for each in scored))
        scored.append(weakref.ref(estimator))
        return 0.0

    network = ConnectomeRegressor(brain, n_members=1, max_epochs=1, random_state=0)
    candidates = [
        Candidate(clone(network).set_params(lambda_wiring=each), age) for each in (0, 0.01, 0.1)
    ]
    score_in_stacks(candidates, X, list(KFold(2).split(X)), Scoring(scorer, {}))
    assert len(scored) == 6
    assert max(alive) <= 1  # the one before, until the next is taken
