"""Names of columns decide which region, or pair of regions, each is."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.connectome import Consensus, match_pairs, pair_names
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.preprocessing import ConnectomeVectorizer

QUICK = {"n_members": 1, "max_epochs": 5, "random_state": 0}


@pytest.fixture(scope="module")
def edges(brain):
    """Give 40 connectomes as a table with names of pairs, and a target."""
    rng = np.random.default_rng(0)
    names = pair_names(brain.labels)
    frame = pd.DataFrame(rng.normal(size=(40, len(names))), columns=names)
    return frame, 3 * frame[names[0]].to_numpy() + rng.normal(size=40)


@pytest.fixture(scope="module")
def fitted(brain, edges):
    return ConnectomeRegressor(brain, **QUICK).fit(*edges)


def respelt(name):
    """Write a pair as another program would: the other region first."""
    one, other = name.split("--")
    return " -- ".join(f"{'lh' if each[0] == 'L' else 'rh'}.{each[2:]}" for each in (other, one))


@given(st.integers(2, 9), st.randoms())
def test_pairs_are_found_in_either_order(n_regions, random):
    labels = [f"r{index}" for index in range(n_regions)]
    names = pair_names(labels)
    order = random.sample(range(len(names)), len(names))
    swapped = ["--".join(reversed(names[index].split("--"))) for index in order]
    assert match_pairs(swapped, labels).tolist() == order


def test_what_is_no_pair_is_listed():
    with pytest.raises(ValueError, match="1 of 2 names are no pairs .*: 'AB'"):
        match_pairs(["A--B", "AB"], ["A", "B"])
    with pytest.raises(ValueError, match="1 of 3 names mean no region: 'C'"):
        match_pairs(["A--B", "A--C"], ["A", "B"])
    with pytest.raises(ValueError, match="of a region with itself: 'A--a'"):
        match_pairs(["A--a"], ["A", "B"])


@pytest.mark.parametrize("rename", [str, respelt])
def test_pairs_in_another_order_train_and_predict_the_same(brain, edges, fitted, rename):
    X, y = edges
    shuffled = X.sample(frac=1, axis=1, random_state=1).rename(columns=rename)
    model = ConnectomeRegressor(brain, **QUICK).fit(shuffled, y)
    assert model.features_ == "edges"
    assert model.connectome_ == brain
    expected = fitted.predict(X)
    assert_allclose(model.predict(shuffled), expected, rtol=1e-10)
    assert_allclose(model.predict(X), expected, rtol=1e-10)
    assert_allclose(fitted.predict(shuffled), expected, rtol=1e-10)
    assert_allclose(model.feature_mean_, shuffled.mean())
    fitted_again = ConnectomeRegressor(brain, **QUICK).fit(X, y).partial_fit(shuffled, y)
    assert_allclose(
        fitted_again.predict(X),
        ConnectomeRegressor(brain, **QUICK).fit(X, y).partial_fit(X, y).predict(X),
        rtol=1e-10,
    )


def test_regions_in_another_order_train_and_predict_the_same(brain, cohort):
    X, y = cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    other = frame.iloc[:, ::-1].rename(columns=lambda name: f"{name[0].lower()}h_{name[2:]}_area")
    one, two = (ConnectomeRegressor(brain, **QUICK).fit(each, y) for each in (frame, other))
    expected = one.predict(frame)
    for found in (two.predict(other), two.predict(frame), one.predict(other)):
        assert_allclose(found, expected, rtol=1e-10)


def test_probabilities_follow_the_names(brain, edges):
    X, y = edges
    model = ConnectomeClassifier(brain, **QUICK).fit(X, y > 0)
    assert_allclose(model.predict_proba(X.iloc[:, ::-1]), model.predict_proba(X), rtol=1e-10)


def test_pairs_of_some_regions_leave_the_others_out(brain, edges):
    X, y = edges
    kept = brain.subset(range(6))
    some = X[pair_names(kept.labels)[::-1]]
    model = ConnectomeRegressor(brain, constraint="none", **QUICK).fit(some, y)
    assert model.connectome_ == kept


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda X: X.set_axis([f"foo{i}" for i in range(45)], axis=1), "names mean no region|no p"),
        (
            lambda X: X.rename(columns={X.columns[3]: "age"}),
            "'age'",
        ),
        (lambda X: X.iloc[:, 1:], "44 pairs of 10 regions and needs all 45; lacking are 'L_ins"),
        (lambda X: X.assign(**{respelt(X.columns[2]): 1.0}), "mean the same pair of regions: 'L_"),
        (lambda X: X.rename(columns={X.columns[0]: "L_insula--Mars"}), "mean no region: 'Mars'"),
    ],
)
@pytest.mark.parametrize("features", ["auto", "edges"])
def test_names_that_do_not_fit_are_refused_in_fit(brain, edges, change, message, features):
    X, y = edges
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor(brain, features=features, **QUICK).fit(change(X), y)


@pytest.mark.parametrize(
    "change",
    [
        lambda X: X.set_axis([f"foo{i}" for i in range(45)], axis=1),
        lambda X: X.rename(columns={X.columns[0]: "L_insula--Mars"}),
        lambda X: X.rename(columns={X.columns[0]: respelt(X.columns[1])}),
        lambda X: X.iloc[:, 1:],
    ],
)
def test_names_that_do_not_fit_are_refused_in_predict(edges, fitted, change):
    with pytest.raises(ValueError, match="matched to those of fit by name, and"):
        fitted.predict(change(edges[0]))


def test_names_of_pairs_give_the_regions_where_no_connectome_does(brain, edges):
    X, y = edges
    model = ConnectomeRegressor(None, **QUICK).fit(X, y)
    assert model.features_ == "edges"
    assert model.connectome_.labels == brain.labels
    assert_allclose(model.predict(X.iloc[:, ::-1]), model.predict(X), rtol=1e-10)


@pytest.mark.parametrize("named", [False, True])
def test_a_consensus_has_the_regions_of_the_names(brain, edges, named):
    X, y = edges
    recipe = Consensus(brain if named else None, density=0.4, threshold=0.3)
    models = [
        ConnectomeRegressor(recipe, **QUICK).fit(each, y)
        for each in (X, X.sample(frac=1, axis=1, random_state=0))
    ]
    for model in models:
        assert set(model.connectome_.labels) == set(brain.labels)
        order = [model.connectome_.labels.index(label) for label in brain.labels]
        agreed = model.connectome_.to_dense()[np.ix_(order, order)]
        assert_allclose(agreed, models[0].connectome_.to_dense())
    if named:
        assert_allclose(models[0].predict(X), models[1].predict(X), rtol=1e-10)


def test_columns_without_names_are_taken_in_order_and_that_is_said(brain, edges, cohort):
    X, y = edges
    model = ConnectomeRegressor(brain, **QUICK)
    for unnamed, target in ((X.to_numpy(), y), cohort, (cohort[0][:, :, None], cohort[1])):
        with pytest.warns(UnnamedRegionsWarning, match="order .*'L_insula'.*set_output") as caught:
            model.fit(unnamed, target)
        assert [each.filename for each in caught] == [__file__]
    piped = make_pipeline(StandardScaler(), model)
    with pytest.warns(UnnamedRegionsWarning):
        piped.fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(X, y)
        piped.set_output(transform="pandas").fit(X, y)
        ConnectomeRegressor(Connectome(brain.to_dense()), **QUICK).fit(X.to_numpy(), y)


def test_a_vectorizer_names_the_pairs_for_the_network(brain, edges):
    X, y = edges
    matrices = ConnectomeVectorizer().fit([np.eye(10)]).inverse_transform(X)
    order = np.random.default_rng(3).permutation(10)
    labels = [brain.labels[region] for region in order]
    model = make_pipeline(
        ConnectomeVectorizer(labels=labels), ConnectomeRegressor(brain, **QUICK)
    ).set_output(transform="pandas")
    model.fit(matrices[:, order][:, :, order], y)
    expected = ConnectomeRegressor(brain, **QUICK).fit(X, y).predict(X)
    assert_allclose(model.predict(matrices[:, order][:, :, order]), expected, rtol=1e-10)


def test_names_that_the_vectorizer_made_up_are_no_names(brain, edges):
    X, y = edges
    matrices = ConnectomeVectorizer().fit([np.eye(10)]).inverse_transform(X)
    model = make_pipeline(ConnectomeVectorizer(), ConnectomeRegressor(brain, **QUICK))
    with pytest.warns(UnnamedRegionsWarning):
        model.set_output(transform="pandas").fit(matrices, y)


@pytest.mark.parametrize(("n_columns", "tells"), [(55, True), (54, False)])
def test_pairs_with_a_diagonal_are_told_from_other_numbers(brain, n_columns, tells):
    X = np.random.default_rng(0).normal(size=(9, n_columns))
    with pytest.raises(ValueError) as error:
        ConnectomeRegressor(brain, features="edges", **QUICK).fit(X, np.arange(9.0))
    assert ("discard_diagonal" in str(error.value)) == tells


class ForeignTable:
    """A table of a library that scikit-learn does not read the names of."""

    def __init__(self, frame):
        self._frame, self.columns, self.shape, self.ndim = frame, frame.columns, frame.shape, 2

    def __len__(self):
        return len(self._frame)

    def __array__(self, dtype=None, copy=None):
        return self._frame.to_numpy(dtype)


def foreign(frame):
    return ForeignTable(frame)


def dask(frame):
    dataframe = pytest.importorskip("dask.dataframe", exc_type=ImportError)
    return dataframe.from_pandas(frame, npartitions=2)


def polars(frame):
    library = pytest.importorskip("polars")
    return library.DataFrame({name: frame[name].to_numpy() for name in frame})


@pytest.mark.parametrize("convert", [foreign, dask, polars])
def test_names_of_other_libraries_are_read(brain, cohort, convert):
    X, y = cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    model = ConnectomeRegressor(brain, **QUICK).fit(frame, y)
    other = convert(frame.iloc[:, ::-1])
    assert_allclose(model.predict(other), model.predict(frame), rtol=1e-10)
    again = ConnectomeRegressor(brain, **QUICK).fit(other, y)
    assert again.feature_names_in_.tolist() == list(brain.labels)[::-1]
    assert_allclose(again.predict(frame), model.predict(frame), rtol=1e-10)
