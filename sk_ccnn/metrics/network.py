"""The trained network that an estimator predicts with."""

from sklearn.base import is_classifier, is_regressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from ..estimators._base import BaseConnectomeEstimator


def without_wrapper(estimator):
    """Give the pipeline or network inside a search or another model of one estimator.

    Parameters
    ----------
    estimator : estimator
        Of a fitted one the inner estimator that is fitted.

    Returns
    -------
    estimator
    """
    for name in ("best_estimator_", "estimator_", "estimator"):
        if hasattr(estimator, name):
            return without_wrapper(getattr(estimator, name))
    return estimator


def last_step(estimator, name="estimator"):
    """Give the regressor or classifier of ours that an estimator ends in.

    Parameters
    ----------
    estimator : estimator, Pipeline, or search over one
    name : str, default="estimator"
        What the caller calls it.

    Returns
    -------
    ConnectomeRegressor or ConnectomeClassifier

    Raises
    ------
    TypeError
        If it ends in anything else.
    """
    last = without_wrapper(estimator)
    last = last.steps[-1][1] if isinstance(last, Pipeline) else last
    is_predictor = is_regressor(last) or is_classifier(last)
    if not isinstance(last, BaseConnectomeEstimator) or not is_predictor:
        raise TypeError(
            f"{name} must be a ConnectomeRegressor or a ConnectomeClassifier, or a Pipeline that "
            f"ends in one, got {estimator!r}"
        )
    return last


def fitted_network(estimator, name="estimator"):
    """Give the last step of an estimator that is fitted.

    Parameters
    ----------
    estimator, name
        As of `last_step`.

    Returns
    -------
    ConnectomeRegressor or ConnectomeClassifier

    Raises
    ------
    TypeError
        If it ends in anything else.
    NotFittedError
        If it is not fitted.
    """
    last = last_step(estimator, name)
    check_is_fitted(last)
    return last
