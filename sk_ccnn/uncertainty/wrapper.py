"""What is wrapped around a regressor, and predicts its training subjects out of fold."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, MetaEstimatorMixin, RegressorMixin, clone, is_regressor
from sklearn.utils import Bunch, Tags, get_tags, indexable
from sklearn.utils.metadata_routing import MetadataRouter

from ..estimators import Split, require_partition, splitter_of
from ..stacking import raise_interrupts
from ..types import FloatArray
from ..validation import checked_sample_weight
from .reading import read_target
from .routing import route_fit, router_of


class Given(NamedTuple):
    """What `fit` was given, when it was looked at.

    Parameters
    ----------
    X : array-like of shape (n_subjects, ...)
    target : ndarray of shape (n_subjects,)
    weight : ndarray of shape (n_subjects,) or None
    routed : Bunch
        ``estimator`` and ``splitter``: what they get beside X and the target.
    """

    X: Any
    target: FloatArray
    weight: FloatArray | None
    routed: Bunch


class WrapsRegressor(MetaEstimatorMixin, RegressorMixin, BaseEstimator):
    """Base of an estimator with the parameters `estimator`, a regressor, and `cv`, its folds."""

    # What is said to who gives no regressor, after that.
    _advice = ""

    estimator: BaseEstimator
    cv: Any
    estimator_: BaseEstimator
    fold_estimators_: list[BaseEstimator]
    out_of_fold_: FloatArray | None

    def __sklearn_tags__(self) -> Tags:
        """Declare that X may look as the regressor wants it."""
        tags = super().__sklearn_tags__()
        its = get_tags(self.estimator)
        tags.input_tags = its.input_tags
        if its.regressor_tags is not None:
            tags.regressor_tags = its.regressor_tags
        return tags

    def get_metadata_routing(self) -> MetadataRouter:
        """Say which metadata the regressor and the folds get: MetadataRouter."""
        return router_of(self)

    def _read_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, params: dict[str, Any]
    ) -> Given:
        """Look at what `fit` was given, and share it out."""
        if not is_regressor(self.estimator):
            raise ValueError(f"estimator must be a regressor, got {self.estimator!r}{self._advice}")
        X, target = indexable(X, read_target(y, "y", at_least=2))
        weight = None
        if sample_weight is not None:
            weight = checked_sample_weight(sample_weight, target)
            params = params | {"sample_weight": weight}
        return Given(X, target, weight, route_fit(self, params))

    def _draw_folds(self, given: Given) -> list[Split]:
        """Draw folds that test every subject once."""
        to_split = given.routed.splitter.split
        splits = list(splitter_of(self.cv).split(given.X, given.target, **to_split))
        require_partition(splits, len(given.target))
        return splits

    def _fit_to_all(self, given: Given) -> BaseEstimator:
        """Fit a clone of the regressor to all subjects."""
        with raise_interrupts():
            return clone(self.estimator).fit(given.X, given.target, **given.routed.estimator.fit)

    def _keep_models(
        self,
        estimator: BaseEstimator,
        models: list[BaseEstimator],
        predicted: FloatArray | None,
    ) -> None:
        """Set the attributes that the fitted regressor and those of the folds give."""
        self.estimator_, self.fold_estimators_, self.out_of_fold_ = estimator, models, predicted
        for name in ("n_features_in_", "feature_names_in_"):
            self.__dict__.pop(name, None)
            if hasattr(estimator, name):
                setattr(self, name, getattr(estimator, name))
