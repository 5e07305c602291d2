import numpy as np
from numpy.testing import assert_allclose
from sklearn.model_selection import StratifiedKFold, cross_val_score

from sk_ccnn import ConnectomeClassifier, ConnectomeClassifierCV

QUICK = {"n_members": 1, "max_epochs": 10, "lr": 0.03, "random_state": 0}
PATH = {"lambdas": [0.0, 0.01, 0.3], "cv": 3}


def test_it_is_the_classifier_with_the_strength_that_it_chose(brain, small_patients):
    X, y = small_patients
    model = ConnectomeClassifierCV(brain, class_weight="balanced", **PATH, **QUICK).fit(X, y)
    plain = ConnectomeClassifier(
        brain, class_weight="balanced", lambda_wiring=model.lambda_wiring_, **QUICK
    ).fit(X, y)
    assert np.array_equal(model.predict_proba(X), plain.predict_proba(X))
    assert model.classes_.tolist() == ["control", "patient"]
    assert model.loss_curve_ == plain.loss_curve_


def test_folds_are_stratified_and_scored_by_accuracy_or_as_asked(brain, small_patients):
    X, _ = small_patients
    few = np.where(np.arange(60) % 6 == 0, "patient", "control")
    plain = ConnectomeClassifier(brain, lambda_wiring=0.3, **QUICK)
    for scoring in (None, "roc_auc"):
        model = ConnectomeClassifierCV(brain, scoring=scoring, **PATH, **QUICK).fit(X, few)
        expected = cross_val_score(plain, X, few, cv=StratifiedKFold(3), scoring=scoring)
        assert_allclose(model.score_path_[0], expected, rtol=0, atol=1e-9)


def test_its_defaults_are_the_classifiers():
    ours, theirs = ConnectomeClassifierCV().get_params(), ConnectomeClassifier().get_params()
    assert set(theirs) - set(ours) == {"lambda_wiring", "warm_start"}
    assert all(ours[name] == theirs[name] for name in theirs if name in ours)


def test_a_whole_path_is_needed_at_once():
    assert not hasattr(ConnectomeClassifierCV(), "partial_fit")
