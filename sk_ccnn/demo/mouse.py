"""Real: the genotype of mice from their diffusion connectomes, and their sex as the control."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ..connectome import Connectome, fill_symmetric, regions_of_pairs, upper_triangle
from ..datasets import load_mouse_cohort
from ..estimators import ConnectomeClassifier
from ..model_selection import Comparison, compare
from ..types import AnyArray, FloatArray

Target: TypeAlias = Literal["genotype", "sex"]

TASKS: dict[Target, str] = {"genotype": "mouse genotype", "sex": "mouse sex (control)"}
CHANCE: dict[Target, float] = {"genotype": 1 / 4, "sex": 1 / 2}
OURS = "ConnectomeClassifier"
MODELS = ("dummy", "logistic regression", OURS)
SCORING = {"balanced accuracy": "balanced_accuracy", "AUC": "roc_auc_ovr"}
DENSITY = 0.1


def compare_on_mice(
    target: Target,
    n_splits: int,
    n_repeats: int,
    models: Sequence[str] = MODELS,
    n_jobs: int | None = None,
    verbose: int = 0,
) -> Comparison:
    """Compare models on stratified folds.

    Parameters
    ----------
    target : {"genotype", "sex"}
        What to predict.
    n_splits, n_repeats : int
        Folds of the cross-validation, and how often it is repeated.
    models : sequence of str
        Names out of `MODELS`.
    n_jobs : int, optional
        Number of processes.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    Comparison
    """
    connectomes, y = load_mouse_cohort(target=target, return_X_y=True)
    # Streamline counts span orders of magnitude.
    X = upper_triangle(np.log1p(connectomes))
    return compare(
        {name: make_model(name) for name in models},
        X,
        y,
        cv=RepeatedStratifiedKFold(n_splits=n_splits, n_repeats=n_repeats, random_state=0),
        scoring=SCORING,
        n_jobs=n_jobs,
        task=TASKS[target],
        verbose=verbose,
    )


def make_model(model: str) -> Any:
    """Make a model.

    Parameters
    ----------
    model : str
        Out of `MODELS`.

    Returns
    -------
    estimator
    """
    if model == "dummy":
        return DummyClassifier()
    if model == "logistic regression":
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    return OnTrainingConnectome()


def training_connectome(connectomes: FloatArray) -> Connectome:
    """Average the connectomes of the training mice, and of no others.

    Parameters
    ----------
    connectomes : ndarray of shape (n_mice, n_regions, n_regions)
        Log-scaled streamline counts of the training mice.

    Returns
    -------
    Connectome
        The strongest tenth of the connections.
    """
    return Connectome(connectomes.mean(axis=0), name="training mice").threshold(DENSITY)


class OnTrainingConnectome(ClassifierMixin, BaseEstimator):
    """Our classifier, on the mean connectome of the mice that it is fitted to."""

    def fit(self, X: FloatArray, y: AnyArray) -> Self:
        """Fit the network.

        Parameters
        ----------
        X : ndarray of shape (n_mice, n_pairs)
            Log-scaled streamline counts.
        y : ndarray of shape (n_mice,)

        Returns
        -------
        self
        """
        # One layer of two channels: 332 regions have 11 000 connections even at this density.
        network = ConnectomeClassifier(
            training_connectome(fill_symmetric(X, regions_of_pairs(X.shape[1]))),
            features="edges",
            hidden_channels=(2,),
            n_members=3,
            random_state=0,
        )
        with warnings.catch_warnings():
            # Pairs of regions that no training mouse has a streamline between are as they should.
            warnings.filterwarnings("ignore", ".* features are constant in the training subjects")
            self.network_ = network.fit(X, y)
        self.classes_ = self.network_.classes_
        return self

    def predict(self, X: FloatArray) -> AnyArray:
        """Predict the class of each mouse: ndarray of shape (n_mice,)."""
        return self.network_.predict(X)

    def predict_proba(self, X: FloatArray) -> FloatArray:
        """Predict the probability of each class: ndarray of shape (n_mice, n_classes)."""
        return self.network_.predict_proba(X)
