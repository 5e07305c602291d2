"""Write the page: templates, parts, and nothing from outside."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..version import __version__
from .checklist import HERE, make_checklist
from .cohort import Cohort
from .limits import what_it_does_not_show
from .methods import MethodsText, write_methods
from .part import Part
from .study import Budget


class Section(NamedTuple):
    """A section that shows a part.

    Parameters
    ----------
    id : str
    title : str
    part : Part
    """

    id: str
    title: str
    part: Part


_RESULTS = {"age": "Brain age", "number": "Predictions", "diagnosis": "Diagnosis"}


def write_page(
    cohort: Cohort, budget: Budget, parts: dict[str, Part], numbers: list[str]
) -> tuple[str, MethodsText]:
    """Fill in the templates.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    parts : dict of str to Part
        By the names of `sections_of`.
    numbers : list of str
        Names of the tables beside the page.

    Returns
    -------
    html : str
    methods : MethodsText
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "sk_ccnn.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    methods = write_methods(cohort, budget, parts)
    checklist = make_checklist(cohort, budget, parts)
    html = environment.get_template("page.html").render(
        title=title_of(cohort),
        budget=budget,
        version=__version__,
        findings=_findings(parts),
        sections=sections_of(cohort, parts),
        limits=what_it_does_not_show(cohort, budget, parts),
        methods=methods,
        checklist=checklist,
        counts=Counter(item.state for item in checklist),
        n_here=sum(item.state == HERE for item in checklist),
        numbers=numbers,
    )
    return html, methods


def title_of(cohort: Cohort) -> str:
    """Give the title of the page: str."""
    target = cohort.study.target
    return cohort.study.title or f"{target[:1].upper()}{target[1:]} of {cohort.n_people} people"


def sections_of(cohort: Cohort, parts: dict[str, Part]) -> list[Section]:
    """Put the parts into their order on the page: list of Section."""
    titles = {
        "cohort": "Who is in the cohort",
        "comparison": "Comparison with baselines",
        "results": _RESULTS[cohort.kind],
        "path": "The wiring cost",
        "null_test": "Does the anatomy help?",
        "brain": "Wiring and regions on the brain",
    }
    return [Section(name, title, parts[name]) for name, title in titles.items()]


def _findings(parts: dict[str, Part]) -> list[str]:
    """Take the first sentence of each part that has a finding: list of str."""
    names = ("cohort", "comparison", "results", "null_test", "brain")
    return [parts[name].words[0] for name in names]
