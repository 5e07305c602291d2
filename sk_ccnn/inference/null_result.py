"""What a null-connectome test found, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..nulls import Null
from ..results import (
    MeanOverFolds,
    Result,
    corrected_t_test,
    format_rows,
    highest_score,
    is_constant,
    magnitude,
    missing_gain,
    monte_carlo_p_value,
    sign_flip_test,
    smallest_p_value,
    smallest_sign_flip_p_value,
    verdict,
    why_undecided,
    why_undefined,
)
from ..types import FloatArray
from .null_words import found, listed, name_of_nulls, second_opinion


@dataclass(frozen=True, eq=False, repr=False)
class NullTest(Result):
    """Scores of a network on its connectome and on null connectomes; larger is better.

    Attributes
    ----------
    metric : str
        Name of the score.
    scores : ndarray of shape (n_folds,)
        On the real connectome.
    unconstrained_scores : ndarray of shape (n_folds,)
        Of the network that may connect everything.
    null_scores : dict of str to ndarray of shape (n_nulls, n_folds)
        For each kind of null.
    resampled_gains : dict of str to ndarray of shape (n_nulls,)
        Gain of the connectome over each null, mean over folds, each on a bootstrap sample of its
        own of the test subjects.
    nulls : dict of str to list of Null
        The nulls themselves, with the swaps that made each.
    test_share : float
        Number of test subjects over that of training subjects.

    See Also
    --------
    sk_ccnn.plotting.NullTestDisplay : Draws it.
    """

    metric: str
    scores: FloatArray
    unconstrained_scores: FloatArray
    null_scores: Mapping[str, FloatArray]
    resampled_gains: Mapping[str, FloatArray]
    nulls: Mapping[str, Sequence[Null]]
    test_share: float

    @property
    def score(self) -> float:
        """Mean score on the real connectome."""
        return float(self.scores.mean())

    @property
    def p_values(self) -> dict[str, float]:
        """P-value for each kind of null: dict of str to float; NaN where a score is not defined."""
        return {
            kind: np.nan if self._why_unknown(kind) else monte_carlo_p_value(gains, self._size)
            for kind, gains in self.resampled_gains.items()
        }

    @property
    def _size(self) -> float:
        """Size of the scores, by which ties are told."""
        return magnitude(self.scores, self.unconstrained_scores, *self.null_scores.values())

    def _why_unknown(self, kind: str) -> str:
        """Say in which folds the scores of the connectome or of a kind are not defined."""
        rows = [np.atleast_2d(self.scores), self.null_scores[kind]]
        reason = why_undefined(np.concatenate(rows), self.metric)
        if not reason and not np.isfinite(self.resampled_gains[kind]).all():
            return f"{self.metric} is not defined for some bootstrap samples of test subjects"
        return reason

    @property
    def needed_scores(self) -> dict[str, float]:
        """Score that the connectome had to exceed for p = .05 against each kind's nulls.

        Dict of str to float. Infinite where no score would have been enough, because there are
        too few nulls, or because theirs vary so much that it would have to be higher than a score
        can be; NaN where a score is not defined.
        """
        return {kind: self._needed_score(kind) for kind in self.resampled_gains}

    def _needed_score(self, kind: str) -> float:
        if self._why_unknown(kind):
            return np.nan
        needed = self.score + missing_gain(self.resampled_gains[kind], self._size)
        return needed if needed < highest_score(self.metric) else np.inf

    @property
    def smallest_effects(self) -> dict[str, float]:
        """Smallest gain over each kind's mean null that the test could have found.

        Dict of str to float, in units of the score: `needed_scores` less the mean of the nulls.
        """
        return {
            kind: needed - float(self.null_scores[kind].mean())
            for kind, needed in self.needed_scores.items()
        }

    @property
    def sign_flip_p_values(self) -> dict[str, float]:
        """P-value of the gain over each kind's mean null by flips of its signs, fold by fold.

        Dict of str to float: `sk_ccnn.results.sign_flip_test`, one-sided and exact up to 20 folds;
        NaN where a score is not defined. It is a second opinion, for two reasons. Folds share
        subjects, which makes it too small. And it asks less than `p_values` do: whether this
        connectome gains more than folds and seeds vary, not whether it gains more than nulls vary.
        A null, too, may be a little better than the mean of the others in every fold.
        """
        return {
            kind: np.nan
            if self._why_unknown(kind)
            else sign_flip_test(self.scores - rows.mean(axis=0), self._size)
            for kind, rows in self.null_scores.items()
        }

    @property
    def smallest_sign_flip_p_value(self) -> float:
        """The p-value by flips of signs if there is a gain in every fold: float."""
        return smallest_sign_flip_p_value(len(self.scores))

    @property
    def effects(self) -> dict[str, MeanOverFolds]:
        """Gain of the connectome over each kind's mean null, in units of the score.

        Dict of str to `MeanOverFolds`: the gain with its 95% interval over folds, corrected for the
        training subjects that folds share.
        """
        return {kind: self._test(rows.mean(axis=0)) for kind, rows in self.null_scores.items()}

    @property
    def z_scores(self) -> dict[str, float]:
        """Gain over each kind's mean null, in standard deviations of the nulls."""
        means = {kind: rows.mean(axis=1) for kind, rows in self.null_scores.items()}
        return {
            kind: float((self.score - each.mean()) / each.std(ddof=1))
            if not is_constant(each)
            else np.nan
            for kind, each in means.items()
        }

    @property
    def gain_over_unconstrained(self) -> MeanOverFolds:
        """Gain over the unconstrained network: `MeanOverFolds`, with its 95% interval."""
        return self._test(self.unconstrained_scores)

    def _test(self, others: FloatArray) -> MeanOverFolds:
        return corrected_t_test(self.scores - others, self.test_share, scale=self._size)

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers as a DataFrame: a row for the real connectome and for each other."""
        rows = {"connectome": {"score": self.score}}
        z_scores, p_values = self.z_scores, self.p_values
        by_signs, needed = self.sign_flip_p_values, self.needed_scores
        for kind, effect in self.effects.items():
            each = self.null_scores[kind].mean(axis=1)
            rows[kind] = {
                "score": each.mean(),
                "sd of nulls": each.std(ddof=1) if len(each) > 1 else np.nan,
                "gain": effect.mean,
                "low": effect.low,
                "high": effect.high,
                "z": z_scores[kind],
                "p_value": p_values[kind],
                "smallest_p_value": smallest_p_value(len(each)),
                "sign_flip_p_value": by_signs[kind],
                "smallest_sign_flip_p_value": self.smallest_sign_flip_p_value,
                "needed_score": needed[kind],
                "smallest_effect": needed[kind] - each.mean(),
                "moved": float(np.mean([null.rewired_fraction for null in self.nulls[kind]])),
            }
        gain = self.gain_over_unconstrained
        rows["unconstrained"] = {
            "score": float(self.unconstrained_scores.mean()),
            "gain": gain.mean,
            "low": gain.low,
            "high": gain.high,
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def table(self) -> str:
        """Format the numbers, a line for each arm: str."""
        header = ("arm", self.metric, "gain [95% interval]", "gain needed", "z", "p", "p by signs")
        lines = [(*header, "edges moved")]
        for arm, row in self.to_frame().iterrows():
            spread = f" ± {row['sd of nulls']:.3f}" if np.isfinite(row["sd of nulls"]) else ""
            interval = f"{row['gain']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
            needed = row["smallest_effect"]
            lines.append(
                (
                    name_of_nulls(arm),
                    f"{row['score']:.3f}{spread}" if np.isfinite(row["score"]) else "–",
                    interval if np.isfinite(row["gain"]) else "",
                    "none is enough" if np.isposinf(needed) else _shown(needed, "+.3f"),
                    _shown(row["z"], "+.1f"),
                    _shown(row["p_value"], ".3f"),
                    _shown(row["sign_flip_p_value"], ".3f"),
                    _shown(row["moved"], ".0%"),
                )
            )
        return format_rows(lines)

    def sentence(self) -> str:
        """Say what was found, and no more, so that a clinician can read it: str."""
        p_values = self.p_values
        known = {kind: p for kind, p in p_values.items() if not np.isnan(p)}
        undecided = {
            kind: p
            for kind, p in known.items()
            if why_undecided(len(self.resampled_gains[kind]), "nulls")
        }
        decided = {kind: p for kind, p in known.items() if kind not in undecided}
        parts = [found(decided, self.smallest_effects, self.metric)] if decided else []
        if undecided:
            n_nulls = min(len(self.resampled_gains[kind]) for kind in undecided)
            why = why_undecided(n_nulls, "nulls")
            parts.append(f"the test could not decide: {why} ({listed(undecided)})")
        parts += [
            f"whether it predicts better than {name_of_nulls(kind)} cannot be told: "
            f"{self._why_unknown(kind)}"
            for kind in p_values
            if kind not in known
        ]
        against = verdict(
            self.gain_over_unconstrained, "predicts better than", "predicts worse than"
        )
        parts.append(f"it {against} the same network without a constraint")
        by_signs = {kind: p for kind, p in self.sign_flip_p_values.items() if not np.isnan(p)}
        second = second_opinion(by_signs, len(self.scores), self.smallest_sign_flip_p_value)
        return "\n".join([f"{'; '.join(parts)}.", *second])


def _shown(value: float, spec: str) -> str:
    return format(value, spec) if np.isfinite(value) else ""
