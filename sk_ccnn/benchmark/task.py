"""What a benchmark is run on."""

from dataclasses import dataclass

import numpy as np

from ..connectome import Connectome


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
    """

    name: str
    title: str
    X: np.ndarray
    y: np.ndarray
    connectome: Connectome | None
    features: str
    cv: object
    inner_cv: object
    groups: np.ndarray | None = None
    constraint: str = "hard"

    @property
    def is_regression(self):
        """Whether the target is a number."""
        return self.y.dtype.kind in "fiu"
