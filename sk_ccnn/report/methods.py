"""The methods, in sentences made from the parameters that were used."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any, NamedTuple

from ..estimators import find_network
from ..inference import name_of_nulls
from ..preprocessing import CorrelationKind, CorrelationTransformer
from ..version import __version__
from .citations import Citations
from .cohort import Cohort
from .part import Part, score_name
from .study import Budget

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch", "skorch", "nilearn", "matplotlib")
_LOSSES = {
    "absolute_error": "the absolute error",
    "squared_error": "the squared error",
    "log_loss": "the log loss",
}


class MethodsText(NamedTuple):
    """What can be pasted into a paper.

    Parameters
    ----------
    paragraphs : list of (str, str)
        A heading and a text each.
    works : list of (str, str)
        Text and DOI of what is cited, in the order of the numbers.
    versions : list of (str, str)
        Package and version.
    """

    paragraphs: list[tuple[str, str]]
    works: list[tuple[str, str]]
    versions: list[tuple[str, str]]

    def as_text(self) -> str:
        """Write all of it as plain text: str."""
        lines = [f"{heading}. {text}" for heading, text in self.paragraphs]
        lines += [f"[{n}] {work} doi:{doi}" for n, (work, doi) in enumerate(self.works, 1)]
        lines.append(", ".join(f"{name} {number}" for name, number in self.versions))
        return "\n\n".join(lines) + "\n"


def write_methods(cohort: Cohort, budget: Budget, parts: dict[str, Part]) -> MethodsText:
    """Describe what was done, and nothing else.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    parts : dict of str to Part
        What was done; a part that was not done is not described.

    Returns
    -------
    MethodsText
    """
    cite = Citations()
    done = {name: part.facts for name, part in parts.items() if "not_done" not in part.facts}
    paragraphs = [
        ("Data", _data(cohort)),
        ("Network", _network(cohort, budget)),
        ("Validation", _validation(cohort, cite)),
    ]
    if "comparison" in done:
        paragraphs.append(("Comparison", _comparison(done["comparison"], cite)))
    if "path" in done:
        paragraphs.append(("Wiring cost", _path(done["path"])))
    if "null_test" in done:
        paragraphs.append(("Null connectomes", _null_test(done["null_test"], cite)))
    if "results" in done:
        paragraphs.append(("Predictions", _results(cohort, budget, cite)))
    if "brain" in done:
        paragraphs.append(("Attributions", _brain(done["brain"], cite)))
    software = f"sk_ccnn {__version__} on scikit-learn {cite('pedregosa')} and PyTorch"
    paragraphs.append(("Software", f"{software} {cite('paszke')}; see the versions below."))
    return MethodsText(paragraphs, cite.works(), versions())


def versions() -> list[tuple[str, str]]:
    """List the versions of what was used: list of (str, str)."""
    python = ".".join(map(str, sys.version_info[:3]))
    found = [(name, version(name)) for name in _LIBRARIES]
    return [("sk_ccnn", __version__), ("Python", python), *found]


def _data(cohort: Cohort) -> str:
    study, task = cohort.study, cohort.task
    what = "measures of regions" if task.features == "nodes" else "connections between regions"
    n_left_out = sum(map(len, cohort.left_out.values()))
    reasons = "; ".join(f"{len(n)} {why}" for why, n in cohort.left_out.items() if n)
    text = f"What is predicted is {study.target}, in {cohort.n_people} people, from "
    text += f"{task.X.shape[1]} {what}"
    if cohort.classes is not None:
        text += f" ({cohort.classes[1]}: the positive class; {cohort.classes[0]}: the other)"
    text += f". {n_left_out or 'Nobody'} {'was' if n_left_out < 2 else 'were'} left out"
    text += f" ({reasons})." if reasons else "."
    if study.missing == "drop":
        text += (
            " People with a missing measure, target or group were left out; nothing was imputed."
        )
    if study.representation is not None:
        text += _representation(study.representation, study.shrinkage)
    return text


def _representation(kind: CorrelationKind, given: float | None) -> str:
    shrinkage = CorrelationTransformer(kind).shrinkage if given is None else given
    learned = "nothing was learned from other people"
    if kind == "tangent":
        learned = "its point of reference was learned from the training people of each fold"
    return f" Correlations were shrunk by {shrinkage:g} and represented as {kind!r}; {learned}."


def _network(cohort: Cohort, budget: Budget) -> str:
    network = find_network(cohort.search(budget))
    params = network.get_params()
    channels, brain = params["hidden_channels"], cohort.task.connectome
    shape = f"hidden layers of {channels} units in each region"
    if brain is None:
        wires = "No connectome was given: all regions may be connected, at equal cost."
    else:
        name = brain.name or "the connectome that was given"
        wires = (
            f"Wires follow {name} ({brain.n_regions} regions, density {brain.density:.2f}; "
            f"constraint {params['constraint']!r})."
        )
        wires += f" {brain.citation.rstrip('.')}." if brain.citation else ""
    scaling = "not scaled"
    if params["standardize"]:
        scaling = "standardised by mean and standard deviation of the training people"
    kind = f"{type(network).__name__}, architecture {params['architecture']!r}"
    target = " The target was standardised inside." if cohort.classes is None else ""
    return (
        f"{kind}, with {shape}. {wires} Features were {scaling}.{target} {_training(params)} "
        f"lambda_wiring was chosen among {', '.join(f'{v:g}' for v in budget.lambdas)} by inner "
        "folds of the training people only: the weakest of those within a standard error of the "
        "best."
    )


def _training(params: dict[str, Any]) -> str:
    stop = "with early stopping" if params["early_stopping"] else "without early stopping"
    n = params["n_members"]
    averaged = f"{n} networks of different seeds were averaged." if n > 1 else "One network."
    loss = _LOSSES.get(str(params.get("loss", "log_loss")), str(params.get("loss")))
    return (
        f"{averaged} Training minimised "
        f"{loss} for {params['max_epochs']} epochs {stop}, learning rate {params['lr']:g} "
        f"({params['lr_schedule']}), dropout {params['dropout']:g}, weight decay alpha "
        f"{params['alpha']:g}, batch size {params['batch_size']}, seed {params['random_state']}."
    )


def _validation(cohort: Cohort, cite: Citations) -> str:
    study, task = cohort.study, cohort.task
    outer, inner = type(task.cv).__name__, type(task.inner_cv).__name__
    rounds = "once" if study.n_repeats == 1 else f"{study.n_repeats} times"
    text = (
        f"Nested cross-validation {cite('varoquaux')}: {study.n_folds} outer folds ({outer}), "
        f"drawn {rounds}, and {study.n_inner_folds} inner folds ({inner}) of the training people. "
    )
    if study.groups is None:
        return text + "Outer folds were drawn with seed 0, inner folds with seed 1; no grouping."
    return text + f"No fold splits a group ({study.groups}); this holds for inner folds too."


def _comparison(facts: dict[str, Any], cite: Citations) -> str:
    others = [name for name in facts["models"] if name != facts["ours"]]
    # scikit-learn's RidgeCV has no folds, and so no groups.
    by_itself = (
        " (RidgeCV: leaving out one training person at a time, whatever the groups)"
        if "RidgeCV" in others
        else ""
    )
    return (
        f"On identical folds, {facts['ours']} was compared with {', '.join(others)}, each "
        "with standardised columns and tuned by the same inner folds where it has something to "
        f"tune{by_itself}. Scores are {', '.join(facts['metrics'])}; {facts['metric']} decides. "
        "Means over "
        f"{facts['n_folds']} folds have 95% intervals, and differences p-values, by the corrected "
        f"resampled t-test {cite('nadeau')}, which allows for training people that folds share "
        f"(test share {facts['test_share']:.2f})."
    )


def _path(facts: dict[str, Any]) -> str:
    return (
        f"The path has {facts['n_lambdas']} strengths, from the smallest that removes all wires "
        f"between regions down to 0, scored by {score_name(facts['metric'])} on the first "
        "round of outer folds. The network whose wiring is shown was trained on all people at the "
        f"best of them, {facts['lambda_wiring']:.3g}."
    )


def _null_test(facts: dict[str, Any], cite: Citations) -> str:
    sources = {"degree": "maslov", "length": "betzel"}
    kinds = [
        f"{facts['n_nulls']} {name_of_nulls(kind)}"
        + (f" {cite(sources[kind])}" if kind in sources else "")
        for kind in facts["nulls"]
    ]
    return (
        f"The same network, with lambda_wiring {facts['lambda_wiring']:.3g}, the same seeds and "
        f"the first round of folds, was trained on {' and '.join(kinds)}, and without a "
        "constraint; nulls were drawn with seed "
        f"0. P-values are (b + 1) / (n + 1) {cite('phipson')}, where b of n nulls score at least "
        "as well, each on a bootstrap sample of its own of the test people."
    )


def _results(cohort: Cohort, budget: Budget, cite: Citations) -> str:
    drawn = "people" if cohort.study.groups is None else "whole groups"
    text = (
        "Everybody was predicted once, in the first round of outer folds, by a network that had "
        f"not seen them. Intervals are percentiles of {budget.n_bootstraps} bootstrap samples of "
        f"{drawn} (seed 0), with the trained networks as they are. "
    )
    if cohort.kind == "age":
        return text + (
            "The age bias was corrected by a line of the gap on age "
            f"{cite('beheshti', 'delange')}, learned within the training people by 5 inner folds "
            f"(fewer where there are fewer groups); scores are uncorrected {cite('butler')}. The "
            f"unit of age is {cohort.unit}."
        )
    if cohort.kind == "diagnosis":
        return text + (
            "The AUC is the mean over folds with its corrected interval. Sensitivity and "
            "specificity are at a probability of 0.5, which was fixed beforehand. Calibration "
            "error: mean distance in 5 bins of equal size."
        )
    return text


def _brain(facts: dict[str, Any], cite: Citations) -> str:
    return (
        f"The network with lambda_wiring {facts['lambda_wiring']:.3g} was explained. "
        "Importance of a region: mean absolute integrated gradients "
        f"{cite('sundararajan')} of held-out people in the first round of outer folds, against "
        "the mean of the training people, mean over folds; stability: mean Spearman correlation "
        "between folds."
    )
