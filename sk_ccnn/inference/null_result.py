"""What a null-connectome test found, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..nulls import Null
from ..results import (
    LEVEL,
    MeanOverFolds,
    Result,
    corrected_t_test,
    format_rows,
    is_constant,
    magnitude,
    monte_carlo_p_value,
    smallest_p_value,
    verdict,
    why_undecided,
    why_undefined,
)
from ..types import FloatArray

_NAMES = {
    "degree": "degree-preserving nulls",
    "length": "length-preserving nulls",
    "strength": "strength-preserving nulls",
    "density": "random graphs of equal density",
    "regions": "shuffled regions",
    "distances": "shuffled distances",
}


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
        frame = self.to_frame()
        header = ("arm", f"{self.metric}", "gain [95% interval]", "z", "p", "edges moved")
        lines = [header]
        for arm, row in frame.iterrows():
            spread = f" ± {row['sd of nulls']:.3f}" if np.isfinite(row["sd of nulls"]) else ""
            has_gain = np.isfinite(row["gain"])
            interval = f"{row['gain']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
            lines.append(
                (
                    _NAMES.get(arm, arm),
                    f"{row['score']:.3f}{spread}" if np.isfinite(row["score"]) else "–",
                    interval if has_gain else "",
                    _shown(row["z"], "+.1f"),
                    _shown(row["p_value"], ".3f"),
                    _shown(row["moved"], ".0%"),
                )
            )
        return format_rows(lines)

    def sentence(self) -> str:
        """Say what was found, and no more, so that a clinician can read it: str."""
        p_values = self.p_values
        unknown = [kind for kind in p_values if np.isnan(p_values[kind])]
        known = {kind: p for kind, p in p_values.items() if kind not in unknown}
        undecided = {
            kind: p
            for kind, p in known.items()
            if why_undecided(len(self.resampled_gains[kind]), "nulls")
        }
        found = _found({kind: p for kind, p in known.items() if kind not in undecided})
        parts = [found] if found else []
        if undecided:
            n_nulls = min(len(self.resampled_gains[kind]) for kind in undecided)
            why = why_undecided(n_nulls, "nulls")
            parts.append(f"the test could not decide: {why} ({_listed(undecided)})")
        parts += [
            f"whether it predicts better than {_NAMES.get(kind, kind)} cannot be told: "
            f"{self._why_unknown(kind)}"
            for kind in unknown
        ]
        against = verdict(
            self.gain_over_unconstrained, "predicts better than", "predicts worse than"
        )
        return f"{'; '.join(parts)}; it {against} the same network without a constraint."


def _found(p_values: Mapping[str, float]) -> str:
    """Say what the tests that could decide have found; empty where there are none."""
    helped = {kind: p for kind, p in p_values.items() if p <= LEVEL}
    rest = {kind: p for kind, p in p_values.items() if p > LEVEL}
    if not p_values:
        return ""
    if not helped:
        return f"no benefit of the connectome was found ({_listed(rest)})"
    if not rest:
        return f"the connectome helps ({_listed(helped)})"
    return (
        f"the connectome predicts better than {_named(helped)}, but no benefit was found over "
        f"{_named(rest)}"
    )


def _listed(p_values: Mapping[str, float]) -> str:
    return ", ".join(
        f"p = {p:.3f} against {_NAMES.get(kind, kind)}" for kind, p in p_values.items()
    )


def _named(p_values: Mapping[str, float]) -> str:
    return ", ".join(f"{_NAMES.get(kind, kind)} (p = {p:.3f})" for kind, p in p_values.items())


def _shown(value: float, spec: str) -> str:
    return format(value, spec) if np.isfinite(value) else ""
