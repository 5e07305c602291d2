"""Outputs get their meaning, and a baseline is a subject like any other."""

import numpy as np
import pytest
import torch

from sk_ccnn.attributions.subjects import arranged, baseline_of, scale_names, to_decision_scale


def test_what_is_explained_is_what_the_estimator_decides_by_up_to_a_constant(
    regressor, classifier, nodes
):
    X, y = nodes
    network = regressor(max_epochs=3).fit(X, y)
    found = to_decision_scale(network, network.net_.member_outputs(arranged(network, X)).double())
    constant = network.predict(X) - found.mean(dim=0).numpy()[:, 0]
    assert constant == pytest.approx(constant[0])
    for n_classes in (2, 3):
        classes = np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))
        network = classifier(max_epochs=3).fit(X, classes)
        found = to_decision_scale(
            network, network.net_.member_outputs(arranged(network, X)).double()
        )
        decision = np.reshape(network.decision_function(X), (len(X), -1))
        assert found.mean(dim=0).numpy() == pytest.approx(decision, abs=1e-6)
        assert len(scale_names(network)) == decision.shape[1]


def test_a_baseline_is_laid_out_as_a_subject(regressor, edges, pair):
    X, y = edges
    network = regressor(max_epochs=1).fit(X, y)
    subjects = arranged(network, X)
    assert torch.equal(baseline_of(network, X[5], X), subjects[5])
    upper = X[5][np.triu_indices(10, k=1)]
    assert torch.equal(baseline_of(network, upper, X), subjects[5])
    assert torch.allclose(baseline_of(network, "mean", X), subjects.mean(dim=0))
    zeros = arranged(network, np.zeros((1, 45)))
    assert torch.equal(baseline_of(network, "zero", X), zeros[0])


@pytest.mark.parametrize("baseline", [np.ones(10), np.full((10, 10), np.nan)])
def test_a_baseline_that_does_not_fit_is_refused(regressor, edges, baseline):
    network = regressor(max_epochs=1).fit(*edges)
    with pytest.raises(ValueError, match="one finite number for each of the 45 columns"):
        baseline_of(network, baseline, edges[0])
