import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nilearn.connectome import ConnectivityMeasure
from numpy.testing import assert_allclose
from scipy.linalg import logm
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.covariance import EmpiricalCovariance
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks
from sklearn.utils.validation import check_is_fitted, validate_data

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.connectome import pair_names
from sk_ccnn.io import read_npz
from sk_ccnn.preprocessing import CorrelationTransformer

KINDS = ("correlation", "log", "tangent", "partial")
LEARN_NOTHING = ("correlation", "log", "partial")


class OfAnyNumbers(TransformerMixin, BaseEstimator):
    """Ours on three correlations of whatever numbers there are, so that any X will do."""

    def __init__(self, kind="log"):
        self.kind = kind

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def fit(self, X, y=None):
        self.transformer_ = CorrelationTransformer(self.kind).fit(self._read(X, reset=True))
        return self

    def transform(self, X):
        check_is_fitted(self)
        return self.transformer_.transform(self._read(X, reset=False))

    def get_feature_names_out(self, input_features=None):
        return self.transformer_.get_feature_names_out()

    def _read(self, X, reset):
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=reset)
        return 0.4 * np.tanh(X[:, np.arange(3) % X.shape[1]])


@parametrize_with_checks([OfAnyNumbers(kind) for kind in KINDS])
def test_scikit_learns_checks_pass_on_correlations(estimator, check):
    check(estimator)


@pytest.mark.parametrize("kind", KINDS)
def test_no_check_of_scikit_learn_fails_but_for_data_that_are_no_correlations(kind):
    results = check_estimator(CorrelationTransformer(kind), on_fail=None, on_skip=None)
    no_correlations = ("correlations between -1 and 1", "one for each pair of regions")
    for each in results:
        error = each["exception"]
        if each["status"] == "failed":
            said = f"{error} {error.__cause__} {error.__context__}"
            assert any(text in said for text in no_correlations), each
    assert sum(each["status"] == "passed" for each in results) > 20


def correlations(n_subjects=12, n_regions=5, seed=0, n_times=40):
    """Draw matrices with correlations of different sizes."""
    random = np.random.default_rng(seed)
    mixing = np.eye(n_regions) + 0.5 * random.normal(size=(n_regions, n_regions))
    series = random.normal(size=(n_subjects, n_regions, n_times))
    matrices = np.stack([np.corrcoef(mixing @ each) for each in series])
    return (matrices + matrices.transpose(0, 2, 1)) / 2


def pairs_of(matrices):
    return matrices[:, *np.triu_indices(matrices.shape[-1], 1)]


def frame(matrices, labels="ABCDE"):
    return pd.DataFrame(pairs_of(matrices), columns=pair_names(list(labels)))


# --- what is computed, against other libraries


def test_the_logarithm_is_that_of_scipy():
    matrices = correlations()
    expected = [logm(0.7 * each + 0.3 * np.eye(5)) for each in matrices]
    found = CorrelationTransformer("log", shrinkage=0.3).fit_transform(matrices)
    assert_allclose(found, pairs_of(np.stack(expected)), atol=1e-10)


def series_of(n_subjects=6, seed=0):
    random = np.random.default_rng(seed)
    mixing = np.eye(5) + 0.4 * random.normal(size=(5, 5))
    return [random.normal(size=(60, 5)) @ mixing for _ in range(n_subjects)]


@pytest.mark.parametrize(("kind", "nilearns"), [("partial", "partial correlation")])
def test_partial_correlations_are_those_of_nilearn(kind, nilearns):
    series = series_of()
    whole = ConnectivityMeasure(EmpiricalCovariance(), kind="correlation").fit_transform(series)
    expected = ConnectivityMeasure(EmpiricalCovariance(), kind=nilearns).fit_transform(series)
    found = CorrelationTransformer(kind, shrinkage=0.0).fit_transform(whole)
    assert_allclose(found, pairs_of(expected), atol=1e-8)


def test_the_tangent_space_is_that_of_nilearn():
    series = [(each - each.mean(axis=0)) / each.std(axis=0) for each in series_of()]
    covariances = ConnectivityMeasure(EmpiricalCovariance(), kind="tangent")
    expected = covariances.fit_transform(series)
    whole = ConnectivityMeasure(EmpiricalCovariance(), kind="correlation").fit_transform(series)
    transformer = CorrelationTransformer("tangent", shrinkage=0.0).fit(whole)
    assert_allclose(transformer.reference_, covariances.mean_, atol=1e-5)
    assert_allclose(transformer.transform(whole), pairs_of(expected), atol=1e-4)


def test_time_series_go_through_nilearn_in_one_pipeline():
    series = series_of(10)
    model = make_pipeline(
        ConnectivityMeasure(kind="correlation", standardize="zscore_sample"),
        CorrelationTransformer("tangent", shrinkage=0.1),
        Ridge(),
    )
    assert np.isfinite(model.fit(series, np.arange(10.0)).predict(series)).all()


# --- back again


@given(
    st.sampled_from(KINDS), st.integers(2, 7), st.integers(0, 1000), st.sampled_from([0.05, 0.6])
)
def test_correlations_come_back(kind, n_regions, seed, shrinkage):
    matrices = correlations(6, n_regions, seed)
    transformer = CorrelationTransformer(kind, shrinkage=shrinkage)
    there = transformer.fit_transform(matrices)
    assert_allclose(transformer.inverse_transform(there), matrices, atol=1e-6)
    there = transformer.fit_transform(pairs_of(matrices))
    assert_allclose(transformer.inverse_transform(there), pairs_of(matrices), atol=1e-6)


# --- layouts and names


@pytest.mark.parametrize("kind", KINDS)
def test_pairs_and_matrices_give_the_same_pairs(kind):
    matrices = correlations()
    transformer = CorrelationTransformer(kind)
    from_matrices = transformer.fit_transform(matrices)
    assert from_matrices.shape == (12, 10)
    assert_allclose(transformer.fit_transform(pairs_of(matrices)), from_matrices, rtol=1e-12)
    assert transformer.n_regions_ == 5


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_pairs_stay_and_columns_may_come_in_any_order(kind):
    table = frame(correlations())
    shuffled = table.iloc[:, np.random.default_rng(0).permutation(10)]
    shuffled = shuffled.rename(columns={"A--D": "D--A"})
    transformer = CorrelationTransformer(kind).set_output(transform="pandas")
    expected = transformer.fit_transform(table)
    assert list(expected.columns) == list(table.columns)
    found = transformer.fit_transform(shuffled)
    assert list(found.columns) == list(shuffled.columns)
    renamed = found.rename(columns={"D--A": "A--D"})[table.columns]
    pd.testing.assert_frame_equal(renamed, expected, atol=1e-12)
    pd.testing.assert_frame_equal(transformer.transform(table), found, atol=1e-12)


def test_labels_name_the_pairs_of_matrices_and_of_a_table_without_names():
    matrices = correlations()
    for X in (matrices, pairs_of(matrices)):
        transformer = CorrelationTransformer("partial", labels=list("VWXYZ")).fit(X)
        assert transformer.get_feature_names_out()[[0, 9]].tolist() == ["V--W", "Y--Z"]
        assert CorrelationTransformer().fit(X).get_feature_names_out()[0] == "region_0--region_1"
    labelled = CorrelationTransformer(labels=list("EDCBA")).fit(frame(matrices))
    assert labelled.labels_ == tuple("EDCBA")
    assert_allclose(
        labelled.transform(frame(matrices)), CorrelationTransformer().fit_transform(matrices)
    )


def test_float32_stays_and_nothing_is_written_into_x():
    X = pairs_of(correlations()).astype(np.float32)
    X.flags.writeable = False
    for kind in KINDS:
        found = CorrelationTransformer(kind).fit_transform(X)
        assert found.dtype == np.float32
        assert not np.shares_memory(found, X)


# --- nothing is learned from test rows


@pytest.mark.parametrize("kind", KINDS)
def test_changing_test_rows_changes_nothing_that_was_learned(kind):
    train, test, other = np.split(correlations(36), 3)
    transformer = CorrelationTransformer(kind).fit(train)
    before = transformer.transform(train)
    for new in (test, other):
        transformer.transform(new)
        assert (transformer.transform(train) == before).all()
    both = transformer.transform(np.concatenate([train, test]))
    assert_allclose(both[:12], before, rtol=1e-12)


@pytest.mark.parametrize("kind", LEARN_NOTHING)
def test_all_but_the_tangent_space_learn_nothing_from_other_subjects(kind):
    one, other = correlations(seed=0), correlations(seed=1)
    fitted = [CorrelationTransformer(kind).fit(each).transform(one) for each in (one, other)]
    assert (fitted[0] == fitted[1]).all()


def test_noise_in_a_test_fold_changes_no_model_behind_a_tangent_space():
    matrices, y = correlations(20), np.arange(20.0)
    noisy = matrices.copy()
    noisy[:5] = correlations(5, seed=9)
    model = make_pipeline(CorrelationTransformer("tangent"), Ridge())
    folds = KFold(4)
    coefficients = [
        cross_validate(model, X, y, cv=folds, return_estimator=True)["estimator"][0][-1].coef_
        for X in (matrices, noisy)
    ]
    assert (coefficients[0] == coefficients[1]).all()


# --- what is refused


@pytest.mark.parametrize("shrinkage", [-0.1, 1.0])
def test_a_shrinkage_that_leaves_nothing_is_refused(shrinkage):
    with pytest.raises(ValueError, match="'shrinkage' parameter"):
        CorrelationTransformer(shrinkage=shrinkage).fit(correlations())


# --- in front of a network


QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_names_reach_a_labelled_connectome(kind, brain):
    matrices = correlations(20, 10)
    reordered = np.random.default_rng(0).permutation(10)
    labels = [brain.labels[region] for region in reordered]
    transformer = CorrelationTransformer(kind, labels=labels).set_output(transform="pandas")
    model = make_pipeline(transformer, ConnectomeRegressor(brain, **QUICK))
    model.fit(matrices, np.arange(20.0))
    network = model[-1]
    assert network.n_regions_ == 10
    assert network.connectome_.labels == brain.labels
    back = np.argsort(reordered)  # the regions as the connectome has them
    in_order = matrices[:, back][:, :, back]
    plain = make_pipeline(CorrelationTransformer(kind), ConnectomeRegressor(brain, **QUICK))
    with pytest.warns(UserWarning, match="name"):
        plain.fit(in_order, np.arange(20.0))
    assert_allclose(model.predict(matrices), plain.predict(in_order), rtol=1e-4)


def test_without_names_the_pairs_are_found_by_their_number(patients, brain):
    matrices = correlations(20, 10)
    model = make_pipeline(
        CorrelationTransformer("log"), ConnectomeClassifier(brain.replace(labels=None), **QUICK)
    )
    model.fit(matrices, np.arange(20) % 2)
    assert model.predict_proba(pairs_of(matrices)).shape == (20, 2)
    assert model[-1].n_regions_ == 10


# --- real people


@pytest.mark.parametrize("kind", KINDS)
def test_packed_correlations_of_real_people_are_indefinite_and_become_usable(kind, data_dir):
    packed = read_npz(data_dir / "lemon" / "lemon225_schaefer200_fc_int8.npz", "fc_triu_x127")
    X = packed[:12].astype(np.float32) / 127
    transformer = CorrelationTransformer(kind).fit(X[:8])
    found = transformer.transform(X)
    assert np.isfinite(found).all()
    assert_allclose(transformer.inverse_transform(found[6:10]), X[6:10], atol=1e-5)
    if kind != "correlation":
        with pytest.raises(ValueError, match="not positive definite after a shrinkage of 0;"):
            CorrelationTransformer(kind, shrinkage=0.0).fit_transform(X)
