import pytest

from sk_ccnn.report.checklist import HERE, NO, make_checklist
from sk_ccnn.report.citations import WORKS, Citations
from sk_ccnn.report.cohort import read_study
from sk_ccnn.report.limits import what_it_does_not_show
from sk_ccnn.report.methods import write_methods
from sk_ccnn.report.part import Part, not_done
from sk_ccnn.report.study import Budget, Study

FACTS = {
    "cohort": {},
    "comparison": {
        "models": ["dummy", "RidgeCV", "ours"], "ours": "ours", "metric": "MAE", "metrics": ["MAE"],
        "n_folds": 3, "test_share": 0.5,
    },
    "results": {},
    "path": {"lambda_wiring": 0.01, "n_lambdas": 3, "metric": "roc_auc"},
    "null_test": {"nulls": ["degree"], "n_nulls": 7, "lambda_wiring": 0.02},
    "brain": {"lambda_wiring": 0.01},
}  # fmt: skip


@pytest.fixture
def parts():
    return {name: Part(("Found.",), facts=facts) for name, facts in FACTS.items()}


def text_of(study, parts, budget):
    return write_methods(read_study(study), budget, parts).as_text()


def test_methods_name_each_step_with_its_parameters(make_study, parts, tiny):
    text = text_of(make_study("age", connectome="desikan_killiany", n_repeats=2), parts, tiny)
    for step in (
        "standardised by mean", "among 0, 0.001", "2 epochs", "One network.", "3 outer folds",
        "2 inner folds", "drawn 2 times", "RepeatedKFold", "seed 0", "7 degree-preserving",
        "50 bootstrap samples of people",
        "network, with lambda_wiring 0.02", "RidgeCV: leaving out one",
        "corrected resampled t-test", "unit of age is years",
    ):  # fmt: skip
        assert step in text, step


def test_methods_change_with_the_options(make_study, parts, tiny):
    text = text_of(make_study("diagnosis", groups="site"), parts, tiny)
    for step in ("adhd: the positive class", "GroupKFold", "whole groups", "(site)", "0.5"):
        assert step in text, step
    assert "age bias" not in text


def test_what_was_not_done_is_not_described(make_study, parts, tiny):
    parts["null_test"] = not_done("no connectome.")
    text = text_of(make_study("age"), parts, tiny)
    assert "nulls" not in text
    assert "P-values" not in text
    assert WORKS["phipson"][1] not in text


@pytest.mark.parametrize(
    ("representation", "options", "said"),
    [
        ("log", {}, "shrunk by 0.8 and represented as 'log'; nothing was learned"),
        ("tangent", {"shrinkage": 0.5}, "shrunk by 0.5 and represented as 'tangent'; its point"),
    ],
)
def test_methods_name_the_representation_that_was_made(
    connectivity, parts, tiny, representation, options, said
):
    study = Study(**connectivity, target="dx", representation=representation, **options)
    assert said in text_of(study, parts, tiny)


def test_works_are_numbered_as_they_are_cited():
    cite = Citations()
    assert [cite("butler"), cite("maslov", "butler")] == ["[1]", "[2, 1]"]
    assert [doi for _, doi in cite.works()] == [WORKS["butler"][1], WORKS["maslov"][1]]


@pytest.mark.parametrize("groups", [None, "site"])
def test_nothing_is_ticked_that_was_not_done(groups, make_study, tiny):
    cohort = read_study(make_study("diagnosis", groups=groups))
    failed = {name: not_done("it failed.") for name in FACTS}
    states = {item.number: item.state for item in make_checklist(cohort, tiny, failed)}
    assert [states[number] for number in ("12e", "15", "23a", "23b", "14", "22")] == [NO] * 6
    assert (states["12d"] == NO) == (groups is None)


def test_measures_are_those_that_were_compared(make_study, parts, tiny):
    parts["results"] = not_done("it failed.")
    items = make_checklist(read_study(make_study("diagnosis")), tiny, parts)
    assert {item.number: item.why for item in items}["12e"] == "MAE"  # as the facts have it


def test_calibration_is_ticked_for_classes_only(make_study, parts, tiny):
    for target, state in (("diagnosis", HERE), ("age", NO)):
        items = make_checklist(read_study(make_study(target)), tiny, parts)
        assert {item.number: item.state for item in items}["23b"] == state


def test_a_report_says_what_it_does_not_show(make_study, parts, tiny):
    said = " ".join(what_it_does_not_show(read_study(make_study("age")), tiny, parts))
    assert "no connectome was given" in said
    assert "No groups were given" in said
    assert "quick look" not in said
    study = make_study("diagnosis", groups="site", connectome="desikan_killiany")
    said = " ".join(what_it_does_not_show(read_study(study), Budget.quick(), parts))
    assert "below 0.050" in said
    assert "quick look" in said
    assert "No groups were given" not in said
