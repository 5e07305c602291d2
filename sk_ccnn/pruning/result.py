"""What pruning costs, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..results import (
    Result,
    corrected_t_test,
    magnitude,
    merge_ties,
    rounding,
    why_undefined,
)
from ..types import FloatArray

_ORDER = {
    "cost": "the most expensive first",
    "magnitude": "the weakest first",
    "length": "the longest first",
}


@dataclass(frozen=True, eq=False, repr=False)
class PruningPath(Result):
    """Scores of a network with ever fewer wires; larger is better.

    The table and the sentence give losses as shares of the whole network's score. Where that score
    is not clearly above 0 (or, of an error that scikit-learn made negative, not clearly below),
    such shares mean nothing, and they give differences of the score.

    Attributes
    ----------
    metric : str
        Name of the score.
    by : {"cost", "magnitude", "length"}
        Which wires went first.
    fine_tune : int
        Epochs of fine-tuning.
    fractions : ndarray of shape (n_fractions,)
        Shares of the wires that were removed, in ascending order; the first is 0.
    scores, wiring_costs, n_connections : ndarray of shape (n_fractions, n_folds)
        In held-out subjects; and what is left of the wiring, as the estimator's ``wiring_cost_``
        and ``n_connections_``.
    fitted_scores, fitted_wiring_costs : ndarray of shape (n_folds,)
        Of the network as it was fitted: not pruned, and not fine-tuned.
    test_share : float
        Number of test subjects over that of training subjects.

    See Also
    --------
    sk_ccnn.plotting.PruningPathDisplay : Draws it.
    """

    metric: str
    by: Literal["cost", "magnitude", "length"]
    fine_tune: int
    fractions: FloatArray
    scores: FloatArray
    wiring_costs: FloatArray
    n_connections: FloatArray
    fitted_scores: FloatArray
    fitted_wiring_costs: FloatArray
    test_share: float

    @property
    def whole_is_fine_tuned(self) -> bool:
        """Whether the whole network is better with fine-tuning than as it was fitted: bool.

        Losses are from the better of the two, so that what more epochs give is not taken for a
        merit of pruning.
        """
        tuned, fitted = self.scores[0].mean(), self.fitted_scores.mean()
        return bool(tuned - fitted > rounding(float, self._size))

    @property
    def _size(self) -> float:
        """Size of the scores, by which ties are told."""
        return magnitude(self.scores, self.fitted_scores)

    @property
    def whole_scores(self) -> FloatArray:
        """Scores of the network that losses are from: ndarray of shape (n_folds,)."""
        return self.scores[0] if self.whole_is_fine_tuned else self.fitted_scores

    @property
    def whole_wiring_costs(self) -> FloatArray:
        """Wiring costs of the same network: ndarray of shape (n_folds,)."""
        return self.wiring_costs[0] if self.whole_is_fine_tuned else self.fitted_wiring_costs

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Give the numbers, mean over folds.

        Parameters
        ----------
        level : float, default=0.95
            Of the intervals over folds, corrected for the training subjects that they share [1]_.

        Returns
        -------
        DataFrame
            A row for the network ``"as fitted"`` and for each fraction. Columns: ``cost``;
            ``cost_removed``, a share of `whole_wiring_costs`; ``score`` with ``low`` and ``high``;
            ``loss``, paired fold by fold, a share of abs(mean of `whole_scores`) and negative where
            the score is better, with ``loss_low`` and ``loss_high``.

        References
        ----------
        .. [1] Nadeau C, Bengio Y (2003). Inference for the generalization error. Machine Learning
           52, 239-281. doi:10.1023/A:1024068626366
        """
        rows: dict[str | float, dict[str, float]] = {
            "as fitted": self._row(self.fitted_scores, self.fitted_wiring_costs, level)
        }
        for fraction, scores, costs in zip(
            self.fractions, self.scores, self.wiring_costs, strict=True
        ):
            rows[float(fraction)] = self._row(scores, costs, level)
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fraction")

    def _row(self, scores: FloatArray, costs: FloatArray, level: float) -> dict[str, float]:
        whole, whole_costs = self.whole_scores, self.whole_wiring_costs
        left = np.divide(costs, whole_costs, out=np.ones_like(costs), where=whole_costs > 0)
        unit = self._unit()
        score = corrected_t_test(scores, self.test_share, level, self._size)
        loss = corrected_t_test(
            (whole - scores) / unit, self.test_share, level, magnitude(whole, scores) / unit
        )
        return {
            "cost": costs.mean(),
            "cost_removed": 1 - left.mean(),
            "score": score.mean,
            "low": score.low,
            "high": score.high,
            "loss": loss.mean,
            "loss_low": loss.low,
            "loss_high": loss.high,
        }

    def _unit(self) -> float:
        """Give what losses are a share of; NaN where that is 0, but for rounding, or NaN."""
        size = abs(float(self.whole_scores.mean()))
        return size if size > rounding(float, self._size) else np.nan

    @property
    def has_shares(self) -> bool:
        """Whether the whole network's score is so clearly not 0 that shares of it mean something.

        By its 95% interval over folds; R² below 0 is worse than the mean, and no share of a merit.
        """
        whole = corrected_t_test(self.whole_scores, self.test_share, scale=self._size)
        worse_than_0 = whole.high < 0 and self.metric not in ("R²", "r2")
        return bool(whole.low > 0 or worse_than_0)

    def _differences(self, level: float = 0.95) -> pd.DataFrame:
        """Give losses in units of the score: a row as of `to_frame`, ``loss`` and its interval."""
        rows = {}
        for name, scores in (
            ("as fitted", self.fitted_scores),
            *zip(self.fractions.tolist(), self.scores, strict=True),
        ):
            loss = corrected_t_test(
                self.whole_scores - scores,
                self.test_share,
                level,
                magnitude(self.whole_scores, scores),
            )
            rows[name] = {"loss": loss.mean, "loss_low": loss.low, "loss_high": loss.high}
        return pd.DataFrame.from_dict(rows, orient="index")

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()}: {self.metric} of a network with ever fewer wires"

    def rows(self) -> list[tuple[str, ...]]:
        """Write the numbers into cells, a line for each fraction: list of tuple of str."""
        head = ("wires removed", "wiring cost", "cost removed", f"{self.metric} [95% interval]")
        frame, unit, spec = self.to_frame(), "", "+.1%"
        if not self.has_shares:
            frame, unit, spec = frame.assign(**self._differences()), f" in {self.metric}", "+.3f"
        lines: list[tuple[str, ...]] = [(*head, f"loss{unit} [95% interval]")]
        for fraction, row in frame.iterrows():
            lines.append(
                (
                    fraction if isinstance(fraction, str) else f"{fraction:.0%}",
                    f"{row['cost']:.1f}",
                    f"{row['cost_removed']:.0%}",
                    _interval(row["score"], row["low"], row["high"], ".3f"),
                    _interval(row["loss"], row["loss_low"], row["loss_high"], spec),
                )
            )
        return lines

    def sentence(self, tolerance: float = 0.02) -> str:
        """Say how much of the wiring cost can go, and no more.

        Parameters
        ----------
        tolerance : float, default=0.02
            Share of the score that may be lost, mean over folds. Where shares mean nothing
            (`has_shares`), what loses least is named instead.

        Returns
        -------
        str
        """
        undefined = why_undefined(np.vstack([self.fitted_scores, self.scores]), self.metric)
        if undefined:
            return f"What pruning costs cannot be told: {undefined}."
        frame = self.to_frame().loc[self.fractions[1:]]
        frame = frame[frame["cost_removed"] > 0]
        if not len(frame):
            return "Nothing of the wiring cost was removed."
        if not self.has_shares:
            return self._sentence_of_difference(frame)
        bearable, doubt = frame[frame["loss"] < tolerance], ""
        if len(bearable):
            row = bearable.loc[bearable["cost_removed"].idxmax()]
            words = f"{row['cost_removed']:.0%} of the wiring cost can be removed"
            if row["loss_high"] >= tolerance:
                doubt = f"; the folds do not rule out a loss of more than {tolerance:.0%}"
        else:
            # Of equal losses the largest saving.
            loss = merge_ties(frame["loss"], self._size / self._unit())
            row = frame.iloc[np.lexsort((-frame["cost_removed"], loss))[0]]
            words = (
                "Nothing of the wiring cost that was tried can be removed at a loss under "
                f"{tolerance:.0%} of the score; removing {row['cost_removed']:.0%} loses least"
            )
        return f"{words} ({self._what(row.name)}): {self._change(row)}{doubt}."

    def _sentence_of_difference(self, frame: pd.DataFrame) -> str:
        """Say what loses least, in units of the score."""
        frame = frame.assign(**self._differences().loc[frame.index])
        # Of equal losses the largest saving.
        loss = merge_ties(frame["loss"], self._size)
        row = frame.iloc[np.lexsort((-frame["cost_removed"], loss))[0]]
        whole = corrected_t_test(self.whole_scores, self.test_share, scale=self._size)
        return (
            f"The {self.metric} of the whole network, {whole.mean:.3f} (95% interval "
            f"{whole.low:+.3f} to {whole.high:+.3f}), is not clearly better than 0, so that shares "
            f"of it mean nothing. Removing {row['cost_removed']:.0%} of the wiring cost loses "
            f"least ({self._what(row.name)}): {self.metric} {whole.mean:.3f} to "
            f"{row['score']:.3f}, a difference of {row['score'] - whole.mean:+.3f} (95% interval "
            f"{-row['loss_high']:+.3f} to {-row['loss_low']:+.3f})."
        )

    def _what(self, fraction: float) -> str:
        words = f"{fraction:.0%} of the wires, {_ORDER[self.by]}"
        if not self.fine_tune:
            return words
        words += f", then {self.fine_tune} epochs of fine-tuning"
        alone = self.to_frame()["cost_removed"][0.0]
        return words if self.whole_is_fine_tuned else f"{words}, which alone saves {alone:.0%}"

    def _change(self, row: pd.Series) -> str:
        kind = "loss" if row["loss"] >= 0 else "gain"
        return (
            f"a {kind} of {abs(row['loss']):.1%} of the score, {self.metric} "
            f"{self.whole_scores.mean():.3f} to {row['score']:.3f} (95% interval of the loss "
            f"{row['loss_low']:+.1%} to {row['loss_high']:+.1%})"
        )


def _interval(mean: float, low: float, high: float, spec: str) -> str:
    if np.isnan(mean):
        return "–"
    return f"{mean:{spec}} [{low:{spec}}, {high:{spec}}]"
