"""Estimators that choose the strength of their wiring cost along a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import (
    BaseEstimator,
    MetaEstimatorMixin,
)
from sklearn.utils import Tags, get_tags
from sklearn.utils._param_validation import HasMethods
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from ..estimators import BaseConnectomeEstimator, find_network
from ..types import AnyArray, Constraint, FloatArray
from ..validation import validated_fit
from .lambda_path import PATH_CONSTRAINTS, Lambdas, PathOptions, search_path
from .wiring_choice import WiringChoice


def _best_has(method: str) -> Callable[[Any], bool]:
    def check(self: LambdaPathCV) -> bool:
        getattr(getattr(self, "best_estimator_", self.estimator), method)
        return True

    return check


class LambdaPathCV(MetaEstimatorMixin, BaseEstimator):
    """Choose `lambda_wiring` of a network by cross-validation along a path.

    As `LassoCV` does for the Lasso: the path runs from the smallest strength that removes every
    wire but those within a region, down to 0. All strengths of a fold are trained as one stack; the
    one that is chosen is then trained on all subjects. In a Pipeline the steps before the network
    are fitted in each fold, to its training subjects.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer or Pipeline
        A Pipeline must end in one of them. Every strength and fold gets the same seeds.
    lambdas : "auto" or array-like of shape (n_lambdas,), default="auto"
        The path; ``"auto"`` finds where it has to begin, and ends at 0.
    n_lambdas : int, default=20
        Length of an automatic path, 0 included.
    eps : float, default=1e-3
        Its smallest strength above 0 over its largest.
    one_standard_error : bool, default=False
        Choose the network with fewest wires (mean density over folds, then the largest strength)
        whose score is within a standard error of the best; of all constraints, where several are
        searched. Otherwise the best mean is chosen, and of equals the fewest wires.
    cv : int, cross-validator or iterable, default=None
        As scikit-learn takes it; None is 5 folds.
    scoring : str, callable or None, default=None
        What is best; None is the estimator's own score, in place of R² the negative mean squared
        error where a fold cannot have one (a fold of one subject).
    n_jobs : int, default=None
        Processes, as joblib takes it.
    max_stack_memory : float, optional
        What the stacks that train at once may take together, in MiB.
        By default 1024, or what a GPU has free.
    verbose : int, default=0
        1 for a progress bar.
    constraints : sequence of {"hard", "soft", "init", "none"} or None, default=None
        Constraints that are searched beside the strength, each along a path of its own on the same
        folds with the same seeds; None is the network's own only. ``("hard", "none")`` asks whether
        the connectome earns its place. ``"soft"`` is searched at the network's `lambda_constraint`.
        They need a connectome, and ``"gcn"`` and ``"gat"`` know ``"hard"`` only.

    Attributes
    ----------
    lambda_wiring_ : float
        The strength that was chosen.
    constraint_ : {"hard", "soft", "init", "none"}
        The constraint that was chosen.
    constraints_ : tuple of str
        Those that were searched.
    lambdas_ : ndarray of shape (n_lambdas,) or (n_constraints, n_lambdas)
        The path, largest first; a path for each constraint where several are searched.
    score_path_, density_path_ : ndarray of shape (n_lambdas, n_folds) or (n_constraints, \
n_lambdas, n_folds)
        Score in test subjects, and density of the network, of each strength in each fold.
    choice_ : WiringChoice
        What was chosen, and by how much: prints as a table and a sentence.
    best_estimator_ : estimator
        Fitted to all subjects with `constraint_` and `lambda_wiring_`.

    See Also
    --------
    ConnectomeRegressorCV, ConnectomeClassifierCV : The same for one network, as an estimator.
    StackedGridSearchCV : Search over any parameters.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import LambdaPathCV
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor(
    ...     "desikan_killiany", n_members=1, max_epochs=10, random_state=0
    ... )
    >>> path = LambdaPathCV(make_pipeline(StandardScaler(), network), n_lambdas=4, cv=3)
    >>> path.fit(X, age).score_path_.shape
    (4, 3)
    """

    # Only its folds take groups, and those of scikit-learn's that do request them too.
    __metadata_request__fit = {"groups": True}

    _parameter_constraints: dict[str, Any] = {
        "estimator": [HasMethods("fit")],
        **PATH_CONSTRAINTS,
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        estimator: Any,
        *,
        lambdas: Lambdas = "auto",
        n_lambdas: int = 20,
        eps: float = 1e-3,
        one_standard_error: bool = False,
        cv: Any = None,
        scoring: str | Callable[..., float] | None = None,
        n_jobs: int | None = None,
        max_stack_memory: float | None = None,
        verbose: int = 0,
        constraints: Sequence[Constraint] | None = None,
    ) -> None:
        self.estimator = estimator
        self.lambdas = lambdas
        self.n_lambdas = n_lambdas
        self.eps = eps
        self.one_standard_error = one_standard_error
        self.cv = cv
        self.scoring = scoring
        self.n_jobs = n_jobs
        self.max_stack_memory = max_stack_memory
        self.verbose = verbose
        self.constraints = constraints

    @validated_fit(prefer_skip_nested_validation=False)  # the estimator validates itself
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
        **fit_params: Any,
    ) -> Self:
        """Choose the strength of the wiring cost, and fit the estimator with it.

        Parameters
        ----------
        X : array-like of shape (n_samples, ...)
            As the estimator takes it.
        y : array-like of shape (n_samples,), default=None
            Target.
        groups : array-like of shape (n_samples,), default=None
            For a `cv` that keeps groups together.
        **fit_params
            As for the estimator's `fit`, such as ``sample_weight``.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If the estimator is no network.
        ValueError
            If the network has no wires between regions, a fold cannot be scored (R² of one
            subject), or an input does not fit.
        """
        find_network(self.estimator)
        options = path_options(self)
        best, choice = search_path(
            self.estimator, X, y, options, fit_params=fit_params, groups=groups
        )
        given = (X,) if y is None else (X, y)
        self.best_estimator_ = best.fit(*given, **fit_params)
        keep_choice(self, choice)
        for name in ("n_features_in_", "feature_names_in_", "classes_"):
            if hasattr(self.best_estimator_, name):
                setattr(self, name, getattr(self.best_estimator_, name))
        return self

    def __sklearn_is_fitted__(self) -> bool:
        """Tell whether a strength was chosen."""
        return hasattr(self, "best_estimator_")

    def __sklearn_tags__(self) -> Tags:
        """Take the tags of the estimator."""
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.estimator_type = inner.estimator_type
        tags.classifier_tags, tags.regressor_tags = inner.classifier_tags, inner.regressor_tags
        tags.input_tags, tags.target_tags = inner.input_tags, inner.target_tags
        return tags

    @available_if(_best_has("predict"))
    def predict(self, X: ArrayLike) -> AnyArray:
        """Predict by the estimator that was chosen; see its `predict`."""
        check_is_fitted(self)
        return self.best_estimator_.predict(X)

    @available_if(_best_has("predict_proba"))
    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Compute probabilities by the estimator that was chosen; see its `predict_proba`."""
        check_is_fitted(self)
        return self.best_estimator_.predict_proba(X)

    @available_if(_best_has("decision_function"))
    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Compute decision values by the estimator that was chosen; see its method."""
        check_is_fitted(self)
        return self.best_estimator_.decision_function(X)

    @available_if(_best_has("transform"))
    def transform(self, X: ArrayLike) -> Any:
        """Describe subjects by the estimator that was chosen; see its `transform`."""
        check_is_fitted(self)
        return self.best_estimator_.transform(X)

    @available_if(_best_has("score"))
    def score(self, X: ArrayLike, y: ArrayLike | None = None, **params: Any) -> float:
        """Score the estimator that was chosen, by its own `score`."""
        check_is_fitted(self)
        return self.best_estimator_.score(X, y, **params)


class ChoosesLambda(BaseConnectomeEstimator):
    """Mixin of a network that chooses its own `lambda_wiring`.

    A subclass names the estimator that it chooses for (`_plain`).
    """

    _plain: Callable[..., BaseConnectomeEstimator]
    trains_as_planned = False
    warm_start = False

    @available_if(lambda self: False)
    def partial_fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Not available: a path needs all subjects at once."""
        raise NotImplementedError

    def _wiring_strength(self) -> float:
        return getattr(self, "lambda_wiring_", 0.0)

    def _wiring_constraint(self) -> Constraint:
        return getattr(self, "constraint_", self.constraint)

    def _fit_path(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None,
        groups: ArrayLike | None,
    ) -> Self:
        """Choose from the path, and become the network that was chosen."""
        names = self._plain().get_params(deep=False)
        given = {n: v for n, v in self.get_params(deep=False).items() if n in names}
        weights = {} if sample_weight is None else {"sample_weight": np.asarray(sample_weight)}
        options = path_options(self)
        # What is wrong with the subjects comes before what is wrong with their folds.
        self._plain(**given).read_subjects(X, y, weights.get("sample_weight"))
        network = self._plain(**given)
        best, choice = search_path(network, X, y, options, fit_params=weights, groups=groups)
        best.fit(X, y, **weights)
        for name in ("n_features_in_", "feature_names_in_"):
            self.__dict__.pop(name, None)
            if hasattr(best, name):
                setattr(self, name, getattr(best, name))
        keep_choice(self, choice)
        return self.adopt(best.plan_, best.net_)


def path_options(estimator: Any) -> PathOptions:
    """Give the parameters of an estimator that say how its path is laid: PathOptions."""
    return PathOptions(**{name: getattr(estimator, name) for name in PathOptions._fields})


def keep_choice(estimator: Any, choice: WiringChoice) -> None:
    """Set the fitted attributes that describe what was searched, and what was chosen."""
    estimator.choice_, estimator.constraints_ = choice, choice.constraints
    estimator.constraint_, estimator.lambda_wiring_ = choice.constraint, choice.lambda_wiring
    # As of `ElasticNetCV`: an axis of the constraints only where there are several.
    only = 0 if len(choice.constraints) == 1 else slice(None)
    estimator.lambdas_ = choice.lambdas[only]
    estimator.score_path_, estimator.density_path_ = choice.scores[only], choice.densities[only]
