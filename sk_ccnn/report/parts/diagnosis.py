"""How well the positive class is told from the other, and what probabilities are worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from ...results import calibration_error, corrected_t_test, within_range
from ...types import BoolArray, FloatArray, IntArray
from ..cohort import Cohort
from ..figures import new_figure, to_picture
from ..intervals import Interval, bootstrap, draw_people
from ..part import Part, Picture, csv, make_table, with_interval
from ..study import Budget
from .out_of_fold import predict_everybody

THRESHOLD = 0.5
_FEW_GROUPS = 20
_NAMES = (
    "AUC, all people together",
    "sensitivity",
    "specificity",
    "balanced accuracy",
    "positive predictive value",
    "negative predictive value",
    "Brier score",
    "calibration error",
)


def diagnosis_part(cohort: Cohort, budget: Budget, *, n_jobs: int) -> Part:
    """Predict everybody's class.

    Parameters
    ----------
    cohort : Cohort
        Of kind ``"diagnosis"``.
    budget : Budget
    n_jobs : int

    Returns
    -------
    Part
    """
    truth, groups = cohort.is_positive, cohort.task.groups
    probability, fold = predict_everybody(cohort, cohort.search(budget), n_jobs)
    samples = draw_people(len(truth), groups, budget.n_bootstraps)
    values = bootstrap(_measures(truth, probability), len(truth), samples)
    found = dict(zip(_NAMES, values, strict=True))
    by_fold = _auc_of_folds(cohort, truth, probability)
    rows = [("AUC, mean of the folds (interval over folds)", with_interval(*by_fold))]
    rows += [(name, with_interval(*value)) for name, value in found.items()]
    how = "whole groups" if groups is not None else "people"
    assert cohort.classes is not None
    table = make_table(
        f"Telling {cohort.classes[1]} (positive) from {cohort.classes[0]}: {len(truth)} people, "
        f"each predicted once [95% interval, by drawing {how} anew]",
        ("", "value"),
        rows,
    )
    words = _words(cohort, by_fold, found)
    frame = pd.DataFrame(
        {"positive": truth, "probability": probability, "fold": fold}, cohort.people.index
    ).rename_axis("subject")
    scores = pd.DataFrame({"AUC of folds": by_fold} | found, ["value", "low", "high"]).T
    numbers = {"predictions": csv(frame), "diagnosis": csv(scores)}
    pictures = (
        _roc(truth, probability, words[0]),
        _reliability(cohort.classes, truth, probability, found),
    )
    facts = {"threshold": THRESHOLD, "auc": list(by_fold)}
    return Part(words, (table,), pictures, (), numbers, facts)


def _measures(truth: BoolArray, probability: FloatArray) -> Callable[[IntArray], Sequence[float]]:
    predicted = probability >= THRESHOLD

    def measure(rows: IntArray) -> Sequence[float]:
        is_positive, p, said = truth[rows], probability[rows], predicted[rows]
        sensitivity, specificity = _share(said[is_positive]), _share(~said[~is_positive])
        return (
            roc_auc_score(is_positive, p) if 0 < is_positive.sum() < len(rows) else np.nan,
            sensitivity,
            specificity,
            (sensitivity + specificity) / 2,
            _share(is_positive[said]),
            _share(~is_positive[~said]),
            float(np.mean((p - is_positive) ** 2)),
            calibration_error(is_positive, p),
        )

    return measure


def _share(values: BoolArray) -> float:
    return float(values.mean()) if len(values) else np.nan


def _auc_of_folds(cohort: Cohort, truth: BoolArray, probability: FloatArray) -> Interval:
    splits = cohort.one_round()
    scores = [
        roc_auc_score(truth[test], probability[test]) if len({*truth[test]}) == 2 else np.nan
        for _, test in splits
    ]
    share = float(np.mean([len(test) / len(train) for train, test in splits]))
    return Interval(*within_range(corrected_t_test(scores, share), "AUC")[:3])


def _words(cohort: Cohort, auc: Interval, found: dict[str, Interval]) -> tuple[str, ...]:
    assert cohort.classes is not None
    negative, positive = cohort.classes
    share = cohort.is_positive.mean()
    words = [
        _told(positive, negative, auc),
        f"At a probability of {THRESHOLD:g}, which was fixed beforehand, sensitivity is "
        f"{with_interval(*found['sensitivity'])} and specificity "
        f"{with_interval(*found['specificity'])}.",
        f"{share:.0%} of these people are {positive}; predictive values hold for that share only, "
        "and not where the disease is rarer.",
    ]
    groups = cohort.task.groups
    if groups is not None and len(np.unique(groups)) < _FEW_GROUPS:
        words.append(
            f"Intervals are drawn over {len(np.unique(groups))} whole groups: with so few they are "
            "rough, and rather too short."
        )
    return tuple(words)


def _told(positive: str, negative: str, auc: Interval) -> str:
    if not np.isfinite(auc.value):
        return (
            f"Whether {positive} is told from {negative} better than by chance cannot be said: a "
            "fold tests people of one class only, so it has no AUC."
        )
    beats = "better than chance" if auc.low > 0.5 else "no evidence of more than chance (0.5)"
    if auc.high < 0.5:
        beats = "worse than chance"
    return f"{positive} is told from {negative} with an AUC of {with_interval(*auc)}: {beats}."


def _roc(truth: BoolArray, probability: FloatArray, finding: str) -> Picture:
    from sklearn.metrics import RocCurveDisplay

    from ...plotting import BLUE, GREY

    figure = new_figure(4.6, 4.4)
    ax = figure.subplots()
    RocCurveDisplay.from_predictions(
        truth, probability, ax=ax, curve_kwargs={"color": BLUE, "label": "all people together"}
    )
    ax.plot([0, 1], [0, 1], "--", color=GREY, label="chance")
    ax.set(xlabel="1 \N{MINUS SIGN} specificity", ylabel="sensitivity")
    ax.legend(loc="lower right", frameon=False)
    return to_picture(figure, f"ROC curve. {finding}", "ROC curve of out-of-fold probabilities.")


def _reliability(
    classes: tuple[str, str], truth: BoolArray, probability: FloatArray, found: dict[str, Interval]
) -> Picture:
    from ...plotting import ReliabilityDisplay

    figure = new_figure(5.0, 4.8)
    names, ax = np.array(classes)[truth.astype(int)], figure.subplots()
    ReliabilityDisplay.from_predictions(names, probability, pos_label=classes[1], ax=ax)
    error = with_interval(*found["calibration error"])
    return to_picture(
        figure,
        f"Share of positive people against the predicted probability; calibration error {error}.",
        "Reliability: where the dots lie on the diagonal, probabilities mean what they say.",
    )
