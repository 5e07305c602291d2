"""Two estimators that are scored with one seed are scored on the same bootstrap sample."""

import numpy as np
from sklearn.linear_model import Ridge

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.inference.resampled import ResampledScorer


def seen_by(seeds, estimator, y):
    """Tell which subjects a scorer of these seeds sees, all and each sample: list of lists."""
    seen = []

    def scorer(estimator, X, y):
        seen.append(X[:, 0].tolist())
        return 0.0

    ResampledScorer(scorer, seeds)(estimator, np.arange(len(y))[:, None], y)
    return seen


def test_a_null_and_the_connectome_are_compared_on_one_bootstrap_sample():
    y = np.arange(50.0)
    everybody, *samples = seen_by([3, 4], Ridge(), y)
    assert everybody == list(range(50))
    assert seen_by([4], Ridge(), y)[1] == samples[1] != samples[0]
    assert all(len(sample) == 50 > len(set(sample)) for sample in samples)


def test_a_bootstrap_sample_has_as_many_of_each_class(brain):
    y = np.array([0] * 40 + [1] * 3)
    _, sample = seen_by([0], ConnectomeClassifier(brain), y)
    assert y[sample].sum() == 3


def test_a_bootstrap_sample_of_few_subjects_never_has_one_age_only():
    seen = []

    def scorer(estimator, X, y):
        seen.append(y.tolist())
        return 0.0

    y = np.array([30.0, 31.0])
    ResampledScorer(scorer, range(50))(Ridge(), y[:, None], y)
    assert all(len(set(sample)) == 2 for sample in seen)
    # Where all are of one age, no sample can have two.
    ResampledScorer(scorer, range(3))(Ridge(), y[:, None], np.full(2, 30.0))
