"""Choose the strength of the wiring cost along a path, by cross-validation."""

from inspect import signature
from numbers import Integral, Real

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.metrics import check_scoring
from sklearn.model_selection import check_cv
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval, StrOptions

from ..estimators._machine import draw_seeds
from ..estimators._together import fit_together
from ._fold_results import rows_of_results
from ._one_standard_error import within_one_standard_error
from ._stacked_scores import Problem, Scoring, score_in_stacks

# Where the search for the largest lambda begins; it moves up where wires are left.
_PROBED = (1e-3, 1e2)
_N_PROBED, _N_REFINED = 16, 6

PATH_CONSTRAINTS = {
    "lambdas": [StrOptions({"auto"}), "array-like"],
    "n_lambdas": [Interval(Integral, 1, None, closed="left")],
    "eps": [Interval(Real, 0, 1, closed="neither")],
    "one_standard_error": ["boolean"],
    "cv": ["cv_object"],
    "scoring": [str, callable, None],
    "n_jobs": [Integral, None],
    "max_stack_memory": [Interval(Real, 0, None, closed="neither")],
}


class LambdaPathCV:
    """Mixin of an estimator that chooses its own `lambda_wiring`.

    A subclass names the estimator that it chooses for (`_plain`).
    """

    warm_start = False

    @property
    def partial_fit(self):
        """Not available: a path needs all subjects at once."""
        raise AttributeError(f"{type(self).__name__} has no partial_fit")

    def _strength_of_wiring_cost(self):
        return self.lambda_wiring_

    def _fit_path(self, X, y, sample_weight, groups):
        """Score the path on folds, choose, and fit to all subjects."""
        X, y, sample_weight, groups = indexable(X, y, sample_weight, groups)
        seed = self.random_state
        if not isinstance(seed, Integral):
            seed = draw_seeds(seed, 1)[0]
        plain = self._plain(**self._network_parameters() | {"random_state": seed})
        weights = {} if sample_weight is None else {"sample_weight": np.asarray(sample_weight)}
        lambdas = self._lambdas(plain, X, y, weights)
        scores, densities = self._score_path(plain, lambdas, X, y, weights, groups)
        self.lambdas_, self.score_path_, self.density_path_ = lambdas, scores, densities
        self.lambda_wiring_ = float(lambdas[choose(scores, self.one_standard_error)])
        chosen_by, self.random_state = self.random_state, seed
        try:
            return self._fit(X, y, sample_weight)
        finally:
            self.random_state = chosen_by

    def _network_parameters(self):
        names = set(self._plain._get_param_names())
        return {n: v for n, v in self.get_params(deep=False).items() if n in names}

    def _lambdas(self, plain, X, y, weights):
        """Give the path, largest first."""
        if not isinstance(self.lambdas, str):
            lambdas = np.unique(np.asarray(self.lambdas, dtype=float))[::-1]
            if not lambdas.size or lambdas.min() < 0 or not np.isfinite(lambdas).all():
                raise ValueError(f"lambdas must be finite and >= 0, got {self.lambdas!r}")
            return lambdas
        largest = smallest_lambda_without_wires(plain, X, y, weights, self.max_stack_memory)
        return largest * np.geomspace(1, self.eps, self.n_lambdas)

    def _score_path(self, plain, lambdas, X, y, weights, groups):
        """Score every lambda on every fold: arrays of shape (n_lambdas, n_folds)."""
        scorer = _ScoreAndDensity(check_scoring(plain, self.scoring))
        splits = list(check_cv(self.cv, y, classifier=is_classifier(plain)).split(X, y, groups))
        found = score_in_stacks(
            [Problem(_with_lambda(plain, value), y) for value in lambdas],
            X,
            splits,
            Scoring(scorer, weights if scorer.takes_weights else {}),
            fit_params=weights,
            n_jobs=self.n_jobs,
            max_stack_memory=self.max_stack_memory,
            label="lambda path",
            verbose=self.verbose,
        )
        rows = rows_of_results([score for row in found for score in row], "raise", False)
        shape = (len(lambdas), len(splits))
        return tuple(
            np.reshape([row["test_scores"][name] for row in rows], shape)
            for name in ("score", "density")
        )


class _ScoreAndDensity:
    """Scores a fitted network, and says how dense it is."""

    def __init__(self, scorer):
        self.scorer = scorer
        # scikit-learn's own take any keyword; a user's function may not.
        parameters = signature(scorer).parameters.values()
        self.takes_weights = any(
            p.name == "sample_weight" or p.kind is p.VAR_KEYWORD for p in parameters
        )

    def __call__(self, estimator, X, y, **weights):
        score = self.scorer(estimator, X, y, **weights)
        return {"score": score, "density": estimator.density_}


def _with_lambda(plain, value):
    return clone(plain).set_params(lambda_wiring=float(value), verbose=0)


def choose(scores, one_standard_error):
    """Choose from a path whose sparsest network comes first.

    Parameters
    ----------
    scores : ndarray of shape (n_lambdas, n_folds)
        Larger is better.
    one_standard_error : bool
        Take the sparsest that is within a standard error of the best, instead of the best.

    Returns
    -------
    int
        Index; of equals, the sparsest.

    Examples
    --------
    >>> from sk_ccnn.model_selection._lambda_path import choose
    >>> scores = np.array([[0.1, 0.3], [0.4, 0.8], [0.5, 0.8]])
    >>> choose(scores, one_standard_error=False), choose(scores, one_standard_error=True)
    (2, 1)
    """
    if one_standard_error:
        return int(np.flatnonzero(within_one_standard_error(scores))[0])
    return int(scores.mean(axis=1).argmax())


def smallest_lambda_without_wires(plain, X, y, weights, max_stack_memory):
    """Find the smallest strength at which no wire between regions is left.

    By training stacks of ever narrower ranges of it, to within an eighth.

    Parameters
    ----------
    plain : BaseConnectomeEstimator
        Its `random_state` is an int.
    X, y : array-like
        Subjects.
    weights : dict
        With their ``sample_weight``, if they have one.
    max_stack_memory : float, in MiB

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the network has no wires between regions.
    """

    def left(lambdas):
        networks = [_with_lambda(plain, value) for value in lambdas]
        limit = max_stack_memory * 2**20
        errors = fit_together(networks, X, [y] * len(networks), **weights, max_bytes=limit)
        for error in filter(None, errors):
            raise error
        return np.array([network.n_connections_ for network in networks])

    lowest, highest = _PROBED
    while True:
        probed = np.geomspace(lowest, highest, _N_PROBED)
        wires = left(probed)
        if np.isnan(wires).any():
            raise ValueError(
                f"{plain!r} has no wires between regions, so no lambda_wiring is to be chosen"
            )
        if wires[-1] == 0:
            break
        lowest, highest = highest, highest * highest / lowest
    if not wires.any():
        return float(probed[0])
    last = int(np.flatnonzero(wires)[-1])
    refined = np.geomspace(probed[last], probed[last + 1], _N_REFINED + 2)[1:]
    wires = left(refined[:-1])
    none_after = np.append(wires, 0).nonzero()[0]
    return float(refined[none_after[-1] + 1 if none_after.size else 0])
