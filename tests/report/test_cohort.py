import numpy as np
import pandas as pd
import pytest

from sk_ccnn.report import Study
from sk_ccnn.report.cohort import read_study


def test_everybody_is_accounted_for_once(make_study):
    cohort = read_study(make_study("age", groups="site"))
    n_left_out = {reason: len(names) for reason, names in cohort.left_out.items()}
    assert n_left_out == {
        "has several rows, or files": 0,
        "in the data, not among the participants": 0,
        "among the participants, without data": 2,
        "lacks a measure": 1,
        "without age": 1,
        "without site": 1,
    }
    assert cohort.n_people + sum(n_left_out.values()) == 62
    assert len(cohort.people) == cohort.n_people == len(cohort.task.groups)


def test_a_missing_diagnosis_is_no_class(make_study):
    cohort = read_study(make_study("diagnosis"))
    assert cohort.classes == ("control", "adhd")
    assert set(cohort.task.y) == {"0 control", "1 adhd"}
    assert (cohort.is_positive == (cohort.people["diagnosis"] == "adhd")).all()
    assert cohort.left_out["without diagnosis"] == ["sub-05"]


def test_classes_that_do_not_tell_have_to_be_told(make_study):
    with pytest.raises(ValueError, match="--positive"):
        read_study(make_study("code"))
    assert read_study(make_study("code", positive="1")).classes == ("2", "1")
    with pytest.raises(ValueError, match="holds numbers"):
        read_study(make_study("age", positive="1"))


def test_months_are_not_called_years(make_study):
    with pytest.raises(ValueError, match=r"are no years.*--unit months"):
        read_study(make_study("months", age="months"))
    cohort = read_study(make_study("months", age="months", unit="months"))
    assert (cohort.kind, cohort.unit) == ("age", "months")
    assert read_study(make_study("age")).unit == "years"


def test_a_number_that_is_no_age_has_no_gap_and_no_unit(make_study):
    cohort = read_study(make_study("months"))
    assert (cohort.kind, cohort.unit) == ("number", "")


def test_the_first_round_tests_everybody_once(make_study):
    cohort = read_study(make_study("age", n_repeats=3))
    assert cohort.task.cv.get_n_splits() == 9
    tested = np.concatenate([test for _, test in cohort.one_round()])
    assert sorted(tested) == list(range(cohort.n_people))


def test_groups_are_not_drawn_anew(make_study):
    with pytest.raises(ValueError, match="drawn once, got n_repeats=2"):
        read_study(make_study("age", groups="site", n_repeats=2))


def test_an_unknown_column_of_ages_is_named(make_study):
    with pytest.raises(ValueError, match="age='years' is no column"):
        read_study(make_study("diagnosis", age="years"))


def test_few_numbers_are_told(folder, make_study, tmp_path):
    people = pd.read_csv(folder / "participants.tsv", sep="\t")
    people["stage"] = np.arange(len(people)) % 3
    people.to_csv(tmp_path / "people.csv", index=False)
    study = make_study("stage", describe=("sex",))
    cohort = read_study(type(study)(**vars(study) | {"participants": tmp_path / "people.csv"}))
    assert any("only 3 different numbers" in note for note in cohort.notes)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"representation": "log"}, "X holds measures"), ({"shrinkage": 0.5}, "say how by")],
)
def test_a_representation_that_would_not_be_made_is_refused(options, message, make_study):
    with pytest.raises(ValueError, match=message):
        read_study(make_study(**options))


def test_one_class_written_in_two_ways_is_no_two_classes(connectivity, tmp_path):
    people = pd.read_csv(connectivity["participants"], sep="\t")
    people["dx"] = people["dx"].map({"patient": "a1", "control": "a1 "})
    people.to_csv(tmp_path / "people.tsv", sep="\t", index=False)
    study = Study(**connectivity | {"participants": tmp_path / "people.tsv"}, target="dx")
    with pytest.raises(ValueError, match=r"one, written in two ways|has one value only"):
        read_study(study)


def test_names_may_hold_any_letters_and_classes_may_be_true_and_false(folder, make_study, tmp_path):
    odd = {f"sub-{number:02}": f'<b>Zoë & {number}</b> "日本"' for number in range(100)}
    measures = pd.read_csv(folder / "thickness.csv")
    people = pd.read_csv(folder / "participants.tsv", sep="\t", na_values="n/a")
    for table in (measures, people):
        table["participant_id"] = table["participant_id"].map(odd)
    people["is <i>ill</i>"] = people["diagnosis"] == "adhd"
    measures.to_csv(tmp_path / "measures.csv", index=False)
    people.to_csv(tmp_path / "people.tsv", sep="\t", index=False, na_rep="n/a")
    files = {"X": tmp_path / "measures.csv", "participants": tmp_path / "people.tsv"}
    study = make_study("is <i>ill</i>")
    cohort = read_study(type(study)(**vars(study) | files))
    assert cohort.classes == ("False", "True")
    assert cohort.left_out["lacks a measure"] == [odd["sub-03"]]
    ill = people.set_index("participant_id")["is <i>ill</i>"]
    assert (cohort.is_positive == ill[cohort.people.index]).all()
