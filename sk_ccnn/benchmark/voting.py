"""The mean of several searches, whose inner folds keep groups together."""

from __future__ import annotations

from typing import Self

from numpy.typing import ArrayLike
from sklearn import config_context
from sklearn.ensemble import VotingClassifier, VotingRegressor


class _HandsOnGroups:
    """scikit-learn's mean of models hands on groups only where metadata are routed: so route them.

    The folds of a search request them themselves.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit every model.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_columns)
        y : array-like of shape (n_subjects,)
        groups : array-like of shape (n_subjects,), optional
            Of the subjects, for searches whose folds keep them together.

        Returns
        -------
        self
        """
        routed = {} if groups is None else {"groups": groups}
        with config_context(enable_metadata_routing=True):
            return super().fit(X, y, **routed)  # type: ignore[misc]


class GroupedVotingRegressor(_HandsOnGroups, VotingRegressor):
    """Mean of the predictions of several regressors, which may search by groups.

    Parameters
    ----------
    estimators : list of (str, estimator)
    """


class GroupedVotingClassifier(_HandsOnGroups, VotingClassifier):
    """Mean of the probabilities (or the vote) of several classifiers, which may search by groups.

    Parameters
    ----------
    estimators : list of (str, estimator)
    voting : {"hard", "soft"}
        ``"soft"`` for the mean; scikit-learn's default counts votes.
    """
