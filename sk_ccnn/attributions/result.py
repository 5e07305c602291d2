"""What matters to a network, and how far folds and members agree on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
import pandas as pd

from ..connectome import Connectome, fill_symmetric
from ..results import Result, format_rows, merge_ties
from ..types import AnyArray, FloatArray
from .stability import mean_agreement

if TYPE_CHECKING:
    from .folds import Explained


@dataclass(frozen=True, eq=False, repr=False)
class _Importance(Result):
    """Importances of regions or of pairs of them; see `RegionImportance`."""

    connectome: Connectome
    method: Literal["integrated_gradients", "permutation"]
    outputs: tuple[str, ...]
    fold_importances: FloatArray
    member_importances: FloatArray
    attributions: FloatArray | None

    @classmethod
    def of(
        cls,
        explained: Sequence[Explained],
        method: Literal["integrated_gradients", "permutation"],
        n_subjects: int,
    ) -> Self:
        """Put folds together.

        Parameters
        ----------
        explained : list of Explained
        method : {"integrated_gradients", "permutation"}
        n_subjects : int
            Number of all subjects.

        Returns
        -------
        RegionImportance or EdgeImportance

        Raises
        ------
        ValueError
            If folds have different regions or outputs.
        """
        first = explained[0]
        for each in explained:
            if each.connectome.labels != first.connectome.labels or each.outputs != first.outputs:
                raise ValueError(
                    "importances can only be averaged over folds of the same regions and classes, "
                    f"but one fold has {each.connectome!r} and {each.outputs}, another "
                    f"{first.connectome!r} and {first.outputs}"
                )
        importances = np.stack([each.importances for each in explained])
        return cls(
            first.connectome,
            method,
            first.outputs,
            importances[:, 0],
            importances[:, 1:],
            _by_subject(explained, n_subjects),
        )

    @property
    def importances(self) -> FloatArray:
        """Mean over folds: ndarray of shape (n_units,)."""
        return self.fold_importances.mean(axis=0)

    @property
    def sd(self) -> FloatArray:
        """Standard deviation over folds: ndarray of shape (n_units,); NaN for one fold."""
        n_folds = len(self.fold_importances)
        if n_folds < 2:
            return np.full(self.fold_importances.shape[1], np.nan)
        return self.fold_importances.std(axis=0, ddof=1)

    @property
    def fold_stability(self) -> float:
        """Mean Spearman correlation of every two folds' importances; NaN for one fold."""
        return float(mean_agreement(self.fold_importances))

    @property
    def member_stability(self) -> float:
        """Mean Spearman correlation of every two members' importances, mean over folds: float."""
        return float(np.mean([mean_agreement(members) for members in self.member_importances]))

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the regions: tuple of str."""
        return self.connectome.labels

    def to_frame(self) -> pd.DataFrame:
        """Give the importances, largest first: DataFrame."""
        frame = pd.DataFrame(self._names() | {"importance": self.importances, "sd": self.sd})
        order = np.argsort(-merge_ties(self.importances), kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def table(self, n: int = 10) -> str:
        """Format the n largest importances, a line for each: str."""
        frame = self.to_frame().head(n)
        rows = [(*frame.columns[:-2], "importance", "sd over folds")]
        for *names, importance, sd in frame.itertuples(index=False):
            rows.append((*names, f"{importance:.3g}", f"{sd:.2g}" if np.isfinite(sd) else ""))
        return format_rows(rows)

    def sentence(self) -> str:
        """Say what an importance is, and how far folds and members agree: str."""
        what = "fall of the score when permuted"
        if self.method != "permutation":
            what = f"mean absolute contribution ({', '.join(self.outputs)})"
        agreements = [
            f"{name} agree with a mean Spearman correlation of {value:.2f}"
            for name, value in (("folds", self.fold_stability), ("members", self.member_stability))
            if np.isfinite(value)
        ]
        stability = "; ".join(agreements) or "one fold and one member: its stability is not known"
        return f"importance: {what}, in held-out subjects; {stability}."

    def _names(self) -> dict[str, Sequence[str] | AnyArray]:
        """Name the units, by columns of the frame."""
        raise NotImplementedError


class RegionImportance(_Importance):
    """Importances of regions; units are regions, in the order of `labels`.

    Attributes
    ----------
    importances, sd : ndarray of shape (n_units,)
        Mean and standard deviation over folds.
    fold_importances : ndarray of shape (n_folds, n_units)
        On the held-out subjects of each fold.
    member_importances : ndarray of shape (n_folds, n_members, n_units)
        Of each member alone.
    fold_stability, member_stability : float
        Mean Spearman correlation of every two folds, or members of a fold, over units that one of
        them uses; NaN where there are not two.
    attributions : ndarray of shape (n_subjects, n_units) or (n_subjects, n_units, n_outputs), or \
None
        Signed contributions for each subject by the network that was fitted without it; NaN for a
        subject in no test fold, a mean for one in several. None after permutation.
    outputs : tuple of str
        Names of what is explained.
    labels : tuple of str
        Names of the regions.
    method : {"integrated_gradients", "permutation"}
    connectome : Connectome
        Regions, in the order of the columns.

    See Also
    --------
    sk_ccnn.plotting.ImportanceDisplay : Draws the largest, with their spread over folds.
    sk_ccnn.plotting.RegionsDisplay : Draws them on a brain.
    """

    def _names(self) -> dict[str, Sequence[str] | AnyArray]:
        return {"region": self.labels}


class EdgeImportance(_Importance):
    """Importances of connections; units are pairs of regions, upper triangle row by row.

    Its attributes are those of `RegionImportance`.

    See Also
    --------
    sk_ccnn.plotting.ImportanceDisplay : Draws the largest, with their spread over folds.
    sk_ccnn.plotting.WiringDisplay : Draws `to_connectome` on a brain.
    """

    def _names(self) -> dict[str, Sequence[str] | AnyArray]:
        rows, columns = np.triu_indices(len(self.labels), k=1)
        labels = np.array(self.labels, dtype=object)
        return {"region": labels[rows], "other region": labels[columns]}

    def to_matrix(self) -> FloatArray:
        """Give the importances as a symmetric ndarray of shape (n_regions, n_regions)."""
        return fill_symmetric(self.importances, len(self.labels))

    def to_connectome(self) -> Connectome:
        """Give the importances as the weights of a `Connectome`; pairs of importance 0 are none."""
        name = f"importance on {self.connectome.name}" if self.connectome.name else "importance"
        return self.connectome.replace(weights=self.to_matrix(), name=name)


def _by_subject(explained: Sequence[Explained], n_subjects: int) -> FloatArray | None:
    """Put the attributions of folds into the order of the subjects."""
    if explained[0].attributions is None:
        return None
    shape = (n_subjects, *explained[0].attributions.shape[1:])
    total, count = np.zeros(shape), np.zeros(n_subjects)
    for each in explained:
        total[each.rows] += each.attributions
        count[each.rows] += 1
    mean = total / np.where(count > 0, count, np.nan)[:, None, None]
    return mean[..., 0] if mean.shape[-1] == 1 else mean
