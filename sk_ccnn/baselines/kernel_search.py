"""A search over kernels, each of them computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, MetaEstimatorMixin, clone
from sklearn.model_selection import GridSearchCV
from sklearn.utils import Tags, get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, validate_data

from ..types import AnyArray, FloatArray

Kernel: TypeAlias = Literal["linear", "correlation", "rbf"]
KERNELS: tuple[Kernel, ...] = ("linear", "correlation", "rbf")
_WIDTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


def _has(name: str) -> Any:
    """Tell whether the model, fitted if it is, has a method."""

    def check(search: KernelSearchCV) -> bool:
        return hasattr(getattr(search, "best_estimator_", search.estimator), name)

    return available_if(check)


class KernelSearchCV(MetaEstimatorMixin, BaseEstimator):
    r"""Choose a kernel, its width and the parameters of a model over it by cross-validation.

    For rows :math:`x, z` of `p` columns, the kernels are

    - linear: :math:`x^T z / p`
    - correlation: Pearson's r between the two subjects' rows [1]_
    - rbf: :math:`\exp(-\gamma\, \|x - z\|^2 / p)`

    Each is computed once, and folds are cut out of it, so that a search over 20 000 edges takes
    hardly longer than one over 100 regions.

    Parameters
    ----------
    estimator : estimator
        Takes a matrix of kernel values: ``KernelRidge(kernel="precomputed")``,
        ``SVC(kernel="precomputed")``.
    param_grid : dict of str to sequence
        Its parameters that are searched.
    kernels : sequence of {"linear", "correlation", "rbf"}, default=all
        Kernels that are tried.
    gammas : sequence of float, default=(0.01, 0.03, 0.1, 0.3, 1, 3)
        Of the rbf kernel. Columns should be standardised.
    scoring : str or callable, optional
        As in `GridSearchCV`.
    cv : int or cross-validator, optional
        As in `GridSearchCV`.

    Attributes
    ----------
    best_estimator_ : estimator
        Fitted on all training subjects.
    best_params_ : dict of str
        ``kernel``, ``gamma`` where it is rbf, and parameters of the model.
    best_score_ : float
        Mean over folds.
    grid_ : dict of str to sequence
        Numbers that were tried, for each parameter.
    classes_ : ndarray of shape (n_classes,)
        Of a classifier.
    X_fit_ : ndarray of shape (n_subjects, n_features)
        Training subjects, which the kernels of new ones are taken with.

    References
    ----------
    .. [1] He T et al. (2020). Deep neural networks and kernel regression achieve comparable
       accuracies for functional connectivity prediction of behavior and demographics. NeuroImage
       206:116276. doi:10.1016/j.neuroimage.2019.116276

    Examples
    --------
    >>> from sklearn.kernel_ridge import KernelRidge
    >>> from sk_ccnn.baselines import KernelSearchCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = KernelRidge(kernel="precomputed")
    >>> search = KernelSearchCV(model, {"alpha": [0.01, 0.1, 1]}).fit(X, age)
    >>> search.best_params_["kernel"], search.best_params_["alpha"]
    ('rbf', 0.1)
    """

    def __init__(
        self,
        estimator: Any,
        param_grid: Mapping[str, Sequence[Any]],
        *,
        kernels: Sequence[Kernel] = KERNELS,
        gammas: Sequence[float] = _WIDTHS,
        scoring: Any = None,
        cv: Any = None,
    ) -> None:
        self.estimator = estimator
        self.param_grid = param_grid
        self.kernels = kernels
        self.gammas = gammas
        self.scoring = scoring
        self.cv = cv

    def __sklearn_tags__(self) -> Tags:
        """Declare to be what the model is, except that X holds features."""
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.estimator_type = inner.estimator_type
        tags.classifier_tags, tags.regressor_tags = inner.classifier_tags, inner.regressor_tags
        tags.target_tags = inner.target_tags
        return tags

    @property
    def classes_(self) -> AnyArray:
        """Classes of the model."""
        return self.best_estimator_.classes_

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Try all kernels and parameters, and fit the best on all subjects.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_features)
        y : array-like of shape (n_subjects,)
        groups : array-like of shape (n_subjects,), optional
            For a `cv` that keeps them together.

        Returns
        -------
        KernelSearchCV

        Raises
        ------
        ValueError
            If a kernel is unknown, or no candidate has a score.
        """
        unknown = [kernel for kernel in self.kernels if kernel not in KERNELS]
        if unknown or not len(self.kernels):
            raise ValueError(f"kernels must be some of {KERNELS}, got {self.kernels!r}")
        features, target = validate_data(self, X, y, dtype=np.float64, multi_output=True)
        target = np.asarray(y) if target.ndim > 1 else target
        products = _Products(features, features)
        best: tuple[float, dict[str, Any], dict[str, Any]] | None = None
        for of_kernel in self._candidates():
            search = GridSearchCV(
                self.estimator,
                {name: list(values) for name, values in self.param_grid.items()},
                scoring=self.scoring,
                cv=self.cv,
                refit=False,
            ).fit(products.kernel(**of_kernel), target, groups=groups)
            scores = search.cv_results_["mean_test_score"]
            if np.isfinite(scores).any() and (best is None or np.nanmax(scores) > best[0]):
                at = int(np.nanargmax(scores))
                best = float(scores[at]), of_kernel, search.cv_results_["params"][at]
        if best is None:
            raise ValueError("no kernel has a score in every fold, so that none can be chosen")
        self.best_score_, self._of_kernel, of_model = best
        self.best_params_ = self._of_kernel | of_model
        self.grid_ = {"gamma": list(self.gammas), **self.param_grid}
        self.X_fit_ = features
        model = clone(self.estimator).set_params(**of_model)
        self.best_estimator_ = model.fit(products.kernel(**self._of_kernel), target)
        return self

    def _candidates(self) -> list[dict[str, Any]]:
        """List the kernels, with each width."""
        return [
            {"kernel": kernel} | extra
            for kernel in self.kernels
            for extra in ([{"gamma": g} for g in self.gammas] if kernel == "rbf" else [{}])
        ]

    def _to_training(self, X: ArrayLike) -> FloatArray:
        """Compute the kernel between new subjects and those of the training."""
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        return _Products(features, self.X_fit_).kernel(**self._of_kernel)

    def predict(self, X: ArrayLike) -> AnyArray:
        """Predict: ndarray of shape (n_subjects,)."""
        kernel = self._to_training(X)
        return self.best_estimator_.predict(kernel)

    @_has("decision_function")
    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the classes, as the model does."""
        kernel = self._to_training(X)
        return self.best_estimator_.decision_function(kernel)

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """Score as the model does: R² or accuracy."""
        kernel = self._to_training(X)
        return self.best_estimator_.score(kernel, y)


class _Products:
    """Products of all rows of X with all of Z, divided by the number of columns."""

    def __init__(self, X: FloatArray, Z: FloatArray) -> None:
        self._products = X @ Z.T / X.shape[1]
        self._squares = [np.mean(rows**2, axis=1) for rows in (X, Z)]
        self._means = [rows.mean(axis=1) for rows in (X, Z)]

    def kernel(self, kernel: Kernel, gamma: float = 1.0) -> FloatArray:
        """Compute a kernel: ndarray of shape (n_rows_of_X, n_rows_of_Z)."""
        if kernel == "linear":
            return self._products
        if kernel == "rbf":
            distances = np.add.outer(*self._squares) - 2 * self._products
            return np.exp(-gamma * np.maximum(distances, 0))
        covariances = self._products - np.multiply.outer(*self._means)
        # A row that is constant goes with nobody.
        one, other = (
            np.sqrt(np.maximum(squares - means**2, 0))
            for squares, means in zip(self._squares, self._means, strict=True)
        )
        norms = np.multiply.outer(one, other)
        return np.divide(covariances, norms, out=np.zeros_like(covariances), where=norms > 1e-12)
