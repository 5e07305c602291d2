"""What a benchmark is run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sklearn.model_selection import BaseCrossValidator

from ..connectome import Connectome
from ..types import AnyArray, Features, FloatArray


@dataclass(frozen=True, eq=False)
class Task:
    """A cohort with what is predicted, and on which folds.

    Parameters
    ----------
    name : str
    title : str
        A line for the table.
    X : ndarray of shape (n_subjects, n_columns)
    y : ndarray of shape (n_subjects,)
    connectome : Connectome
        Which pairs of regions the network may connect.
    features : {"nodes", "edges"}
    cv : cross-validator
    inner_cv : cross-validator
        Of the searches.
    groups : ndarray of shape (n_subjects,) or None
        Sites that stay together.
    constraint : {"hard", "none"}
        Whether the network has only the connectome's connections. ``"none"``, where it only gives
        the lengths: for atlases without a measured connectome.
    is_functional : bool, default=False
        Whether the edges are correlations between regions, so that `represented` may turn them
        into something better unless it is told into what.
    steps : tuple of (str, transformer)
        What is done to X in front of every model, fitted to the training subjects.
    sites : ndarray of shape (n_subjects,) or None
        Where each subject was measured, whether or not folds keep sites together.
    """

    name: str
    title: str
    X: FloatArray
    y: AnyArray
    connectome: Connectome | None
    features: Features
    cv: BaseCrossValidator
    inner_cv: BaseCrossValidator
    groups: AnyArray | None = None
    constraint: Literal["hard", "none"] = "hard"
    is_functional: bool = False
    steps: tuple[tuple[str, Any], ...] = ()
    sites: AnyArray | None = None

    @property
    def is_regression(self) -> bool:
        """Whether the target is a number."""
        return self.y.dtype.kind in "fiu"

    @property
    def scoring(self) -> str:
        """The score that decides, as scikit-learn names it; larger is better."""
        return "neg_mean_absolute_error" if self.is_regression else "roc_auc"
