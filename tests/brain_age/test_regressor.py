import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn import config_context
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, ShuffleSplit, cross_validate
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.preprocessing import ConfoundRegressor


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1]


def test_correction_takes_age_out_of_the_gap_of_unseen_subjects(cohort):
    X, age = cohort
    model = BrainAgeRegressor(RidgeCV()).fit(X[:120], age[:120])
    gaps = [model.predict_gap(X[120:], age[120:], corrected=each) for each in (False, True)]
    before, after = (correlation(gap, age[120:]) for gap in gaps)
    assert before < -0.4
    assert abs(after) < abs(before) / 2


@pytest.mark.parametrize("correction", ["beheshti", "cole", None])
def test_predict_is_that_of_the_regressor_alone_whatever_the_correction(cohort, correction):
    X, age = cohort
    model = BrainAgeRegressor(Ridge(), correction=correction).fit(X, age)
    alone = Ridge().fit(X, age).predict(X)
    assert_allclose(model.predict(X), alone)
    assert_allclose(model.predict_gap(X, age, corrected=False), alone - age)


def test_line_is_learned_out_of_fold(cohort):
    X, age = cohort
    by_heart = BrainAgeRegressor(KNeighborsRegressor(1)).fit(X, age)
    assert_allclose(by_heart.predict(X), age)
    assert by_heart.slope_ < 0.8
    assert_allclose(
        np.polyfit(age, by_heart.out_of_fold_, 1), [by_heart.slope_, by_heart.intercept_]
    )


def test_fitted_state_is_the_same_when_the_test_rows_are_noise(cohort):
    X, age = cohort
    random = np.random.default_rng(1)
    train, test = next(KFold(4, shuffle=True, random_state=0).split(X))
    noise, ages = X.copy(), age.copy()
    noise[test], ages[test] = random.normal(size=X[test].shape), random.uniform(0, 200, len(test))
    fitted = [
        cross_validate(
            BrainAgeRegressor(make_pipeline(StandardScaler(), Ridge())),
            *given,
            cv=[(train, test)],
            return_estimator=True,
        )["estimator"][0]
        for given in [(X, age), (noise, ages)]
    ]
    assert fitted[0].slope_ == fitted[1].slope_
    assert fitted[0].intercept_ == fitted[1].intercept_
    assert (fitted[0].out_of_fold_ == fitted[1].out_of_fold_).all()
    assert (fitted[0].predict(X) == fitted[1].predict(X)).all()


@pytest.mark.parametrize("correction", ["beheshti", "cole"])
def test_std_is_that_over_the_members_and_stretched_as_the_gap_is(cohort, correction):
    X, age = cohort
    network = ConnectomeRegressor(n_members=2, max_epochs=8, loss="squared_error", random_state=0)
    model = BrainAgeRegressor(network, correction=correction, cv=2).fit(X, age)
    gap, std = model.predict_gap(X, age, return_std=True)
    raw_gap, raw = model.predict_gap(X, age, corrected=False, return_std=True)
    stretch = 1 / model.slope_ if correction == "cole" else 1
    assert_allclose(std, raw * stretch)
    assert (raw > 0).any() and raw.shape == gap.shape == raw_gap.shape


def test_std_is_over_the_folds_or_nan_where_there_are_no_members(cohort):
    X, age = cohort
    model = BrainAgeRegressor(Ridge()).fit(X, age)
    expected = np.std([each.predict(X) for each in model.fold_estimators_], axis=0, ddof=1)
    assert_allclose(model.predict_gap(X, age, return_std=True)[1], expected)
    model = BrainAgeRegressor(Ridge(), correction=None).fit(X, age)
    assert np.isnan(model.predict_gap(X, age, return_std=True)[1]).all()


def test_names_of_columns_and_three_dimensional_input_go_through(cohort):
    X, age = cohort
    frame = pd.DataFrame(X, columns=[f"region {k}" for k in range(10)])
    assert list(BrainAgeRegressor(Ridge()).fit(frame, age).feature_names_in_) == list(frame)
    matrices = np.einsum("ni,nj->nij", X[:, :4], X[:, :4])
    network = ConnectomeRegressor(n_members=1, max_epochs=1, random_state=0)
    assert BrainAgeRegressor(network, cv=2).fit(matrices, age).predict(matrices).shape == (200,)


def test_it_can_be_searched(cohort):
    X, age = cohort
    search = GridSearchCV(BrainAgeRegressor(Ridge(), cv=2), {"estimator__alpha": [1.0, 1e6]}, cv=2)
    assert search.fit(X, age).best_params_ == {"estimator__alpha": 1.0}


class Recorder(RegressorMixin, BaseEstimator):
    """Remembers what `fit` was given."""

    def fit(self, X, y, sample_weight=None):
        self.given_ = np.asarray(X)[:, 0], sample_weight
        self.is_fitted_ = True
        return self

    def predict(self, X):
        return np.asarray(X)[:, 0]


@pytest.mark.parametrize("routing", [False, True])
def test_weights_and_groups_reach_the_folds(cohort, routing):
    X, age = cohort
    X = np.column_stack([np.arange(200.0), X])
    weight, groups = np.random.default_rng(0).uniform(1, 2, 200), np.arange(200) // 4
    with config_context(enable_metadata_routing=routing):
        recorder = Recorder().set_fit_request(sample_weight=True) if routing else Recorder()
        model = BrainAgeRegressor(recorder, cv=GroupKFold(4))
        model.fit(X, age, sample_weight=weight, groups=groups)
    assert (model.estimator_.given_[1] == weight).all()
    for each in model.fold_estimators_:
        rows = each.given_[0].astype(int)
        assert (each.given_[1] == weight[rows]).all()
        assert not set(groups[rows]) & set(groups[np.setdiff1d(np.arange(200), rows)])


def test_weights_move_the_line(cohort):
    X, age = cohort
    young = np.where(age < 50, 1.0, 1e-3)
    plain, weighted = BrainAgeRegressor(DummyRegressor()), BrainAgeRegressor(DummyRegressor())
    plain.fit(X, age)
    weighted.fit(X, age, sample_weight=young)
    assert weighted.intercept_ < plain.intercept_ - 5


def test_weights_reach_the_last_step_of_a_pipeline(cohort):
    X, age = cohort
    weight = np.where(age < 50, 1.0, 1e-3)
    model = BrainAgeRegressor(make_pipeline(StandardScaler(), Ridge()))
    model.fit(X, age, sample_weight=weight)
    alone = make_pipeline(StandardScaler(), Ridge()).fit(X, age, ridge__sample_weight=weight)
    assert_allclose(model.predict(X), alone.predict(X))


def test_weights_and_groups_are_routed_through_a_cross_validation(cohort):
    X, age = cohort
    groups, weight = np.arange(200) // 4, np.random.default_rng(0).uniform(1, 2, 200)
    with config_context(enable_metadata_routing=True):
        ridge = Ridge().set_fit_request(sample_weight=True)
        model = BrainAgeRegressor(ridge).set_fit_request(sample_weight=True)
        model.set_score_request(sample_weight=False)
        done = cross_validate(
            model,
            X,
            age,
            cv=GroupKFold(3),
            params={"groups": groups, "sample_weight": weight},
            return_estimator=True,
            return_indices=True,
            error_score="raise",
        )
    train = done["indices"]["train"][0]
    alone = BrainAgeRegressor(Ridge())
    alone.fit(X[train], age[train], sample_weight=weight[train], groups=groups[train])
    assert_allclose(done["estimator"][0].slope_, alone.slope_)


def test_confounds_of_a_pipeline_reach_fit_predict_gap_report_and_score(cohort):
    X, age = cohort
    site = np.random.default_rng(3).choice(["A", "B"], 200)
    X = X + 5.0 * (site == "B")[:, None]
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(ConfoundRegressor(), Ridge())
        model = BrainAgeRegressor(pipeline).fit(X[:150], age[:150], confounds=site[:150])
        given = (X[150:], age[150:])
        r2 = model.report(*given, confounds=site[150:]).scores.loc["uncorrected", "R²"]
        assert model.score(*given, confounds=site[150:]) == pytest.approx(r2)
        _, std = model.predict_gap(*given, return_std=True, confounds=site[150:])
        done = cross_validate(
            BrainAgeRegressor(pipeline), X, age, params={"confounds": site}, error_score="raise"
        )
    assert (std > 0).all()
    assert done["test_score"].mean() > 0.3


def test_confounds_without_routing_are_refused(cohort):
    X, age = cohort
    model = BrainAgeRegressor(Ridge()).fit(X, age)
    with pytest.raises(ValueError, match="enable_metadata_routing"):
        model.predict(X, confounds=age)


def test_a_fit_that_fails_leaves_the_model_as_it_was(cohort):
    X, age = cohort
    model = BrainAgeRegressor(Ridge(), correction="cole").fit(X, age)
    before, model.estimator = model.predict(X), DummyRegressor()
    with pytest.raises(ValueError, match="divides by the slope"):
        model.fit(X, age)
    assert (model.predict(X) == before).all()


@pytest.mark.parametrize(
    ("model", "fit_params", "message"),
    [
        (BrainAgeRegressor(LogisticRegression()), {}, "must be a regressor, got LogisticReg"),
        (BrainAgeRegressor(Ridge(), correction="smith"), {}, "'correction' parameter"),
        (BrainAgeRegressor(Ridge(), cv=300), {}, "300 folds need as many subjects, got 200"),
        (BrainAgeRegressor(KNeighborsRegressor()), {"sample_weight": np.ones(200)}, "takes no"),
        (BrainAgeRegressor(Ridge()), {"sample_weight": -np.ones(200)}, "[Nn]egative"),
    ],
)
def test_input_that_does_not_fit_says_what_was_needed(cohort, model, fit_params, message):
    X, age = cohort
    with pytest.raises(ValueError, match=message):
        model.fit(X, age, **fit_params)


def test_ages_must_be_as_many_as_subjects(cohort):
    X, age = cohort
    model = BrainAgeRegressor(SVR()).fit(X, age)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        model.predict_gap(X, age[:7])


@pytest.mark.parametrize(
    ("cv", "groups", "message"),
    [
        (5, np.arange(200) % 3, "5 inner folds need as many groups, got 3"),
        (GroupKFold(4), np.arange(200) % 3, "n_splits=4 greater than the number of groups: 3"),
        (ShuffleSplit(2, random_state=0), None, "each of the 200 subjects into one test set"),
    ],
)
def test_inner_folds_that_cannot_be_made_are_an_error_before_any_fit(cv, groups, message, cohort):
    class Never(RegressorMixin, BaseEstimator):
        def fit(self, X, y):
            raise AssertionError("a model was fitted")

        def predict(self, X):
            raise AssertionError

    params = {} if groups is None else {"groups": groups}
    with pytest.raises(ValueError, match=message):
        BrainAgeRegressor(Never(), cv=cv).fit(*cohort, **params)


def test_a_progress_bar_counts_the_inner_folds(cohort, capsys):
    BrainAgeRegressor(LinearRegression(), cv=3, verbose=1).fit(*cohort)
    assert "3/3" in capsys.readouterr().err
    BrainAgeRegressor(LinearRegression(), cv=3).fit(*cohort)
    assert not capsys.readouterr().err
