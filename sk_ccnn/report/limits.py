"""What a report does not show."""

from __future__ import annotations

from .cohort import Cohort
from .part import Part
from .study import Budget

_FEW = 200


def what_it_does_not_show(cohort: Cohort, budget: Budget, parts: dict[str, Part]) -> list[str]:
    """List what must not be read into the results.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    parts : dict of str to Part

    Returns
    -------
    list of str
    """
    words = [
        "Nobody from another cohort was predicted. Folds of one cohort share scanners, protocols "
        "and ways of recruiting, so that scores elsewhere are likely to be lower.",
        "A prediction is no cause: what separates people here may be age, sex, motion, site or "
        "medication. None of these was taken out of the features.",
    ]
    if cohort.study.groups is None:
        words.append(
            "No groups were given. If people come from several sites or families, folds mix them, "
            "and scores are too good: give their column by groups (--groups)."
        )
    if cohort.n_people < _FEW:
        words.append(
            f"With {cohort.n_people} people the scores are uncertain, whatever the method: look at "
            "the intervals, not at the means."
        )
    words += _of_target(cohort)
    if cohort.task.connectome is None:
        words.append(
            "Whether the wiring of the brain helps was not asked: no connectome was given."
        )
    elif "not_done" not in parts["null_test"].facts:
        words.append(
            f"The null test cannot give a p-value below {budget.smallest_p:.3f}. A p-value above "
            ".05 does not show that the connectome has no part."
        )
    if budget.is_quick:
        words.append(
            "This is a quick look: fewer baselines, nulls, wiring costs and training epochs than "
            "the whole report has. Do not publish it."
        )
    return words


def _of_target(cohort: Cohort) -> list[str]:
    if cohort.kind == "age":
        return [
            "A brain-age gap is what a model gets wrong. That it means ageing of a brain has to be "
            "shown by something else than age."
        ]
    if cohort.kind == "diagnosis":
        return [
            "People with a diagnosis and controls who were chosen for a study are not the people "
            "whom a clinic sees; nothing here shows a benefit to anybody."
        ]
    return []
