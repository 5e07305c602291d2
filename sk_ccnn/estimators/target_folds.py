"""Folds that cover all values of a target, and put each subject into one test set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.model_selection import BaseCrossValidator, GroupKFold, check_cv

from ..types import IntArray

Split: TypeAlias = tuple[IntArray, IntArray]  # training and test rows


class TargetFolds(BaseCrossValidator):
    """Folds that cover all values of a target, though the subjects may be sorted by it.

    Subjects are dealt to the folds in the order of their target, so nothing is drawn at random.
    With `groups`, groups stay whole, as in scikit-learn's ``GroupKFold``.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds.

    Examples
    --------
    >>> for train, test in TargetFolds(2).split(None, [20, 30, 40, 50]):
    ...     print(train, test)
    [1 3] [0 2]
    [0 2] [1 3]
    """

    __metadata_request__split = {"groups": True}

    def __init__(self, n_splits: int = 5) -> None:
        self.n_splits = n_splits

    def get_n_splits(self, X: object = None, y: object = None, groups: object = None) -> int:
        """Give the number of folds: int."""
        return self.n_splits

    def split(self, X: Any, y: Any, groups: ArrayLike | None = None) -> Iterator[Split]:
        """Yield training and test rows.

        Parameters
        ----------
        X : array-like
            Only taken where there are groups, for its length.
        y : array-like of shape (n_subjects,)
            Targets.
        groups : array-like of shape (n_subjects,), default=None
            Who belongs together: sites, families, or visits of one person.

        Yields
        ------
        train, test : ndarray of int
        """
        if groups is not None:
            n_groups = len(np.unique(np.asarray(groups)))
            if n_groups < self.n_splits:
                raise ValueError(
                    f"{self.n_splits} inner folds need as many groups, got {n_groups}; set cv to "
                    "fewer folds"
                )
            yield from GroupKFold(self.n_splits).split(X, y, groups)
            return
        if len(y) < self.n_splits:
            raise ValueError(f"{self.n_splits} folds need as many subjects, got {len(y)}")
        fold = np.empty(len(y), dtype=int)
        fold[np.argsort(y, kind="stable")] = np.arange(len(y)) % self.n_splits
        for k in range(self.n_splits):
            yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)


def require_partition(splits: Sequence[Split], n_subjects: int) -> None:
    """Raise ValueError where a subject is in no test set, or in several.

    Parameters
    ----------
    splits : list of (train, test)
    n_subjects : int
    """
    tested = np.zeros(n_subjects, dtype=int)
    for _, test in splits:
        np.add.at(tested, test, 1)
    if (tested != 1).any():
        raise ValueError(
            f"cv must put each of the {n_subjects} subjects into one test set, but "
            f"{np.count_nonzero(tested != 1)} are in none or in several"
        )


def splitter_of(cv: Any) -> BaseCrossValidator:
    """Make the splitter of the inner folds; an int, or None for 5, deals by target."""
    if cv is None or isinstance(cv, int):
        return TargetFolds(5 if cv is None else cv)
    return check_cv(cv)
