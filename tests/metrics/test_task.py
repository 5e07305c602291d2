"""Scores are scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import (
    balanced_accuracy_score,
    brier_score_loss,
    mean_absolute_error,
    r2_score,
    roc_auc_score,
)

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.metrics.task import score_task
from sk_ccnn.results.metrics import calibration_error


def test_regression_scores(fit, cohort):
    network, (X, y) = fit(), cohort
    predicted = network.predict(X[60:])
    scores = score_task(network, X[60:], y[60:])
    assert scores == pytest.approx(
        {
            "MAE": mean_absolute_error(y[60:], predicted),
            "R²": 1 - ((y[60:] - predicted) ** 2).sum() / ((y[60:] - y[60:].mean()) ** 2).sum(),
            "r": np.corrcoef(y[60:], predicted)[0, 1],
        }
    )
    assert scores["R²"] == pytest.approx(r2_score(y[60:], predicted))


def test_several_targets_are_scored_by_their_mean(brain, cohort, fit):
    X, y = cohort
    both = np.column_stack([y, -y])
    network = fit().set_params(connectome=brain).fit(X[:60], both[:60])
    single = [np.corrcoef(both[60:, k], network.predict(X[60:])[:, k])[0, 1] for k in (0, 1)]
    assert score_task(network, X[60:], both[60:])["r"] == pytest.approx(np.mean(single))


@pytest.mark.parametrize("n_classes", [2, 3])
def test_classification_scores(brain, cohort, n_classes):
    X, y = cohort
    names = np.array(["control", "mild", "severe"])
    classes = names[np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))]
    network = ConnectomeClassifier(brain, n_members=1, max_epochs=20, random_state=0)
    network.fit(X[:60], classes[:60])
    truth, probability = classes[60:], network.predict_proba(X[60:])
    of_auc = probability[:, 1] if n_classes == 2 else probability
    scores = score_task(network, X[60:], truth)
    error = scores.pop("calibration error", None)
    assert (error is None) == (n_classes == 3)
    if error is not None:
        assert error == calibration_error(truth == network.classes_[1], probability[:, 1])
    assert scores == pytest.approx(
        {
            "AUC": roc_auc_score(truth, of_auc, multi_class="ovr"),
            "balanced accuracy": balanced_accuracy_score(truth, network.predict(X[60:])),
            "Brier": brier_score_loss(truth, probability, labels=network.classes_),
        }
    )


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
@pytest.mark.parametrize("n_classes", [2, 3])
def test_where_a_class_is_missing_there_is_no_auc(brain, cohort, n_classes):
    X, y = cohort
    classes = np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))
    network = ConnectomeClassifier(brain, n_members=1, max_epochs=5, random_state=0)
    network.fit(X, classes)
    one, truth = np.flatnonzero(classes == 0), classes
    assert np.isnan(score_task(network, X[one], truth[one])["AUC"])
