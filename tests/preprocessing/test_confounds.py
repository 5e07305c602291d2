import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn import config_context
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn.preprocessing import ConfoundRegressor


@parametrize_with_checks([ConfoundRegressor(), ConfoundRegressor(0, model="spline", n_knots=3)])
@pytest.mark.filterwarnings("ignore:no confounds were given")
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)


def cohort(n=200, seed=0):
    """Thickness of three regions that falls with age and differs between sites."""
    random = np.random.default_rng(seed)
    confounds = pd.DataFrame(
        {"age": random.uniform(20, 80, n), "site": random.choice(["A", "B", "C"], n)}
    )
    effects = -0.01 * confounds["age"] + confounds["site"].map({"A": 0.0, "B": 0.3, "C": -0.6})
    X = 2.5 + effects.to_numpy()[:, None] * [1.0, 0.5, 0.0] + random.normal(0, 0.1, (n, 3))
    return pd.DataFrame(X, columns=["frontal", "parietal", "insula"]), confounds


@pytest.mark.parametrize("model", ["linear", "spline"])
def test_nothing_linear_in_age_and_no_mean_of_a_site_is_left(model):
    X, confounds = cohort()
    left = ConfoundRegressor(model=model, keep_mean=False).fit_transform(X, confounds=confounds)
    assert_allclose(left.T @ confounds["age"], 0, atol=1e-7)
    for site in "ABC":
        assert_allclose(left[confounds["site"] == site].mean(axis=0), 0, atol=1e-12)


def test_means_are_kept_unless_they_are_not_wanted():
    X, confounds = cohort()
    kept = ConfoundRegressor().fit_transform(X, confounds=confounds)
    assert_allclose(kept.mean(axis=0), X.mean(axis=0))
    removed = ConfoundRegressor(keep_mean=False).fit_transform(X, confounds=confounds)
    assert_allclose(kept - removed, np.tile(X.mean(axis=0), (len(X), 1)))


@pytest.mark.parametrize("columns", [["age", "site"], [1, 3], ("age", 3)])
def test_columns_of_x_do_as_confounds_beside_it_and_leave_the_output(columns):
    X, confounds = cohort()
    beside = ConfoundRegressor().fit_transform(X, confounds=confounds)
    mixed = X.assign(**confounds)[["frontal", "age", "parietal", "site", "insula"]]
    regressor = ConfoundRegressor(columns).set_output(transform="pandas")
    left = regressor.fit_transform(mixed)
    assert list(left.columns) == list(regressor.get_feature_names_out()) == list(X.columns)
    assert_allclose(left, beside)
    assert_allclose(regressor.transform(mixed[:5]), beside[:5])


def test_columns_of_an_array_keep_their_numbers_in_the_names():
    X = np.random.default_rng(0).normal(size=(30, 4))
    regressor = ConfoundRegressor(2).fit(X)
    assert regressor.get_feature_names_out().tolist() == ["x0", "x1", "x3"]
    assert regressor.transform(X).shape == (30, 3)


def test_a_spline_removes_the_curve_that_a_line_leaves():
    age = np.linspace(20, 80, 300)
    X = ((age - 50) ** 2)[:, None]
    left = {
        m: ConfoundRegressor(model=m).fit_transform(X, confounds=age) for m in ("linear", "spline")
    }
    assert left["linear"].std() == pytest.approx(X.std())
    assert left["spline"].std() < 1e-6 * X.std()


def test_a_spline_stays_level_beyond_the_ages_that_were_seen():
    age = np.linspace(20, 80, 300)
    regressor = ConfoundRegressor(model="spline").fit(age[:, None] ** 2, confounds=age)
    ends, beyond = np.array([20.0, 80.0]), np.array([1.0, 120.0])
    zeros = np.zeros((2, 1))
    assert_allclose(
        regressor.transform(zeros, confounds=beyond), regressor.transform(zeros, confounds=ends)
    )


def test_an_unknown_site_is_an_error_unless_it_may_be_the_mean_of_the_known_ones():
    X, confounds = cohort()
    new = confounds[:6].assign(site=["A", "B", "C", "D", "D", "D"], age=50.0)
    with pytest.raises(ValueError, match=r"'site' holds \['D'\], but .* hold .*unknown='ignore'"):
        ConfoundRegressor().fit(X, confounds=confounds).transform(X[:6], confounds=new)
    lenient = ConfoundRegressor(unknown="ignore").fit(X, confounds=confounds)
    removed = -lenient.transform(np.zeros((6, 3)), confounds=new)
    assert_allclose(removed[3:], np.tile(removed[:3].mean(axis=0), (3, 1)), atol=1e-10)


def test_numbers_of_sites_are_categories_where_one_says_so():
    X, confounds = cohort()
    numbers = confounds.assign(site=confounds["site"].map({"A": 10, "B": 20, "C": 30}))
    expected = ConfoundRegressor().fit_transform(X, confounds=confounds)
    for named in (["site"], [1]):
        told = ConfoundRegressor(categorical=named).fit_transform(X, confounds=numbers)
        assert_allclose(told, expected)
    assert not np.allclose(ConfoundRegressor().fit_transform(X, confounds=numbers), expected)
    digits = numbers.assign(site=numbers["site"].astype(str))
    assert_allclose(ConfoundRegressor().fit_transform(X, confounds=digits), expected)


def test_patients_have_no_part_in_what_controls_teach():
    X, confounds = cohort()
    healthy = np.arange(len(X)) < 150
    changed = X.copy()
    changed[~healthy] = np.random.default_rng(1).normal(9, 5, (50, 3))
    fits = [ConfoundRegressor().fit(x, confounds=confounds, controls=healthy) for x in (X, changed)]
    expected = ConfoundRegressor().fit(X[:150], confounds=confounds[:150])
    for each in fits:
        assert_allclose(each.regression_.coef_, expected.regression_.coef_, rtol=1e-10)
        assert_allclose(each.mean_, expected.mean_)


def test_without_confounds_nothing_is_removed_and_one_is_told():
    X, confounds = cohort()
    with pytest.warns(UserWarning, match="nothing is removed"):
        regressor = ConfoundRegressor().fit(X)
    assert_allclose(regressor.transform(X), X)
    with pytest.raises(ValueError, match="got some, but there were none in fit"):
        regressor.transform(X, confounds=confounds)


def test_confounds_that_are_missing_at_prediction_are_an_error_that_names_the_remedy():
    X, confounds = cohort()
    regressor = ConfoundRegressor().fit(X, confounds=confounds)
    with pytest.raises(ValueError, match="got none, but there were some in fit.*routing.*columns"):
        regressor.transform(X)


def noised_outside(train, X, confounds):
    random = np.random.default_rng(9)
    noise, others = X.copy(), confounds.copy()
    outside = np.setdiff1d(np.arange(len(X)), train)
    noise.iloc[outside] = random.normal(size=(len(outside), X.shape[1]))
    others.loc[outside, "age"] = random.uniform(0, 1000, len(outside))
    return noise, others


def test_routed_confounds_are_learned_from_training_rows_only():
    X, confounds = cohort()
    y = np.random.default_rng(2).normal(size=len(X))
    ((train, test),) = list(KFold(4, shuffle=True, random_state=0).split(X))[:1]
    states = []
    for data, given in [(X, confounds), noised_outside(train, X, confounds)]:
        with config_context(enable_metadata_routing=True):
            done = cross_validate(
                make_pipeline(ConfoundRegressor(), Ridge()),
                data,
                y,
                cv=[(train, test)],
                params={"confounds": given},
                return_estimator=True,
                error_score="raise",
            )
        regressor = done["estimator"][0][0]
        states.append((regressor.mean_, regressor.regression_.coef_, regressor.design_.categories))
    assert (states[0][0] == states[1][0]).all()
    assert (states[0][1] == states[1][1]).all()
    assert states[0][2] == states[1][2]


def test_routing_reaches_the_folds_that_are_predicted():
    """A diagnosis that only site explains is found with the sites in, and not without them."""
    X, confounds = cohort(400)
    y = confounds["site"] == "C"
    scores = {}
    for name, columns in [("with sites", None), ("without", ["site"])]:
        given = {"confounds": confounds[["age"] if columns is None else ["age", "site"]]}
        with config_context(enable_metadata_routing=True):
            pipeline = make_pipeline(ConfoundRegressor(), LogisticRegression())
            done = cross_validate(pipeline, X, y, params=given, cv=4, error_score="raise")
        scores[name] = done["test_score"].mean()
    assert scores["with sites"] > 0.95
    assert scores["without"] < max(y.mean(), 1 - y.mean()) + 0.05


def test_columns_need_no_routing_whatever_the_scorer():
    X, confounds = cohort()
    pipeline = make_pipeline(ConfoundRegressor(["site"]), Ridge())
    done = cross_validate(
        pipeline,
        X.assign(site=confounds["site"]),
        confounds["age"],
        scoring="neg_mean_absolute_error",
        error_score="raise",
    )
    assert (done["test_score"] > -9).all()


@pytest.mark.parametrize(
    ("parameters", "changes", "message"),
    [
        ({}, {"confounds": np.ones(3)}, "confounds have 3 rows but X has 200"),
        ({}, {"confounds": np.r_[np.nan, np.arange(199)]}, "has 1 missing values"),
        ({}, {"confounds": np.r_[np.inf, np.arange(199)]}, "infinite"),
        ({"columns": "age"}, {}, r"columns asks for \['age'\], but those of X are \['frontal'"),
        ({"columns": 0}, {"confounds": np.arange(200)}, "in one way only"),
        ({"categorical": ["scanner"]}, {"confounds": np.arange(200)}, "asks for \\['scanner'\\]"),
        (
            {},
            {"confounds": np.arange(200), "controls": np.ones(200)},
            "must be 200 bool, .* float64",
        ),
        ({}, {"controls": np.zeros(200, dtype=bool)}, "controls names no row"),
        ({}, {"confounds": [str(k) for k in range(200)]}, "need 201 samples to fit, got 200"),
        ({}, {"confounds": pd.Series(np.arange(200), index=np.arange(200)[::-1])}, "another index"),
    ],
)
def test_input_that_does_not_fit_says_what_was_needed(parameters, changes, message):
    X, _ = cohort()
    with pytest.raises(ValueError, match=message):
        ConfoundRegressor(**parameters).fit(X, **changes)


def test_other_confounds_than_in_fit_are_refused():
    X, confounds = cohort()
    regressor = ConfoundRegressor().fit(X, confounds=confounds)
    with pytest.raises(ValueError, match=r"\['site', 'age'\], but were \['age', 'site'\]"):
        regressor.transform(X, confounds=confounds[["site", "age"]])
    with pytest.raises(ValueError, match="'site' holds numbers, but held categories in fit"):
        regressor.transform(X, confounds=confounds.assign(site=1))


@pytest.mark.parametrize("way", ["columns", "beside"])
@pytest.mark.parametrize(
    ("site", "message"),
    [
        ([1, "A", 2, "A"], "holds numbers and text: 1 of 'a' and 'A' of 'b'"),
        (pd.to_datetime(["2020-01-02", "2021-03-04"] * 2), "holds dates, such as 2020-01-02"),
        (["A", "B", None, "B"], "has 1 missing values, of 'c'"),
        (["A", "n/a", "B", ""], "has 2 missing values, of 'b', 'd'"),
        (pd.array(["A", None, "B", "B"], dtype="string"), "has 1 missing values, of 'b'"),
        ([1.0, np.nan, 2.0, 2.0], "has 1 missing values, of 'b'"),
        ([1.0, np.inf, 2.0, 2.0], "has infinite values, of 'b'"),
    ],
)
def test_a_confound_that_is_none_is_named_with_its_subject(site, message, way):
    frame = pd.DataFrame({"x": [1.0, 2, 3, 5], "y": [2.0, 3, 1, 1]}, list("abcd"))
    confounds = pd.DataFrame({"site": site}, list("abcd"))
    with pytest.raises(ValueError, match=f"confound 'site' {message}"):
        if way == "columns":
            ConfoundRegressor("site").fit(frame.assign(site=confounds["site"]))
        else:
            ConfoundRegressor().fit(frame, confounds=confounds)


class Foreign:
    """A table of a library whose names scikit-learn does not read."""

    def __init__(self, frame):
        self._frame, self.columns, self.shape, self.ndim = frame, frame.columns, frame.shape, 2

    def __len__(self):
        return len(self._frame)

    def __array__(self, dtype=None, copy=None):
        return self._frame.to_numpy(dtype)


def polars(frame):
    library = pytest.importorskip("polars")
    return library.DataFrame({name: frame[name].to_numpy() for name in frame})


@pytest.mark.parametrize("convert", [Foreign, polars])
def test_names_of_other_libraries_are_kept(convert):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(20, 3)), columns=["a", "b", "age"])
    expected = ConfoundRegressor("age").fit(frame)
    found = ConfoundRegressor("age").fit(convert(frame))
    np.testing.assert_allclose(found.transform(convert(frame)), expected.transform(frame))
    assert found.get_feature_names_out().tolist() == ["a", "b"]
    beside = ConfoundRegressor().fit(frame[["a", "b"]], confounds=convert(frame[["age"]]))
    assert beside.design_.names == ["age"]
    np.testing.assert_allclose(
        beside.transform(frame[["a", "b"]], confounds=convert(frame[["age"]])),
        expected.transform(frame),
    )
