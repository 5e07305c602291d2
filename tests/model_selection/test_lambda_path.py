import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, KFold, LeaveOneOut, cross_validate

from sk_ccnn import (
    ConnectomeClassifier,
    ConnectomeClassifierCV,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
)
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.model_selection import LambdaPathCV
from sk_ccnn.training import StackNet

QUICK = {"n_members": 1, "max_epochs": 15, "lr": 0.03, "random_state": 0}
CV = KFold(3)


@pytest.fixture(scope="module")
def fitted(brain, small_cohort):
    return ConnectomeRegressorCV(brain, n_lambdas=6, cv=CV, **QUICK).fit(*small_cohort)


def plain(brain, value, **changes):
    """Give the network that is not chosen but told its strength."""
    return ConnectomeRegressor(brain, lambda_wiring=float(value), **QUICK | changes)


def test_the_path_begins_at_the_smallest_strength_that_leaves_no_wire(fitted, brain, small_cohort):
    first = fitted.lambdas_[0]
    assert plain(brain, first).fit(*small_cohort).n_connections_ == 0
    assert plain(brain, first / 1.3).fit(*small_cohort).n_connections_ > 0


@pytest.mark.parametrize("lr", [1e-4, 0.3])
def test_the_beginning_is_found_however_far_it_is(lr, brain, small_cohort):
    model = ConnectomeRegressorCV(brain, n_lambdas=1, cv=2, **QUICK | {"lr": lr})
    (first,) = model.fit(*small_cohort).lambdas_
    assert plain(brain, first, lr=lr).fit(*small_cohort).n_connections_ == 0
    assert plain(brain, first / 1.3, lr=lr).fit(*small_cohort).n_connections_ > 0


def test_the_path_runs_downwards_evenly_on_a_log_scale_and_then_to_0(fitted):
    *above, last = fitted.lambdas_
    assert len(above) == 5 and last == 0
    assert above[-1] == pytest.approx(1e-3 * above[0])
    assert_allclose(np.diff(np.log(above)), np.log(1e-3) / 4)


def test_scores_and_densities_are_those_of_cross_validation(fitted, brain, small_cohort):
    def density(estimator, X, y):
        return estimator.density_

    scoring = {"score": "r2", "density": density}
    for place in (1, 5):
        model = plain(brain, fitted.lambdas_[place])
        expected = cross_validate(model, *small_cohort, cv=CV, scoring=scoring)
        assert_allclose(fitted.score_path_[place], expected["test_score"], rtol=0, atol=1e-9)
        assert_allclose(fitted.density_path_[place], expected["test_density"], rtol=0, atol=1e-9)
    assert (fitted.density_path_[0] < fitted.density_path_[-1]).all()


def test_the_strength_with_the_best_mean_score_is_chosen_from_the_path(fitted):
    assert type(fitted.lambda_wiring_) is float
    assert fitted.lambda_wiring_ == fitted.lambdas_[fitted.score_path_.mean(axis=1).argmax()]


def test_the_choice_of_one_standard_error_is_never_less_sparse(fitted, brain, small_cohort):
    model = ConnectomeRegressorCV(brain, n_lambdas=6, cv=CV, one_standard_error=True, **QUICK)
    model.fit(*small_cohort)
    assert np.array_equal(model.score_path_, fitted.score_path_)
    assert model.lambda_wiring_ >= fitted.lambda_wiring_
    assert model.density_ <= fitted.density_


def test_the_members_that_keep_wires_longest_decide_where_the_path_begins(brain, small_cohort):
    options = QUICK | {"n_members": 4}
    model = ConnectomeRegressorCV(brain, n_lambdas=2, cv=2, **options).fit(*small_cohort)
    first, last = model.lambdas_
    assert last == 0
    assert plain(brain, first, n_members=4).fit(*small_cohort).n_connections_ == 0
    assert plain(brain, first / 1.3, n_members=4).fit(*small_cohort).n_connections_ > 0


def test_the_start_is_sought_by_few_networks_with_a_bar(brain, small_cohort, monkeypatch, capsys):
    trained = []
    train = StackNet.train

    def counted(self, *args):
        trained.append(self.n_members)
        return train(self, *args)

    monkeypatch.setattr(StackNet, "train", counted)
    options = QUICK | {"n_members": 5, "verbose": 1}
    ConnectomeRegressorCV(brain, n_lambdas=20, cv=5, **options).fit(*small_cohort)
    *for_start, on_folds, last = np.split(np.array(trained), [1, 2, len(trained) - 1])
    assert [sizes.tolist() for sizes in for_start] == [[16], [35]]
    assert on_folds.sum() == 5 * 20 * 5 and last == 5
    err = capsys.readouterr().err
    assert "start of the lambda path: 100%" in err and "lambda path: 100%" in err


@pytest.mark.parametrize(
    ("lambdas", "sign", "message"),
    [
        ([1e3, 1e2, 1e-4], -1, "lambda_wiring=1e.03; no wire between regions is left there"),
        ([1e-6, 1e-7, 1e-8], -1, "lambda_wiring=1e-06; larger ones may be better"),
        ([1.0, 0.1, 0.01], 1, "lambda_wiring=0.01; smaller ones may be better"),
        ([1.0, 0.1, 0.0], 1, "lambda_wiring=0; the wiring cost did not help"),
    ],
)
def test_a_best_at_the_end_of_the_path_is_said(lambdas, sign, message, brain, small_cohort):
    def at_one_end(estimator, X, y):
        return -sign * estimator.lambda_wiring

    model = ConnectomeRegressorCV(brain, lambdas=lambdas, cv=2, scoring=at_one_end, **QUICK)
    with pytest.warns(UserWarning, match=message) as warned:
        model.fit(*small_cohort)
    own = [each for each in warned if each.category is not UnnamedRegionsWarning]
    assert [each.filename for each in own] == [__file__]


def test_a_best_within_the_path_is_no_news(brain, small_cohort):
    def near_a_tenth(estimator, X, y):
        return -abs(estimator.lambda_wiring - 0.1)

    model = ConnectomeRegressorCV(
        brain, lambdas=[0.0, 0.1, 1.0], cv=2, scoring=near_a_tenth, **QUICK
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model.fit(*small_cohort)
        model.set_params(lambdas=[0.1]).fit(*small_cohort)  # one is no path
    assert model.lambda_wiring_ == 0.1


def test_strengths_that_are_given_are_the_path(brain, small_cohort):
    model = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.3, 0.01, 0.3], cv=2, **QUICK)
    model.fit(*small_cohort)
    assert model.lambdas_.tolist() == [0.3, 0.01, 0.0]
    assert model.score_path_.shape == model.density_path_.shape == (3, 2)


@pytest.mark.parametrize("lambdas", [[-1.0, 0.1], [], [np.nan], [np.inf]])
def test_strengths_that_are_none_are_refused(lambdas, brain, small_cohort):
    model = ConnectomeRegressorCV(brain, lambdas=lambdas)
    with pytest.raises(ValueError, match="lambdas must be finite and >= 0, got"):
        model.fit(*small_cohort)


def test_a_network_without_wires_has_no_path(brain, small_cohort):
    model = ConnectomeRegressorCV(brain, architecture="linear", **QUICK)
    with pytest.raises(ValueError, match="no wires between regions, so no lambda_wiring"):
        model.fit(*small_cohort)


def test_weights_of_subjects_reach_the_folds_and_the_last_fit(brain, small_cohort):
    X, y = small_cohort
    weight = np.where(np.arange(60) < 40, 1.0, 0.0)
    model = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.1], cv=2, **QUICK)
    model.fit(X, y, sample_weight=weight)
    again = plain(brain, model.lambda_wiring_).fit(X, y, sample_weight=weight)
    assert np.array_equal(model.predict(X), again.predict(X))
    first = plain(brain, model.lambdas_[0]).fit(X[30:], y[30:], sample_weight=weight[30:])
    expected = first.score(X[:30], y[:30], sample_weight=weight[:30])
    assert model.score_path_[0, 0] == pytest.approx(expected, abs=1e-9)


def test_a_subject_of_weight_two_is_the_subject_twice_in_the_scores_too(brain, small_cohort):
    X, y = small_cohort
    times = np.arange(60) % 3
    rows = np.repeat(np.arange(60), times)

    def fit(X, y, fold, **options):
        cv = [(np.flatnonzero(fold == 1 - each), np.flatnonzero(fold == each)) for each in (0, 1)]
        model = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.01, 0.1, 1.0], cv=cv, **QUICK)
        return model.fit(X, y, **options)

    fold = np.arange(60) // 30
    weighted = fit(X, y, fold, sample_weight=times.astype(float))
    repeated = fit(X[rows], y[rows], fold[rows])
    assert_allclose(weighted.score_path_, repeated.score_path_, rtol=0, atol=1e-6)
    assert weighted.lambda_wiring_ == repeated.lambda_wiring_


def test_a_scorer_of_ones_own_need_not_know_of_weights(brain, small_cohort):
    def largest_error(estimator, X, y):
        return -np.abs(y - estimator.predict(X)).max()

    X, y = small_cohort
    model = ConnectomeRegressorCV(brain, lambdas=[0.1], cv=2, scoring=largest_error, **QUICK)
    model.fit(X, y, sample_weight=np.linspace(0, 2, 60))
    assert (model.score_path_ < 0).all()


def test_groups_stay_together(brain, small_cohort):
    X, y = small_cohort
    sites = np.arange(60) % 7
    model = ConnectomeRegressorCV(brain, lambdas=[0.1], cv=GroupKFold(3), **QUICK)
    model.fit(X, y, groups=sites)
    expected = cross_validate(plain(brain, 0.1), X, y, groups=sites, cv=GroupKFold(3))
    assert_allclose(model.score_path_[0], expected["test_score"], rtol=0, atol=1e-9)
    with pytest.raises(ValueError, match="'groups' parameter should not be None"):
        model.fit(X, y)


def test_lists_are_taken_like_arrays(fitted, brain, small_cohort):
    X, y = small_cohort
    model = ConnectomeRegressorCV(brain, n_lambdas=6, cv=CV, **QUICK)
    model.fit(X.tolist(), y.tolist())
    assert np.array_equal(model.score_path_, fitted.score_path_)
    matrices = X[:, :5, None] + X[:, None, :5]
    options = {"lambdas": [0.1], "cv": 2} | QUICK
    lists = ConnectomeRegressorCV(**options).fit(list(matrices), y)
    assert np.array_equal(
        lists.predict(matrices), ConnectomeRegressorCV(**options).fit(matrices, y).predict(matrices)
    )


@pytest.mark.parametrize("random_state", [None, np.random.RandomState(0)])
def test_all_strengths_share_their_seeds_even_where_none_is_given(
    random_state, brain, small_cohort
):
    options = QUICK | {"random_state": random_state}
    model = ConnectomeRegressorCV(brain, lambdas=[1e-15, 0.0], cv=2, **options)
    model.fit(*small_cohort)
    # Other seeds would differ by far more than so weak a cost does.
    assert_allclose(*model.score_path_, rtol=0, atol=1e-5)
    assert model.random_state is random_state


def test_less_memory_changes_nothing(fitted, brain, small_cohort):
    lambdas = fitted.lambdas_[:3]
    model = ConnectomeRegressorCV(brain, lambdas=lambdas, cv=CV, max_stack_memory=1e-3, **QUICK)
    model.fit(*small_cohort)
    assert_allclose(model.score_path_, fitted.score_path_[:3], rtol=0, atol=1e-9)


def test_a_network_that_diverges_is_an_error(brain, small_cohort):
    model = ConnectomeRegressorCV(brain, lambdas=[0.0], **QUICK | {"lr": 1e30})
    with pytest.raises(FloatingPointError, match="lower lr"):
        model.fit(*small_cohort)


def test_what_the_path_decides_is_no_parameter(fitted):
    names = set(fitted.get_params())
    assert not names & {"lambda_wiring", "warm_start"}
    assert {"lambdas", "n_lambdas", "eps", "one_standard_error", "cv"} < names
    assert not hasattr(fitted, "lambda_wiring")
    copy = clone(fitted)
    assert set(copy.get_params()) == names
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_where_r2_is_not_defined_the_squared_error_decides_unless_r2_was_asked_for(
    brain, small_cohort
):
    X, y = (each[:12] for each in small_cohort)
    options = QUICK | {"lambdas": [0.0, 0.3], "cv": LeaveOneOut()}
    by_default = ConnectomeRegressorCV(brain, **options).fit(X, y)
    asked = ConnectomeRegressorCV(brain, scoring="neg_mean_squared_error", **options).fit(X, y)
    np.testing.assert_array_equal(by_default.score_path_, asked.score_path_)
    assert np.isfinite(by_default.score_path_).all()


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


@pytest.mark.parametrize("around", [False, True])
@pytest.mark.parametrize("is_classes", [False, True])
def test_folds_that_cannot_be_scored_are_an_error_before_any_training(
    around, is_classes, brain, small_cohort
):
    X, y = small_cohort
    options = {"cv": LeaveOneOut(), "scoring": "roc_auc" if is_classes else "r2"}
    plain = ConnectomeClassifier if is_classes else ConnectomeRegressor
    chooses = ConnectomeClassifierCV if is_classes else ConnectomeRegressorCV
    if around:
        model = LambdaPathCV(plain(brain, architecture=never), **options)
    else:
        model = chooses(brain, architecture=never, **options)
    with pytest.raises(ValueError, match="is not defined in folds 1 to 60 of 60: fold 1 has one"):
        model.fit(X, y > np.median(y) if is_classes else y)


@pytest.mark.parametrize("one_standard_error", [False, True])
def test_nothing_is_chosen_by_a_score_that_is_not_defined(one_standard_error, brain, small_cohort):
    def undefined(estimator, X, y):
        return np.nan if 41.09493465 in np.round(y, 8) else 0.5

    model = ConnectomeRegressorCV(
        brain,
        lambdas=[0.1, 0.2],
        cv=3,
        scoring=undefined,
        one_standard_error=one_standard_error,
        **QUICK,
    )
    with pytest.raises(ValueError, match="undefined is not defined in fold [123] of 3, so that no"):
        model.fit(*small_cohort)
