"""The network with fewest wires, of those that the folds cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..estimators import find_network
from ..results import magnitude, merge_ties
from ..types import FloatArray
from .one_standard_error import metrics_of, strengths_of, within_one_standard_error
from .ranking import scores_by_fold


def choose(
    scores: FloatArray, densities: FloatArray, strengths: FloatArray, *, one_standard_error: bool
) -> int:
    """Choose a network by its scores, and of equals the one with fewest wires.

    Parameters
    ----------
    scores, densities : ndarray of shape (n_candidates, n_folds)
        Larger scores are better. A candidate with a score that is not a number is not chosen.
        Densities are NaN where a network has no wires between regions.
    strengths : ndarray of shape (n_candidates,)
        Of the wiring cost.
    one_standard_error : bool
        Take all within a standard error of the best for equal, not only those up to rounding.

    Returns
    -------
    int
        Index: the lowest mean density, of these the largest strength, of these the best mean, of
        these the first.

    Raises
    ------
    ValueError
        If no candidate has a score in every fold.

    Examples
    --------
    >>> from sk_ccnn.model_selection.fewest_wires import choose
    >>> scores = np.array([[0.1, 0.3], [0.4, 0.8], [0.5, 0.8]])
    >>> densities = np.array([[0.0, 0.0], [0.2, 0.4], [0.9, 0.8]])
    >>> strengths = np.array([1.0, 0.1, 0.0])
    >>> choose(scores, densities, strengths, one_standard_error=False)
    2
    >>> choose(scores, densities, strengths, one_standard_error=True)
    1
    """
    means = merge_ties(np.mean(scores, axis=1), magnitude(scores))
    equals = within_one_standard_error(scores)
    if not one_standard_error:
        equals &= means == np.nanmax(means)
    wires = merge_ties(np.mean(densities, axis=1))
    order = np.lexsort((-means, -np.asarray(strengths), wires))  # stable, the last key first
    return int(order[equals[order]][0])


def fewest_wires(cv_results: Mapping[str, Any]) -> int:
    """Choose the network with fewest wires that scores within one standard error of the best.

    For ``refit=`` of `GridSearchCV` and `StackedGridSearchCV` over ``constraint`` and
    ``lambda_wiring``: what `ConnectomeRegressorCV` does with ``one_standard_error=True``. Wires are
    counted, because neither parameter tells how many there are: a strong cost may leave fewer of an
    unconstrained network than a weak one of the connectome's.

    Parameters
    ----------
    cv_results : dict
        ``cv_results_`` of a search over ``lambda_wiring``, and other parameters, with two metrics:
        the one that decides, and ``"density"``, which is `wiring_density`.

    Returns
    -------
    int
        Index of the candidate: the lowest mean density, of these the largest strength, of these the
        best mean.

    Raises
    ------
    ValueError
        If there are other metrics, no single strength, or no candidate has a score in every fold.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import StackedGridSearchCV, fewest_wires, wiring_density
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> grid = {"constraint": ["hard", "none"], "lambda_wiring": [0, 0.01]}
    >>> scoring = {"MAE": "neg_mean_absolute_error", "density": wiring_density}
    >>> search = StackedGridSearchCV(network, grid, scoring=scoring, cv=3, refit=fewest_wires)
    >>> search.fit(X, age).best_params_
    {'constraint': 'hard', 'lambda_wiring': 0.01}
    """
    metrics = metrics_of(cv_results)
    deciding = [name for name in metrics if name != "density"]
    if len(metrics) != 2 or len(deciding) != 1:
        raise ValueError(
            "fewest_wires needs the results of two metrics, the one that decides and 'density' "
            f"(sk_ccnn.model_selection.wiring_density), got those of {metrics}"
        )
    return choose(
        scores_by_fold(cv_results, deciding[0]),
        scores_by_fold(cv_results, "density"),
        strengths_of(cv_results, "fewest_wires"),
        one_standard_error=True,
    )


def wiring_density(estimator: Any, X: Any = None, y: Any = None) -> float:
    """Give the density of a fitted network, as a metric of a search: float.

    Parameters
    ----------
    estimator : estimator
        A network, or what is wrapped around it.
    X, y : array-like
        Not used; scikit-learn gives them to every scorer.
    """
    return float(find_network(estimator, fitted=True).density_)
