import numpy as np
import pytest
from numpy.testing import assert_allclose

from sk_ccnn.brain_age.bias import AgeBias


def shrunken(n=300, seed=0):
    random = np.random.default_rng(seed)
    age = random.uniform(20, 80, n)
    return 20 + 0.6 * age + random.normal(0, 4, n), age


def test_line_is_that_of_least_squares():
    predicted, age = shrunken()
    assert_allclose(AgeBias.of(predicted, age), np.polyfit(age, predicted, 1))


def test_a_weight_of_two_is_the_subject_twice():
    predicted, age = shrunken(40)
    weight = np.arange(40) % 3
    twice = np.repeat(np.arange(40), weight)
    assert_allclose(AgeBias.of(predicted, age, weight), AgeBias.of(predicted[twice], age[twice]))


@pytest.mark.parametrize("correction", ["beheshti", "cole"])
def test_corrected_gap_does_not_go_with_age_where_the_line_was_fitted(correction):
    predicted, age = shrunken()
    gap = AgeBias.of(predicted, age).correct(predicted, age, correction) - age
    assert np.corrcoef(predicted - age, age)[0, 1] < -0.5
    assert np.corrcoef(gap, age)[0, 1] == pytest.approx(0, abs=1e-10)
    assert gap.mean() == pytest.approx(0, abs=1e-10)


def test_beheshti_subtracts_the_line_of_the_gap_on_age():
    predicted, age = shrunken()
    offset = np.polyval(np.polyfit(age, predicted - age, 1), age)
    corrected = AgeBias.of(predicted, age).correct(predicted, age, "beheshti")
    assert_allclose(corrected, predicted - offset)


def test_gaps_of_the_two_corrections_differ_by_the_slope_only():
    predicted, age = shrunken()
    bias = AgeBias.of(predicted, age)
    gaps = {name: bias.correct(predicted, age, name) - age for name in ("beheshti", "cole")}
    assert_allclose(gaps["beheshti"], bias.slope * gaps["cole"])
    assert bias.stretch("cole") == pytest.approx(1 / bias.slope)


def test_cole_needs_no_age():
    assert_allclose(AgeBias(0.5, 20.0).correct(np.array([50.0]), None, "cole"), 60.0)


@pytest.mark.parametrize("slope", [0.0, -0.2])
def test_a_line_that_does_not_rise_cannot_be_divided_by(slope):
    with pytest.raises(ValueError, match=f"divides by the slope .* {slope:g}"):
        AgeBias(slope, 50.0).require_rising()


def test_line_is_level_where_all_have_one_age():
    assert AgeBias.of(np.array([40.0, 60.0]), np.array([30.0, 30.0])) == (0.0, 50.0)
