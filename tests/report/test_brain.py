import pytest

from sk_ccnn.report import Study
from sk_ccnn.report.cohort import read_study
from sk_ccnn.report.parts.brain import _explained


@pytest.mark.parametrize(
    ("target", "unit", "explained"),
    [
        ("age", None, "age (years)"),
        ("months", "", "months"),
        ("diagnosis", None, "log odds of adhd"),
        ("code", None, "log odds of 1"),
    ],
)
def test_what_is_explained_has_the_name_that_the_study_gives_it(
    make_study, target, unit, explained
):
    study: Study = make_study(target, unit=unit, positive="1" if target == "code" else None)
    assert _explained(read_study(study)) == explained
