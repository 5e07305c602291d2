import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import config_context
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import BrainAgeRegressor, ConformalRegressor, ConnectomeRegressor
from sk_ccnn.estimators import TargetFolds

QUICK = {"n_members": 3, "max_epochs": 3, "random_state": 0}
COVERAGES = pytest.mark.parametrize("coverage", [0.3, 0.5, 0.8, 0.9, 0.95])


def people(n, seed=0):
    """Give people whose target is noisier the larger the first feature is."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 5))
    return X, X @ np.arange(5.0) + np.exp(X[:, 0]) * random.standard_t(4, n)


@COVERAGES
def test_bounds_are_those_of_mapie(coverage):
    mapie = pytest.importorskip("mapie.regression")
    (X, y), (new, _) = people(60), people(30, 1)
    its = mapie.CrossConformalRegressor(Ridge(), confidence_level=coverage, cv=TargetFolds(5))
    expected = its.fit_conformalize(X, y).predict_interval(new)[1][:, :, 0]
    found = ConformalRegressor(Ridge()).fit(X, y).predict_interval(new, coverage)
    assert_allclose(found, expected, rtol=1e-12)


def test_bounds_of_groups_are_those_of_mapie():
    mapie = pytest.importorskip("mapie.regression")
    X, y = people(60)
    groups = np.arange(60) // 4
    its = mapie.CrossConformalRegressor(Ridge(), confidence_level=0.8, cv=GroupKFold(4))
    expected = its.fit_conformalize(X, y, groups=groups).predict_interval(X)[1][:, :, 0]
    ours = ConformalRegressor(Ridge(), cv=4).fit(X, y, groups=groups)
    assert_allclose(ours.predict_interval(X, 0.8), expected, rtol=1e-12)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.95])
def test_the_share_that_was_asked_for_is_covered_whatever_the_noise(coverage):
    (X, y), (new, truth) = people(400), people(4000, 1)
    low, high = ConformalRegressor(Ridge()).fit(X, y).predict_interval(new, coverage).T
    # The share depends on the 400 people: its standard deviation is at most .025.
    assert abs(((low <= truth) & (truth <= high)).mean() - coverage) < 0.05


@pytest.mark.parametrize("adaptive", [True, False])
def test_more_coverage_is_wider(cohort, adaptive):
    X, y = cohort
    model = ConformalRegressor(ConnectomeRegressor(**QUICK), adaptive=adaptive).fit(X, y)
    widths = [np.ptp(model.predict_interval(X, c), axis=1) for c in (0.2, 0.5, 0.8, 0.9, 0.95)]
    assert (np.diff(widths, axis=0) >= 0).all()


def test_intervals_are_wider_where_members_disagree(cohort):
    X, y = cohort
    model = ConformalRegressor(ConnectomeRegressor(**QUICK)).fit(X, y)
    width = np.ptp(model.predict_interval(X), axis=1)
    model.set_params(adaptive=False)
    assert np.ptp(width) > np.ptp(np.ptp(model.predict_interval(X), axis=1))


class Memory(RegressorMixin, BaseEstimator):
    """Knows its training subjects by heart, and says 0 about others."""

    def fit(self, X, y, sample_weight=None):
        self.known_ = dict(zip(np.asarray(X)[:, 0], y, strict=True))
        self.weight_ = sample_weight
        return self

    def predict(self, X):
        return np.array([self.known_.get(key, 0.0) for key in np.asarray(X)[:, 0]])


def test_what_was_learned_by_heart_makes_nobody_sure():
    y = np.random.default_rng(0).normal(0, 7, 200)
    X = np.arange(200.0)[:, None]
    model = ConformalRegressor(Memory()).fit(X, y)
    mean, std = model.predict(X, return_std=True)
    assert (mean == y).all()
    assert_allclose(std, np.sqrt(np.mean(y**2)))


def test_groups_and_weights_reach_the_folds():
    X, y = np.arange(60.0)[:, None], np.random.default_rng(0).normal(size=60)
    groups, weight = np.arange(60) // 4, np.linspace(1, 2, 60)
    model = ConformalRegressor(Memory(), cv=3).fit(X, y, sample_weight=weight, groups=groups)
    for number, each in enumerate(model.fold_estimators_):
        seen = np.array(list(each.known_), dtype=int)
        assert set(seen) == set(np.flatnonzero(model.fold_ != number))
        assert not set(groups[seen]) & set(groups[model.fold_ == number])
        assert (each.weight_ == weight[seen]).all()


def test_groups_are_routed():
    X, y = people(40)
    groups = np.arange(40) // 4
    alone = ConformalRegressor(Ridge(), cv=GroupKFold(4)).fit(X, y, groups=groups)
    with config_context(enable_metadata_routing=True):
        routed = ConformalRegressor(Ridge(), cv=GroupKFold(4)).fit(X, y, groups=groups)
    assert (alone.predict_interval(X) == routed.predict_interval(X)).all()


def test_a_weight_of_zero_has_no_part_in_the_quantiles():
    X, y = people(60)
    y[::6] += 1000
    weight = np.ones(60)
    weight[::6] = 0
    model = ConformalRegressor(LinearRegression()).fit(X, y, sample_weight=weight)
    assert np.ptp(model.predict_interval(X), axis=1).max() < 60
    assert model.residual_noise_.std < 30


def test_test_rows_change_nothing_in_what_was_learned(cohort):
    X, y = cohort
    train, test = next(KFold(4, shuffle=True, random_state=0).split(X))
    noise = X.copy()
    noise[test] = np.random.default_rng(1).normal(0, 9, X[test].shape)
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(**QUICK))
    models = [ConformalRegressor(model).fit(each[train], y[train]) for each in (X, noise)]
    bounds = [each.predict_interval(X[test]) for each in models]
    assert (bounds[0] == bounds[1]).all()
    # Nor does one test row change the interval of another.
    together = models[0].predict_interval(noise[test])
    apart = np.concatenate([models[0].predict_interval(row[None]) for row in noise[test]])
    assert_allclose(together, apart, rtol=1e-5)


def around(name):
    network = ConnectomeRegressor(**QUICK)
    pipeline = make_pipeline(StandardScaler(), network)
    return {
        "network": network,
        "pipeline": pipeline,
        "search": GridSearchCV(pipeline, {"connectomeregressor__alpha": [1.0]}, cv=2),
        "brain age": BrainAgeRegressor(network, cv=2),
    }[name]


@pytest.mark.parametrize("name", ["network", "pipeline", "search", "brain age"])
def test_members_are_found_in_whatever_is_around_a_network(cohort, name):
    X, y = cohort
    model = ConformalRegressor(around(name), cv=2).fit(X, y)
    assert (model.spread_ > 0).all()
    mean, std = model.predict(X, return_std=True)
    assert_allclose(mean, clone(around(name)).fit(X, y).predict(X), rtol=1e-5)
    assert (std >= model.residual_noise_.std).all()


@pytest.mark.parametrize("coverage", [0, 1, -0.1, 1.5, 90, "0.9", None, True, np.nan])
def test_a_coverage_that_is_none_is_refused(coverage):
    model = ConformalRegressor(Ridge()).fit(*people(20))
    with pytest.raises(ValueError, match="coverage must be a number between 0 and 1, got"):
        model.predict_interval(people(3)[0], coverage)


def test_too_few_subjects_for_a_coverage_are_refused():
    X, y = people(20)
    model = ConformalRegressor(Ridge(), cv=2).fit(X[:8], y[:8])
    message = "coverage=0.9 needs at least 9 training subjects, fit had 8: .* at most 8/9 can"
    with pytest.raises(ValueError, match=message):
        model.predict_interval(X)
    assert np.isfinite(model.fit(X[:9], y[:9]).predict_interval(X, 0.9)).all()
    with pytest.raises(ValueError, match="needs at least 19 training subjects, fit had 9"):
        model.predict_interval(X, 0.95)


def test_classifiers_are_refused_and_told_what_there_is_for_them():
    X, y = people(20)
    with pytest.raises(ValueError, match="must be a regressor, got .*CalibratedClassifierCV"):
        ConformalRegressor(LogisticRegression()).fit(X, y > 0)


def test_folds_that_do_not_test_everybody_once_are_refused():
    X, y = people(20)
    with pytest.raises(ValueError, match="each of the 20 subjects into one test set"):
        ConformalRegressor(Ridge(), cv=[(np.arange(10), np.arange(10, 20))]).fit(X, y)
