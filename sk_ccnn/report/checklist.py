"""A checklist after TRIPOD+AI: what this page reports, and what only its authors can."""

from __future__ import annotations

from typing import NamedTuple

from .cohort import Cohort
from .part import Part
from .study import Budget

HERE, PARTLY, YOURS, NO = "in this report", "in part", "yours to write", "not done"
_NONE = "does not apply"


class Item(NamedTuple):
    """A line of the checklist.

    Parameters
    ----------
    number : str
        Of TRIPOD+AI.
    asks : str
        What it asks for, in short.
    state : str
        ``"in this report"``, ``"in part"``, ``"yours to write"``, ``"not done"`` or
        ``"does not apply"``.
    why : str
        Where it is, or what is missing.
    """

    number: str
    asks: str
    state: str
    why: str


def make_checklist(cohort: Cohort, budget: Budget, parts: dict[str, Part]) -> list[Item]:
    """Go through the items.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    parts : dict of str to Part
        An item is ticked only if the part that it needs was done.

    Returns
    -------
    list of Item

    References
    ----------
    Collins GS et al. (2024). TRIPOD+AI statement. doi:10.1136/bmj-2023-078378
    """
    return [
        *_INTRODUCTION,
        *_data(cohort),
        *_analysis(cohort, parts),
        *_OPENNESS,
        *_results(cohort, parts),
        Item("25", "Interpretation, with fairness and earlier studies", YOURS, ""),
        Item("26", "Limitations", PARTLY, "What it does not show; add those of your design."),
        Item("27", "Use in practice, and next steps", YOURS, "No use in practice was studied."),
    ]


_INTRODUCTION = (
    Item("1", "Title says that a prediction model is developed, for whom and what", YOURS, ""),
    Item("2", "Abstract after TRIPOD+AI for abstracts", YOURS, ""),
    Item("3", "Context, purpose, and known inequalities", YOURS, ""),
    Item("4", "Objectives: development or evaluation", YOURS, "This is development only."),
)
_OPENNESS = (
    Item("17", "Ethical approval", YOURS, ""),
    Item("18", "Funding, interests, protocol, registration, data and code", YOURS,
         "The command and the versions are given here."),
    Item("19", "Involvement of patients and the public", YOURS, ""),
)  # fmt: skip


def _done(parts: dict[str, Part], name: str) -> bool:
    return name in parts and "not_done" not in parts[name].facts


def _data(cohort: Cohort) -> list[Item]:
    grouped = cohort.study.groups is not None
    n_left_out = sum(map(len, cohort.left_out.values()))
    return [
        Item("5", "Sources and dates of the data", YOURS, "Only the names of the files are known."),
        Item("6", "Setting, eligibility and treatments", YOURS,
             f"Groups: {cohort.study.groups}." if grouped else "No groups were given."),
        Item("7", "Preparation of the data", PARTLY,
             "Steps within the package are in the methods; add imaging and its quality control."),
        Item("8", "Outcome: definition, assessment, blinding", PARTLY,
             f"Its column is {cohort.study.target}; how it was assessed is not known here."),
        Item("9", "Predictors: choice, definition, assessment", PARTLY,
             "Their names are in the numbers; how they were measured is not known here."),
        Item("10", "Sample size and how it was arrived at", PARTLY,
             f"{cohort.n_people} people; no calculation was made."),
        Item("11", "Missing data", HERE,
             f"{n_left_out} left out, with reasons; nothing was imputed."),
    ]  # fmt: skip


def _analysis(cohort: Cohort, parts: dict[str, Part]) -> list[Item]:
    compared, is_classes = _done(parts, "comparison"), cohort.kind == "diagnosis"
    measures = ", ".join(parts["comparison"].facts["metrics"]) if compared else "Not done."
    if compared and is_classes and _done(parts, "results"):
        measures += ", sensitivity, specificity"
    return [
        Item("12a", "How data were used for development and evaluation", HERE, "Methods."),
        Item("12b", "Handling of predictors", HERE, "Methods: Network."),
        Item("12c", "Type of model, building steps, tuning, internal validation", HERE, "Methods."),
        Item("12d", "Differences between clusters (sites)", PARTLY if cohort.study.groups else NO,
             "Folds of whole groups; scores by group are not given."
             if cohort.study.groups else "No groups were given."),
        Item("12e", "Measures of performance", HERE if compared else NO, measures),
        Item("12f", "Updating of a model", _NONE, "The model is new."),
        Item("12g", "How predictions of a model were calculated in evaluation", HERE, "Methods."),
        Item("13", "Class imbalance", PARTLY if is_classes else _NONE,
             "The share is given; nothing was done about it." if is_classes else "No classes."),
        Item("14", "Fairness", NO, "No scores by sex, ethnicity or other groups."),
        Item("15", "Output of the model, threshold", HERE if _done(parts, "results") else NO,
             "Probability, threshold 0.5." if is_classes else "A number."),
        Item("16", "Differences between development and evaluation", PARTLY,
             "Internal validation only: the same cohort."),
    ]  # fmt: skip


def _results(cohort: Cohort, parts: dict[str, Part]) -> list[Item]:
    calibration = HERE if cohort.kind == "diagnosis" and _done(parts, "results") else NO
    return [
        Item("20", "Flow and characteristics of participants", PARTLY,
             "Flow, and the columns that the table has; add dates and treatments."),
        Item("21", "Numbers of people and outcomes in each analysis", HERE, "Cohort."),
        Item("22", "Full model, so that others can use it", NO,
             "Save a model with sk_ccnn.save_model and share it."),
        Item("23a", "Performance with intervals", HERE if _done(parts, "comparison") else NO,
             "Comparison and results."),
        Item("23b", "Calibration", calibration,
             "Reliability." if calibration == HERE else "Not assessed."),
        Item("24", "Updated models", _NONE, "None was updated."),
    ]  # fmt: skip
