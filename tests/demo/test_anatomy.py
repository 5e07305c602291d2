from types import SimpleNamespace

import numpy as np
import pytest

from sk_ccnn.demo import anatomy
from sk_ccnn.demo.brain_age import load_cohort
from sk_ccnn.inference import NullTest
from sk_ccnn.results import MeanOverFolds, corrected_t_test


def null_test(gain_over_nulls, n_nulls=20):
    """Make a test whose connectome gains so much over each null, in years, in two folds."""
    scores = np.array([-8.0, -9.0])
    nulls = np.tile(scores - gain_over_nulls, (n_nulls, 1)) + np.arange(n_nulls)[:, None] * 1e-3
    gains = (scores - nulls).mean(axis=1)
    null = SimpleNamespace(rewired_fraction=0.5)
    return NullTest(
        metric="neg_mean_absolute_error",
        scores=scores,
        unconstrained_scores=scores - 1,
        null_scores={"degree": nulls},
        resampled_gains={"degree": gains},
        nulls={"degree": [null] * n_nulls},
        test_share=0.25,
    )


def gain(*by_fold) -> MeanOverFolds:
    return corrected_t_test(np.array(by_fold), 0.25)


SURE, UNSURE, LOSS = (1.0, 1.01, 0.99, 1.0), (1.0, -1.0, 0.5, -0.4), (-1.0, -1.01, -0.99, -1.0)


@pytest.mark.parametrize(
    ("over_nulls", "over_none", "words"),
    [
        (1.0, SURE, "the connectome helps: "),
        (1.0, UNSURE, "it does not help: the same network without anatomy is not worse"),
        (1.0, LOSS, "it does not help: the same network without anatomy is not worse"),
        (-1.0, SURE, "fewer wires help (gain in MAE +1.00"),
        (-1.0, SURE, "but the connectome does not: no benefit over rewired ones was found"),
        (-1.0, UNSURE, "the connectome does not help: "),
        (-1.0, LOSS, "the connectome does not help: "),
    ],
)
def test_it_says_in_these_words_whether_the_connectome_helps(over_nulls, over_none, words):
    said = anatomy.say_whether_it_helps(null_test(over_nulls), gain(*over_none))
    assert words in said
    assert ("the connectome helps" in said) == (over_nulls > 0 and over_none is SURE)
    assert "p = " in said and "95% interval" in said


def test_too_few_nulls_and_missing_scores_say_nothing_about_it():
    few = anatomy.say_whether_it_helps(null_test(1.0, n_nulls=3), gain(*SURE))
    assert few.startswith("whether the connectome helps cannot be told: with 3 nulls")
    unknown = anatomy.say_whether_it_helps(null_test(1.0), gain(np.nan, 1.0, 1.0, 1.0))
    assert unknown.startswith("whether the connectome helps cannot be told: a score")


def test_every_connectome_has_an_error_in_every_fold():
    test = null_test(0.5, n_nulls=4)
    table = anatomy.errors_on_connectomes(test)
    assert len(table) == (2 + 4) * 2
    means = table.groupby(["arm", "number"])["mae"].mean()
    assert means["connectome", 0] == -test.score
    assert means["no anatomy", 0] == pytest.approx(9.5)
    assert means["null"].tolist() == pytest.approx((-test.null_scores["degree"]).mean(axis=1))


@pytest.mark.slow
def test_the_nulls_are_rewired_and_share_the_folds_of_the_comparison():
    X, age = load_cohort(60)
    test = anatomy.compare_with_nulls(X, age, n_splits=2, n_nulls=2, n_jobs=1)
    assert test.scores.shape == (2,) and test.null_scores["degree"].shape == (2, 2)
    assert all(null.rewired_fraction > 0.3 for null in test.nulls["degree"])
    assert -40 < test.score < 0


@pytest.mark.slow
def test_the_curve_has_a_line_for_each_lambda():
    curve, learned = anatomy.search_all(*load_cohort(60), lambdas=[1e-4, 1.0])
    assert curve["lambda_wiring"].tolist() == [1e-4, 1.0]
    assert curve["density"].is_monotonic_decreasing
    assert learned.coordinates is not None and learned.n_regions == 68
