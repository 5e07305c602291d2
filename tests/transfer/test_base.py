import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.training import net_to_bytes
from sk_ccnn.transfer import TransferClassifier, TransferRegressor, altered_regions

QUICK = {"max_epochs": 5, "random_state": 0}


def test_the_source_is_never_changed(train_source, healthy, patients):
    X, age = healthy
    source = make_pipeline(StandardScaler(), train_source()).fit(X, age)
    network = source[-1]
    before = pickle.dumps(source), net_to_bytes(network.net_), source.predict(X)
    model = TransferClassifier(source, freeze="none", **QUICK)
    cross_validate(model, *patients, cv=2)
    model.fit(*patients).predict(patients[0])
    GridSearchCV(model, {"lr": [0.1], "freeze": ["encoder"]}, cv=2).fit(*patients)
    assert source[-1] is network
    assert pickle.dumps(source) == before[0]
    assert net_to_bytes(network.net_) == before[1]
    np.testing.assert_array_equal(source.predict(X), before[2])


def test_a_clone_has_the_fitted_source_itself(source, patients):
    model = TransferClassifier(source, confounds=["age"], random_state=3)
    cloned = clone(clone(model))
    assert cloned.source is source
    assert cloned.confounds == ["age"] and cloned.confounds is not model.confounds
    frozen = clone(TransferClassifier(FrozenEstimator(source), **QUICK))
    plain = TransferClassifier(source, **QUICK)
    proba = [each.fit(*patients).predict_proba(patients[0]) for each in (frozen, plain)]
    np.testing.assert_array_equal(*proba)
    with pytest.raises(ValueError, match=r"the source is fitted .* \['source__lr'\] cannot"):
        cloned.set_params(source__lr=1.0)
    assert source.lr != 1.0


def test_what_becomes_of_the_source_afterwards_does_not_matter(train_source, healthy, patients):
    X, age = healthy
    source = make_pipeline(StandardScaler(), train_source()).fit(X, age)
    model = TransferClassifier(source, **QUICK).fit(*patients)
    before = model.predict_proba(patients[0])
    source.fit(3 * X + 1, -age)
    np.testing.assert_array_equal(model.predict_proba(patients[0]), before)


@pytest.mark.parametrize("kind", [TransferClassifier, TransferRegressor])
def test_nothing_is_learned_from_test_rows(kind, source, patients, weights):
    X, diagnosis = patients
    y = diagnosis if kind is TransferClassifier else np.arange(40.0)
    X = X.assign(age=np.random.default_rng(3).uniform(20, 30, 40))
    rows = np.arange(40)
    folds = [(rows[rows % 4 != 0], rows[rows % 4 == 0])]
    noisy, other = X.copy(), y.copy()
    noisy.iloc[folds[0][1]] = np.random.default_rng(7).normal(size=(10, 11)) * 100
    other[folds[0][1]] = y[::-1][folds[0][1]]
    model = make_pipeline(
        StandardScaler().set_output(transform="pandas"), kind(source, confounds="age", **QUICK)
    )
    fitted = [
        cross_validate(model, *cohort, cv=folds, return_estimator=True)["estimator"][0][-1]
        for cohort in ((X, y), (noisy, other))
    ]
    pd.testing.assert_frame_equal(*(each.altered_regions_ for each in fitted))
    assert fitted[0].trainable_regions_.tolist() == fitted[1].trainable_regions_.tolist()
    states = [weights(each.estimator_) for each in fitted]
    assert all((states[0][name] == states[1][name]).all() for name in states[0])


def test_the_altered_regions_are_those_of_the_training_subjects(source, patients):
    X, diagnosis = patients
    age = np.random.default_rng(0).uniform(20, 40, 40) + 10 * (diagnosis == "patient")
    model = TransferClassifier(source, confounds=["age"], **QUICK).fit(X.assign(age=age), diagnosis)
    expected = altered_regions(X, diagnosis, confounds=age)
    pd.testing.assert_frame_equal(model.altered_regions_, expected, check_names=False)
    assert model.trainable_regions_.size == 10
    assert model.n_features_in_ == 11 and "age" in model.feature_names_in_


def test_a_confound_plays_no_part_in_predictions(source, patients):
    X, diagnosis = patients
    model = TransferClassifier(source, confounds=["site"], **QUICK)
    model.fit(X.assign(site=["a", "b"] * 20), diagnosis)
    moved = X.assign(site="never seen")
    plain = TransferClassifier(source, **QUICK).fit(X, diagnosis)
    assert set(plain.trainable_regions_) == set(model.trainable_regions_)
    np.testing.assert_array_equal(model.predict_proba(moved), plain.predict_proba(X))


def test_columns_in_another_order_give_the_same_model(source, patients):
    X, diagnosis = patients
    shuffled = X.sample(frac=1, axis=1, random_state=0)
    model, other = (TransferClassifier(source, **QUICK).fit(T, diagnosis) for T in (X, shuffled))
    np.testing.assert_array_equal(model.predict_proba(X), other.predict_proba(shuffled))
    np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))


def test_steps_before_the_source_are_applied_as_they_are(train_source, healthy, patients):
    X, age = healthy
    scaler = StandardScaler().fit(X)
    alone = train_source(X=scaler.transform(X))
    pipeline = make_pipeline(StandardScaler(), train_source()).fit(X, age)
    T, diagnosis = patients
    model = TransferClassifier(pipeline, **QUICK).fit(T, diagnosis)
    expected = TransferClassifier(alone, **QUICK).fit(scaler.transform(T), diagnosis)
    np.testing.assert_array_equal(
        model.predict_proba(T), expected.predict_proba(scaler.transform(T))
    )


def test_without_a_source_it_is_the_plain_estimator(patients):
    X, diagnosis = patients
    model = TransferClassifier(freeze="encoder", **QUICK).fit(X, diagnosis)
    plain = ConnectomeClassifier(**QUICK).fit(X, diagnosis)
    np.testing.assert_array_equal(model.predict_proba(X), plain.predict_proba(X))
    assert model.trainable_regions_.tolist() == list(X.columns)
    confounded = TransferClassifier(confounds=["age"], **QUICK).fit(X.assign(age=3), diagnosis)
    np.testing.assert_array_equal(confounded.predict_proba(X.assign(age=9)), plain.predict_proba(X))


def test_one_random_state_gives_one_result_and_a_pickle_the_same(source, patients):
    X, diagnosis = patients
    state = np.random.get_state()[1].copy()
    first, again = (TransferClassifier(source, **QUICK).fit(X, diagnosis) for _ in range(2))
    np.testing.assert_array_equal(first.predict_proba(X), again.predict_proba(X))
    other = TransferClassifier(source, max_epochs=5, random_state=1).fit(X, diagnosis)
    assert (other.predict_proba(X) != first.predict_proba(X)).any()
    loaded = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(loaded.predict_proba(X), first.predict_proba(X))
    np.testing.assert_array_equal(np.random.get_state()[1], state)


def test_weights_of_samples_choose_the_regions_too(source, patients):
    X, diagnosis = patients
    doubled, both = pd.concat([X, X[::4]]), np.concatenate([diagnosis, diagnosis[::4]])
    weight = 1.0 + (np.arange(40) % 4 == 0)
    model = TransferClassifier(source, n_trainable_regions=2, **QUICK)
    weighed = clone(model).fit(X, diagnosis, sample_weight=weight)
    repeated = clone(model).fit(doubled, both)
    assert weighed.trainable_regions_.tolist() == repeated.trainable_regions_.tolist()
    half = clone(model).fit(X, diagnosis, sample_weight=weight / 1000)
    pd.testing.assert_frame_equal(half.altered_regions_, weighed.altered_regions_)


def test_what_does_not_fit_is_an_error_and_nothing_is_lost(source, patients):
    X, diagnosis = patients
    model = TransferClassifier(source, **QUICK).fit(X, diagnosis)
    before = model.predict_proba(X)
    for changes, error, message in (
        ({"n_trainable_regions": 11}, ValueError, "n_trainable_regions=11, but there are 10"),
        ({"freeze": ["L_nowhere"]}, ValueError, "names mean no region: 'L_nowhere'"),
        ({"freeze": "all"}, ValueError, "The 'freeze' parameter"),
        ({"head": "keep"}, ValueError, "head='keep' needs the task of the source, a Connectome"),
        ({"source": ConnectomeRegressor()}, NotFittedError, "not fitted yet"),
        ({"source": Ridge().fit(X, np.ones(40))}, TypeError, "source must be a fitted"),
    ):
        with pytest.raises(error, match=message):
            model.set_params(**changes).fit(X, diagnosis)
        model.set_params(source=source, freeze="unaltered", n_trainable_regions=10, head="auto")
    with pytest.raises(ValueError, match="X has 9 columns of regions but the source was trained"):
        model.fit(X.to_numpy()[:, 1:], diagnosis)
    np.testing.assert_array_equal(model.predict_proba(X), before)
    with pytest.raises(NotFittedError):
        TransferRegressor(source).predict(X)
