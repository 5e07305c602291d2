"""What a comparison found: scores of every fold, a table, and what may be said."""

from dataclasses import dataclass

import pandas as pd

from ..results import corrected_t_test, format_rows

TIMES = ("fit time (s)", "predict time (s)")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scores of several models on identical folds.

    Attributes
    ----------
    scores : DataFrame
        A row for each model, fold and metric: ``task``, ``model``, ``fold``, ``metric``, ``value``
        and ``test_share``, the number of test subjects over that of training subjects. Times in
        seconds are there too.
    metrics : tuple of Metric
        The first one decides which model is best.
    candidates : tuple of str
        Models that are tested against the best of the others.
    """

    scores: pd.DataFrame
    metrics: tuple
    candidates: tuple

    @property
    def models(self):
        """Names of the models, in the order given."""
        return self.scores["model"].unique().tolist()

    def by_fold(self, metric=None):
        """Give the scores of a metric, the first by default: DataFrame (n_folds, n_models)."""
        chosen = self.scores[self.scores["metric"] == (metric or self.metrics[0].name)]
        return chosen.pivot(index="fold", columns="model", values="value")[self.models]

    def means(self):
        """Give the mean over folds: DataFrame (n_models, n_metrics), times included."""
        columns = [metric.name for metric in self.metrics] + list(TIMES)
        return pd.DataFrame({name: self.by_fold(name).mean() for name in columns})

    def best_of_others(self, model):
        """Name the best of the other models, by the first metric: those that are no candidates."""
        others = [name for name in self.models if name != model]
        rest = [name for name in others if name not in self.candidates] or others
        means = self.by_fold()[rest].mean()
        return means.idxmin() if self.metrics[0].is_error else means.idxmax()

    def tests(self, level=0.95):
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
        by_fold, rows = self.by_fold(), {}
        share = self.scores["test_share"].mean()
        sign = -1 if self.metrics[0].is_error else 1
        for model in self.candidates or self.models:
            other = self.best_of_others(model)
            test = corrected_t_test(sign * (by_fold[model] - by_fold[other]), share, level)
            rows[model] = {
                "against": other,
                "gain": test.mean,
                "low": test.low,
                "high": test.high,
                "p_value": test.p_value,
            }
        return pd.DataFrame.from_dict(rows, orient="index")

    def sentences(self):
        """Say what the tests say, and no more: list of str, one for each candidate."""
        metric = self.metrics[0].name
        return [
            f"{model} {verdict(row)} {row['against']}, the best of the others (gain in {metric} "
            f"{row['gain']:+.3f}, 95% interval {row['low']:+.3f} to {row['high']:+.3f}, corrected "
            f"p = {row['p_value']:.3f})."
            for model, row in self.tests().iterrows()
        ]

    def table(self):
        """Format mean ± standard deviation over folds, a line for each model: str."""
        shown = [metric.name for metric in self.metrics]
        rows = [("model", *shown)]
        for model in self.models:
            rows.append((model, *(self._cell(model, name) for name in shown)))
        return format_rows(rows)

    def times(self):
        """Format mean times of fit and prediction, a line for each model: str."""
        means = self.means()
        rows = [("model", *TIMES)]
        rows += [(model, *(f"{means.loc[model, t]:.2f}" for t in TIMES)) for model in self.models]
        return format_rows(rows)

    def _cell(self, model, metric):
        values = self.by_fold(metric)[model]
        if values.isna().any():
            return "–"
        return f"{values.mean():.3f} ± {values.std():.3f}"


def verdict(test):
    """Say how a candidate stands to the other model: str."""
    if test["low"] > 0:
        return "is better than"
    if test["high"] < 0:
        return "is worse than"
    return (
        "has the better mean, but cannot be told from"
        if test["gain"] > 0
        else ("has the worse mean, and cannot be told from")
    )
