"""The decorators that check parameters leave the signature to be seen, and say what is wrong."""

import inspect

import pytest
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import InvalidParameterError

from sk_ccnn.validation import validated, validated_fit


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
