"""What a comparison found: scores of every fold, a table, and what may be said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ..results import (
    MeanOverFolds,
    Metric,
    Result,
    corrected_t_test,
    format_rows,
    gain_in_words,
    magnitude,
    merge_ties,
    score_rows,
    verdict,
    why_undefined,
)

TIMES = ("fit time (s)", "predict time (s)")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Scores of several models on identical folds.

    Attributes
    ----------
    scores : DataFrame
        A row for each model, fold and metric: ``task``, ``model``, ``fold``, ``metric``, ``value``
        and ``test_share``, the number of test subjects over that of training subjects. Times in
        seconds are there too, and for a search ``chosen NAME`` and ``end of NAME``: what it chose,
        and -1 or 1 where that is the lowest or highest value of its grid, else 0.
    metrics : tuple of Metric
        The first one decides which model is best.
    candidates : tuple of str
        Models that are tested against the best of the others.
    predictions : DataFrame or None
        A row for each model and test subject: ``model``, ``fold``, ``subject`` (its row in X),
        ``y`` and ``predicted``: what the model's ``predict`` gives, a number of regressors and a
        class, not a probability, of classifiers. None where there are several targets.

    See Also
    --------
    sk_ccnn.plotting.ComparisonDisplay : Draws it.
    """

    scores: pd.DataFrame
    metrics: tuple[Metric, ...]
    candidates: tuple[str, ...]
    predictions: pd.DataFrame | None = None

    @property
    def models(self) -> list[str]:
        """Names of the models, in the order given."""
        return self.scores["model"].unique().tolist()

    @property
    def test_share(self) -> float:
        """Number of test subjects over that of training subjects, mean over folds."""
        return float(self.scores["test_share"].mean())

    def by_fold(self, metric: str | None = None) -> pd.DataFrame:
        """Give the scores of a metric, the first by default: DataFrame (n_folds, n_models)."""
        chosen = self.scores[self.scores["metric"] == (metric or self.metrics[0].name)]
        return chosen.pivot(index="fold", columns="model", values="value")[self.models]

    def means(self) -> pd.DataFrame:
        """Give the mean over folds: DataFrame (n_models, n_metrics), times included.

        NaN where a fold has no score: a mean of the others would be of other subjects.
        """
        columns = [metric.name for metric in self.metrics] + list(TIMES)
        return pd.DataFrame({name: self.by_fold(name).mean(skipna=False) for name in columns})

    def to_frame(self) -> pd.DataFrame:
        """Give mean and standard deviation over folds, and mean times: DataFrame, by model."""
        frame = self.means()
        for metric in self.metrics:
            index = frame.columns.get_loc(metric.name)
            frame.insert(index + 1, f"{metric.name} sd", self._sd(metric.name))
        return frame.rename_axis("model")

    def _sd(self, metric: str) -> pd.Series:
        return self.by_fold(metric).std(skipna=False)

    def best_of_others(self, model: str) -> str:
        """Name the best of the other models, by the first metric: those that are no candidates.

        Parameters
        ----------
        model : str

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If no other model has a score in every fold.
        """
        scores = self._decisive[self._others(model)].dropna(axis=1)
        if scores.empty:
            raise ValueError(f"no other model than {model} has its {self._metric} in every fold")
        # Of models that are equal up to rounding, the first.
        means = pd.Series(merge_ties(scores.mean(), magnitude(scores)), scores.columns)
        return str(means.idxmin() if self.metrics[0].is_error else means.idxmax())

    def _others(self, model: str) -> list[str]:
        others = [name for name in self.models if name != model]
        return [name for name in others if name not in self.candidates] or others

    @cached_property
    def _decisive(self) -> pd.DataFrame:
        """Scores of the metric that decides: DataFrame (n_folds, n_models)."""
        return self.by_fold()

    @property
    def _metric(self) -> str:
        return self.metrics[0].name

    def gain(self, model: str, other: str, level: float = 0.95) -> MeanOverFolds:
        """Test a model against another, fold by fold, by the first metric.

        Parameters
        ----------
        model, other : str
        level : float, default=0.95
            Of the interval.

        Returns
        -------
        MeanOverFolds
            Positive where `model` is better; by the corrected resampled t-test. NaN where one of
            the two has no score in a fold.
        """
        sign = -1 if self.metrics[0].is_error else 1
        pair = self._decisive[[model, other]]
        gains = sign * (pair[model] - pair[other])
        return corrected_t_test(gains, self.test_share, level, magnitude(pair))

    def tests(self, level: float = 0.95) -> pd.DataFrame:
        """Test each candidate against the best of the other models, by the first metric.

        Parameters
        ----------
        level : float, default=0.95
            Of the interval.

        Returns
        -------
        DataFrame
            Indexed by candidate: ``against``, ``gain`` (positive: the candidate is better),
            ``low``, ``high``, ``p_value``, by the corrected resampled t-test.

        References
        ----------
        Nadeau C, Bengio Y (2003). doi:10.1023/A:1024068626366
        """
        rows = {}
        for model in self.candidates or self.models:
            other = self.best_of_others(model)
            test = self.gain(model, other, level)
            rows[model] = {
                "against": other,
                "gain": test.mean,
                "low": test.low,
                "high": test.high,
                "p_value": test.p_value,
            }
        return pd.DataFrame.from_dict(rows, orient="index")

    def sentences(self) -> list[str]:
        """Say what the tests say, and no more: list of str, one for each candidate."""
        return [self._say(model) for model in self.candidates or self.models]

    def sentence(self) -> str:
        """Say what the tests say, and no more: str, a line for each candidate."""
        return "\n".join(self.sentences())

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()} of models: mean ± standard deviation over the same folds"

    def rows(self) -> list[tuple[str, ...]]:
        """Write mean ± standard deviation over folds into cells, a line for each model."""
        return score_rows(self.scores, [metric.name for metric in self.metrics])

    def times(self) -> str:
        """Format mean times of fit and prediction, a line for each model: str."""
        means = self.means()
        rows: list[tuple[str, ...]] = [("model", *TIMES)]
        rows += [(model, *(f"{means.loc[model, t]:.2f}" for t in TIMES)) for model in self.models]
        return format_rows(rows)

    def _say(self, model: str) -> str:
        # What is not known is never compared.
        reason = self._why_untested(model)
        if reason:
            return f"{model} was not tested: {reason}."
        other = self.best_of_others(model)
        gain = self.gain(model, other)
        unclear = "has the worse mean, and cannot be told from"
        if gain.mean > 0:
            unclear = "has the better mean, but cannot be told from"
        found = verdict(gain, "is better than", "is worse than", unclear)
        words = f"{gain_in_words(gain, self._metric)}, corrected p = {gain.p_value:.3f}"
        return f"{model} {found} {other}, the best of the others ({words})."

    def _why_untested(self, model: str) -> str:
        """Say what a test of a model lacks; empty where it lacks nothing."""
        if len(self._decisive) < 2:
            return "a test needs two folds or more"
        others = self._others(model)
        if self._decisive[others].notna().all().any():
            return why_undefined(self._decisive[model], self._metric)
        reasons = (
            f"{why_undefined(self._decisive[name], self._metric)} for {name}" for name in others
        )
        return "; ".join(reasons)
