"""scikit-learn calibrates the probabilities of a network that is too sure of itself."""

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import StratifiedKFold

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import network_for
from sk_ccnn.results.metrics import neg_brier, neg_calibration_error


@pytest.mark.slow
def test_calibration_makes_probabilities_of_real_patients_more_reliable(data_dir):
    (task,) = COHORTS["schizophrenia"](data_dir)
    network = network_for(task, constraint=task.constraint, n_members=3, max_epochs=30)
    models = [network, CalibratedClassifierCV(network, method="sigmoid", cv=3, ensemble=False)]
    errors = []
    for train, test in StratifiedKFold(3, shuffle=True, random_state=0).split(task.X, task.y):
        held_out = task.X[test], task.y[test]
        fitted = [model.fit(task.X[train], task.y[train]) for model in models]
        errors.append(
            [[-score(model, *held_out) for score in (neg_brier, neg_calibration_error)]
             for model in fitted]
        )  # fmt: skip
    plain, calibrated = np.mean(errors, axis=0)
    assert calibrated[0] < plain[0] and calibrated[1] < plain[1] / 2
