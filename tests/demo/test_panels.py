import numpy as np
import pytest
from matplotlib.figure import Figure

from sk_ccnn.demo.panels import plot_lambda_curve, plot_predicted


@pytest.fixture
def ax():
    return Figure().subplots()


def test_predictions_are_plotted_with_units_and_their_error(ax):
    true = np.array([20.0, 40, 60])
    plot_predicted(true, true + np.array([1, -2, 3]), ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("true age (years)", "predicted age (years)")
    assert "MAE 2.0 years" in ax.get_title()
    (points,) = ax.collections
    assert points.get_offsets().tolist() == [[20, 21], [40, 38], [60, 63]]


def test_the_curve_shows_error_and_density_over_a_log_axis(ax):
    left, right = plot_lambda_curve(
        [1e-3, 1e-2, 1e-1], [9.0, 8.0, 10.0], [0.2, 0.1, 0.0], ax, error_label="MAE (years)"
    )
    assert left.get_xscale() == "log"
    assert left.get_ylabel() == "MAE (years)" and "%" in right.get_ylabel()
    assert right.lines[0].get_ydata().tolist() == pytest.approx([20, 10, 0])
    assert "best at 0.01" in left.get_title()


def test_an_error_that_is_not_defined_has_no_best(ax):
    left, _ = plot_lambda_curve(
        [1e-3, 1e-2, 1e-1], [9.0, np.nan, 10.0], [0.2, 0.1, 0.0], ax, error_label="MAE"
    )
    assert "the best cannot be told" in left.get_title() and "nan" not in left.get_title()


def test_of_errors_that_are_equal_but_for_rounding_the_first_is_best(ax):
    errors = [np.mean([0.1, 0.4, 0.1]), np.mean([0.1, 0.1, 0.4]), 9.0]
    for order in (errors, [errors[1], errors[0], 9.0]):
        left, _ = plot_lambda_curve([1e-3, 1e-2, 1e-1], order, np.zeros(3), ax, error_label="MAE")
        assert "best at 0.001" in left.get_title()
