import numpy as np
import pytest
from numpy.testing import assert_allclose

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.datasets import make_disease_cohort

QUICK = {"n_members": 2, "max_epochs": 20, "random_state": 0}


@pytest.fixture(scope="module")
def cohort():
    return make_disease_cohort(n_subjects=150, random_state=0, return_X_y=True)


@pytest.fixture(scope="module")
def three_classes():
    X = np.random.default_rng(0).normal(size=(90, 6))
    return X, np.array(["a", "b", "c"])[X[:, :3].argmax(axis=1)]


def test_probabilities_sum_to_one_and_agree_with_the_prediction(three_classes):
    X, y = three_classes
    model = ConnectomeClassifier(**QUICK).fit(X, y)
    probabilities = model.predict_proba(X)
    assert_allclose(probabilities.sum(axis=1), 1)
    assert (model.predict(X) == model.classes_[probabilities.argmax(axis=1)]).all()
    assert model.decision_function(X).shape == (90, 3)
    assert model.score(X, y) > 0.7


def test_the_decision_between_two_classes_is_the_log_odds_of_the_second(cohort):
    X, y = cohort
    model = ConnectomeClassifier("desikan_killiany", **QUICK).fit(X, y)
    probabilities = model.predict_proba(X)
    log_odds = np.log(probabilities[:, 1] / probabilities[:, 0])
    assert_allclose(model.decision_function(X), log_odds, atol=1e-9)


def test_balancing_helps_the_rare_class(three_classes):
    X, _ = three_classes
    y = (X[:, 0] + np.random.default_rng(1).normal(size=len(X)) > 1.5).astype(int)
    plain = ConnectomeClassifier(**QUICK).fit(X, y)
    balanced = ConnectomeClassifier(class_weight="balanced", **QUICK).fit(X, y)
    assert balanced.predict_proba(X)[:, 1].mean() > 1.2 * plain.predict_proba(X)[:, 1].mean()


def test_balancing_equals_weighting_by_hand(three_classes):
    X, y = three_classes
    counts = {label: np.sum(y == label) for label in "abc"}
    by_hand = {label: len(y) / (3 * count) for label, count in counts.items()}
    models = [ConnectomeClassifier(class_weight=w, **QUICK) for w in ("balanced", by_hand)]
    first, second = (model.fit(X, y).predict_proba(X) for model in models)
    assert_allclose(first, second, rtol=1e-6)


def test_missing_connections_are_exactly_zero_under_hard(cohort):
    model = ConnectomeClassifier("desikan_killiany", **QUICK).fit(*cohort)
    assert not (model.learned_connectome().adjacency() & ~model.connectome_.adjacency()).any()
