"""The searches of the ready-made baselines, each cheap over tens of thousands of columns too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor
from sklearn.decomposition import PCA
from sklearn.model_selection import BaseCrossValidator, GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from .kernel_search import KernelSearchCV

# More columns than this, and a network of dense layers gets principal components.
MANY_COLUMNS = 2000


class Searches:
    """Make searches by one score over the same inner folds, which get the groups of `fit`.

    Parameters
    ----------
    cv : int or cross-validator
        The inner folds.
    scoring : str
    """

    def __init__(self, cv: int | BaseCrossValidator, scoring: str) -> None:
        self.cv, self.scoring = cv, scoring

    def over_columns(self, model: BaseEstimator, **grid: Iterable[Any]) -> GridSearchCV:
        """Search the parameters of a model of standardised columns."""
        return self._grid(make_pipeline(StandardScaler(), model), grid)

    def over_rotation(self, model: BaseEstimator, **grid: Iterable[Any]) -> Pipeline:
        """Search the parameters of a model that knows no axes, such as ridge regression.

        To such a model the coordinates of the training subjects along all their principal axes
        are as good as the columns, and there are never more of them than subjects. Scales and
        axes are those of all training subjects, so that they are found once, without the target.
        """
        return make_pipeline(StandardScaler(), PCA(), self._grid(make_pipeline(model), grid))

    def over_components(
        self, model: BaseEstimator, shares: Sequence[float], **grid: Iterable[Any]
    ) -> Pipeline:
        """Search how many principal components a model gets, as shares of the variance.

        The components are found anew in each inner fold, within the coordinates of
        `over_rotation`, and have unit variance, so that strengths mean the same for every cohort.
        """
        few = PCA(svd_solver="covariance_eigh", whiten=True)
        searched = self._grid(make_pipeline(few, model), grid, pca__n_components=shares)
        return make_pipeline(StandardScaler(), PCA(), searched)

    def over_kernels(
        self, model: BaseEstimator, *, target_is_number: bool, **grid: Iterable[Any]
    ) -> BaseEstimator:
        """Search the kernel, its width and the parameters of a model over the kernel."""
        kernels = KernelSearchCV(model, _listed(grid), scoring=self.scoring, cv=self.cv)
        search = make_pipeline(StandardScaler(), kernels)
        return standard_target(search) if target_is_number else search

    def _grid(
        self, pipeline: Pipeline, grid: dict[str, Iterable[Any]], **others: Iterable[Any]
    ) -> GridSearchCV:
        step = pipeline.steps[-1][0]
        of_model = {f"{step}__{name}": values for name, values in grid.items()}
        candidates = _listed(others | of_model)
        return GridSearchCV(pipeline, candidates, scoring=self.scoring, cv=self.cv)


def standard_target(model: BaseEstimator) -> TransformedTargetRegressor:
    """Standardise the target: what has no intercept needs it, and strengths lose their unit."""
    return TransformedTargetRegressor(model, transformer=StandardScaler())


def _listed(grid: dict[str, Iterable[Any]]) -> dict[str, list[Any]]:
    return {name: list(values) for name, values in grid.items()}
