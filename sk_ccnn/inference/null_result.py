"""What a null-connectome test found, in numbers and in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..results import LEVEL, corrected_t_test, format_rows, monte_carlo_p_value

_NAMES = {
    "degree": "degree-preserving nulls",
    "length": "length-preserving nulls",
    "strength": "strength-preserving nulls",
    "density": "random graphs of equal density",
    "regions": "shuffled regions",
    "distances": "shuffled distances",
}


@dataclass(frozen=True, eq=False)
class NullTest:
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
    scores: np.ndarray
    unconstrained_scores: np.ndarray
    null_scores: dict
    resampled_gains: dict
    nulls: dict
    test_share: float

    @property
    def score(self):
        """Mean score on the real connectome."""
        return float(self.scores.mean())

    @property
    def p_values(self):
        """P-value for each kind of null: dict of str to float."""
        return {kind: monte_carlo_p_value(gains) for kind, gains in self.resampled_gains.items()}

    @property
    def effects(self):
        """Gain of the connectome over each kind's mean null, in units of the score.

        Dict of str to `MeanOverFolds`: the gain with its 95% interval over folds, corrected for the
        training subjects that folds share.
        """
        return {
            kind: corrected_t_test(self.scores - rows.mean(axis=0), self.test_share)
            for kind, rows in self.null_scores.items()
        }

    @property
    def z_scores(self):
        """Gain over each kind's mean null, in standard deviations of the nulls."""
        means = {kind: rows.mean(axis=1) for kind, rows in self.null_scores.items()}
        return {
            kind: float((self.score - each.mean()) / each.std(ddof=1))
            if len(each) > 1 and each.std(ddof=1) > 0
            else np.nan
            for kind, each in means.items()
        }

    @property
    def gain_over_unconstrained(self):
        """Gain over the unconstrained network: `MeanOverFolds`, with its 95% interval."""
        return corrected_t_test(self.scores - self.unconstrained_scores, self.test_share)

    def to_frame(self):
        """Give the numbers as a DataFrame: a row for the real connectome and for each other."""
        rows = {"connectome": {"score": self.score}}
        for kind, effect in self.effects.items():
            each = self.null_scores[kind].mean(axis=1)
            rows[kind] = {
                "score": each.mean(),
                "sd of nulls": each.std(ddof=1) if len(each) > 1 else np.nan,
                "gain": effect.mean,
                "low": effect.low,
                "high": effect.high,
                "z": self.z_scores[kind],
                "p_value": self.p_values[kind],
                "moved": np.mean([null.rewired_fraction for null in self.nulls[kind]]),
            }
        gain = self.gain_over_unconstrained
        rows["unconstrained"] = {
            "score": float(self.unconstrained_scores.mean()),
            "gain": gain.mean,
            "low": gain.low,
            "high": gain.high,
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def table(self):
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
                    f"{row['score']:.3f}{spread}",
                    interval if has_gain else "",
                    _shown(row["z"], "+.1f"),
                    _shown(row["p_value"], ".3f"),
                    _shown(row["moved"], ".0%"),
                )
            )
        return format_rows(lines)

    def sentence(self):
        """Say what was found, and no more, so that a clinician can read it: str."""
        p_values = self.p_values
        helped = {kind: p for kind, p in p_values.items() if p <= LEVEL}
        rest = {kind: p for kind, p in p_values.items() if p > LEVEL}
        if not helped:
            words = f"no benefit of the connectome was found ({_listed(rest)})"
        elif not rest:
            words = f"the connectome helps ({_listed(helped)})"
        else:
            words = (
                f"the connectome predicts better than {_named(helped)}, but no benefit was found "
                f"over {_named(rest)}"
            )
        gain = self.gain_over_unconstrained
        against = "cannot be told from"
        if gain.low > 0:
            against = "predicts better than"
        elif gain.high < 0:
            against = "predicts worse than"
        return f"{words}; it {against} the same network without a constraint."

    def __str__(self):
        """Table and sentence."""
        return f"{self.table()}\n\n{self.sentence()}"


def _listed(p_values):
    return ", ".join(
        f"p = {p:.3f} against {_NAMES.get(kind, kind)}" for kind, p in p_values.items()
    )


def _named(p_values):
    return ", ".join(f"{_NAMES.get(kind, kind)} (p = {p:.3f})" for kind, p in p_values.items())


def _shown(value, how):
    return format(value, how) if np.isfinite(value) else ""
