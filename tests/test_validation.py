"""The decorators that check parameters leave the signature to be seen, and say what is wrong."""

import inspect

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import InvalidParameterError

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.validation import checked_sample_weight, validated, validated_fit


@validated({"x": [int]}, prefer_skip_nested_validation=True)
def double(x: int, *, times: int = 2) -> int:
    """Double a number."""
    return x * times


class Estimator(BaseEstimator):
    _parameter_constraints = {"alpha": [float]}

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(self, X: list, y: list | None = None) -> "Estimator":
        """Fit."""
        self.fitted_ = True
        return self


def test_right_calls_go_through():
    assert double(2, times=3) == 6
    assert Estimator().fit([[1]]).fitted_


def test_wrong_parameters_are_named():
    with pytest.raises(InvalidParameterError, match="'x' parameter of .*double must be"):
        double("2")
    with pytest.raises(InvalidParameterError, match="'alpha' parameter of Estimator"):
        Estimator("1").fit([[1]])


def test_signature_and_words_stay():
    signature = inspect.signature(double)
    assert list(signature.parameters) == ["x", "times"]
    assert signature.return_annotation is int
    assert list(inspect.signature(Estimator.fit).parameters) == ["self", "X", "y"]
    assert double.__doc__ == "Double a number."
    assert Estimator.fit.__doc__ == "Fit."


BAD_WEIGHTS = {
    "NaN": (float("nan"), "NaN"),
    "infinite": (float("inf"), "infinity"),
    "negative": (-1.0, "Negative values"),
    "zero": (0, "non-zero"),
    "NaN for one": ([1, np.nan, 1], "NaN"),
    "zeros": ([0, 0, 0], "non-zero"),
    "too few": ([1, 1], "shape"),
    "too large": ([1.7e308] * 3, "finite sum, got weights up to 1.7e"),
    "one that is too large": (1.7e308, "finite sum"),
    "text": ("a", "could not convert"),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", BAD_WEIGHTS)
def test_weights_that_do_not_weigh_are_refused(case):
    weight, says = BAD_WEIGHTS[case]
    with pytest.raises(ValueError, match=says):
        checked_sample_weight(weight, np.ones((3, 2)))


@pytest.mark.parametrize(
    ("given", "weight"), [(None, [1, 1, 1]), (2, [2, 2, 2]), ([0, 1, 2], [0, 1, 2])]
)
def test_each_sample_gets_a_weight(given, weight):
    found = checked_sample_weight(given, np.ones((3, 2)))
    assert found.dtype == np.float64 and found.tolist() == weight


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer])
def test_estimators_refuse_one_weight_that_is_nan(kind):
    X, y = np.random.default_rng(0).normal(size=(12, 4)), np.arange(12) % 2
    with pytest.raises(ValueError, match="sample_weight.*NaN"):
        kind(n_members=1, max_epochs=1).fit(X, y, sample_weight=float("nan"))
