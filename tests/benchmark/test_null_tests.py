import dataclasses

import pandas as pd
import pytest
from sklearn.model_selection import KFold

from sk_ccnn.benchmark import Task, run_null_tests
from sk_ccnn.cli import main
from sk_ccnn.datasets import load_connectome, make_age_cohort

QUICK = {"nulls": ["density"], "n_nulls": 2, "n_members": 1, "n_jobs": 1}


@pytest.fixture
def task():
    X, age = make_age_cohort(n_subjects=40, random_state=0, return_X_y=True)
    connectome = load_connectome("desikan_killiany")
    folds = KFold(2, shuffle=True, random_state=0)
    return Task("made", "made: age of 40 people", X, age, connectome, "nodes", folds, KFold(2))


def test_table_sentence_and_numbers_are_written(task, tmp_path, capsys):
    found = run_null_tests([task], tmp_path, **QUICK)["made"]
    printed = capsys.readouterr().out
    assert "made: age of 40 people" in printed
    assert found.sentence() in printed and found.table() in printed
    numbers = pd.read_csv(tmp_path / "null_tests.csv", index_col=["task", "arm"])
    assert numbers.loc[("made", "density"), "p_value"] == found.p_values["density"]


def test_a_network_is_hard_wired_even_where_the_benchmark_has_no_constraint(task, tmp_path):
    free = dataclasses.replace(task, constraint="none")
    tests = [run_null_tests([each], tmp_path, **QUICK)["made"] for each in (task, free)]
    assert tests[0].score == tests[1].score


def test_a_cohort_without_a_connectome_is_refused(task, tmp_path):
    with pytest.raises(ValueError, match="made has no connectome to be tested"):
        run_null_tests([dataclasses.replace(task, connectome=None)], tmp_path, **QUICK)


def test_the_command_asks_for_cohorts(capsys):
    assert main(["nulltest"]) == 1
    assert "needed cohorts out of" in capsys.readouterr().err
