"""What a path of wiring costs chose: which constraint, how strong a cost, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..results import MeanOverFolds, Result, corrected_t_test, format_rows, magnitude, verdict
from ..types import Constraint, FloatArray
from .fewest_wires import choose

CHOSEN = "chosen"


@dataclass(frozen=True, eq=False, repr=False)
class WiringChoice(Result):
    """The network that a path of wiring costs chose, beside the best of each constraint.

    Attributes
    ----------
    metric : str
        What the folds were scored by; larger is better.
    constraints : tuple of {"hard", "soft", "init", "none"}
        That were searched.
    lambdas : ndarray of shape (n_constraints, n_lambdas)
        The path of each constraint, largest strength first.
    scores, densities : ndarray of shape (n_constraints, n_lambdas, n_folds)
        Score in test subjects, and density of the network.
    one_standard_error : bool
        Whether the fewest wires within one standard error of the best were chosen, instead of the
        best.
    test_share : float
        Number of test subjects over that of training subjects, mean over folds.

    See Also
    --------
    sk_ccnn.plotting.LambdaPathDisplay : Draws it.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressorCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressorCV(
    ...     "desikan_killiany",
    ...     constraints=("hard", "none"),
    ...     n_members=1,
    ...     max_epochs=10,
    ...     n_lambdas=4,
    ...     cv=3,
    ...     random_state=0,
    ... )
    >>> choice = model.fit(X, age).choice_
    >>> choice.to_frame()["constraint"].tolist()[1:]
    ['hard', 'none']
    >>> choice.constraint == model.constraint_
    True
    """

    metric: str
    constraints: tuple[Constraint, ...]
    lambdas: FloatArray
    scores: FloatArray
    densities: FloatArray
    one_standard_error: bool
    test_share: float

    @cached_property
    def chosen(self) -> tuple[int, int]:
        """Index of the constraint, and of the strength on its path."""
        n_folds = self.scores.shape[-1]
        index = choose(
            self.scores.reshape(-1, n_folds),
            self.densities.reshape(-1, n_folds),
            self.lambdas.ravel(),
            one_standard_error=self.one_standard_error,
        )
        row, column = divmod(index, self.lambdas.shape[1])
        return row, column

    @property
    def constraint(self) -> Constraint:
        """The constraint that was chosen."""
        return self.constraints[self.chosen[0]]

    @property
    def lambda_wiring(self) -> float:
        """The strength that was chosen."""
        return float(self.lambdas[self.chosen])

    def best_of(self, constraint: Constraint) -> tuple[int, int]:
        """Find the best mean on the path of a constraint, of equals that with fewest wires.

        Parameters
        ----------
        constraint : {"hard", "soft", "init", "none"}
            One that was searched.

        Returns
        -------
        tuple of int
            Index of the constraint, and of the strength on its path.
        """
        row = self.constraints.index(constraint)
        paths = (each[row] for each in (self.scores, self.densities, self.lambdas))
        return row, choose(*paths, one_standard_error=False)

    def gain(self, constraint: Constraint, level: float = 0.95) -> MeanOverFolds:
        """Test what was chosen against the best of a constraint, fold by fold.

        Parameters
        ----------
        constraint : {"hard", "soft", "init", "none"}
            One that was searched.
        level : float, default=0.95
            Of the interval.

        Returns
        -------
        MeanOverFolds
            Positive where what was chosen is better; by the corrected resampled t-test. With one
            fold there is a mean only.

        References
        ----------
        Nadeau C, Bengio Y (2003). doi:10.1023/A:1024068626366
        """
        mine, other = self.scores[self.chosen], self.scores[self.best_of(constraint)]
        if len(mine) < 2:
            return MeanOverFolds(float((mine - other).mean()), np.nan, np.nan, np.nan)
        return corrected_t_test(mine - other, self.test_share, level, magnitude(mine, other))

    def paths(self) -> pd.DataFrame:
        """Give all that was scored: DataFrame, a row for each constraint and strength.

        ``score`` and ``density`` are means over folds, ``sd`` is the standard deviation of the
        score.
        """
        n_lambdas = self.lambdas.shape[1]
        return pd.DataFrame(
            {
                "constraint": np.repeat(self.constraints, n_lambdas),
                "lambda_wiring": self.lambdas.ravel(),
                "density": self.densities.mean(axis=-1).ravel(),
                "score": self.scores.mean(axis=-1).ravel(),
                "sd": _sd(self.scores).ravel(),
            }
        )

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Give the choice, and the best mean of each constraint.

        Parameters
        ----------
        level : float, default=0.95
            Of the intervals.

        Returns
        -------
        DataFrame
            Indexed by ``"chosen"`` and the constraints: ``constraint``, ``lambda_wiring``,
            ``density``, ``score`` and its ``sd`` over folds; ``gain`` of what was chosen over it
            with ``low``, ``high`` and ``p_value``, NaN where it is what was chosen.
        """
        nothing = MeanOverFolds(np.nan, np.nan, np.nan, np.nan)
        places, gains = [self.chosen], [nothing]
        for constraint in self.constraints:
            places.append(self.best_of(constraint))
            gains.append(nothing if places[-1] == self.chosen else self.gain(constraint, level))
        # Each constraint and strength is a row of the paths.
        rows = [row * self.lambdas.shape[1] + column for row, column in places]
        names = pd.Index([CHOSEN, *self.constraints], name="network")
        frame = self.paths().iloc[rows].set_axis(names)
        columns = ["gain", "low", "high", "p_value"]
        return frame.join(pd.DataFrame(gains, index=names).set_axis(columns, axis=1))

    def table(self) -> str:
        """Format a line for what was chosen, and for the best mean of each constraint: str."""
        head = ("", "constraint", "lambda_wiring", "density", self.metric, "chosen over it")
        rows: list[tuple[str, ...]] = [head]
        for name, row in self.to_frame().iterrows():
            spread = "" if np.isnan(row["sd"]) else f" ± {row['sd']:.3g}"
            density = "–" if np.isnan(row["density"]) else f"{row['density']:.3f}"
            gain = "–" if np.isnan(row["gain"]) else f"{row['gain']:+.3g}"
            if not np.isnan(row["low"]):
                gain += f" [{row['low']:+.3g}, {row['high']:+.3g}]"
            strength = f"{row['lambda_wiring']:.3g}"
            label = CHOSEN if name == CHOSEN else f"best {name}"
            score = f"{row['score']:.3g}{spread}"
            rows.append((label, row["constraint"], strength, density, score, gain))
        return format_rows(rows)

    def sentence(self) -> str:
        """Say what was chosen, and whether it is better or worse than the others by chance."""
        score, density = (each[self.chosen].mean() for each in (self.scores, self.densities))
        what = f"lambda_wiring={self.lambda_wiring:.3g}"
        if len(self.constraints) > 1:
            what = f"constraint={self.constraint!r} with {what}"
        why = f"the best mean {self.metric}, {score:.3g}"
        if self.one_standard_error:
            wires = "" if np.isnan(density) else f" (density {density:.3f})"
            why = f"the fewest wires{wires} within one standard error of the best {self.metric}"
        others = [each for each in self.constraints if self.best_of(each) != self.chosen]
        return "\n".join([f"{what} was chosen: {why}.", *map(self._against, others)])

    def remarks(self) -> tuple[str, ...]:
        """Say what the score of the choice is not."""
        return (
            "The folds that chose it flatter it: for an honest score, cross-validate the estimator "
            "that chooses.",
        )

    def _against(self, constraint: Constraint) -> str:
        """Compare what was chosen with the best of a constraint, in a sentence."""
        gain, other = self.gain(constraint), f"the best of {constraint!r}"
        if gain.mean == 0:
            return f"It scores as {other} does."
        found = f"It is {abs(gain.mean):.3g} {'better' if gain.mean > 0 else 'worse'} than {other}"
        if np.isnan(gain.low):
            return f"{found}; one fold cannot tell whether by chance."
        interval = f"95% interval {gain.low:+.3g} to {gain.high:+.3g}"
        more = verdict(gain, "more than chance", "more than chance", "not more than chance")
        return f"{found}, {more} ({interval})."


def _sd(scores: FloatArray) -> FloatArray:
    """Give the standard deviation over folds; NaN where there is one fold."""
    if scores.shape[-1] < 2:
        return np.full(scores.shape[:-1], np.nan)
    return np.std(scores, axis=-1, ddof=1)
