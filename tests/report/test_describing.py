from io import StringIO

import pandas as pd
import pytest

from sk_ccnn.report.cohort import read_study
from sk_ccnn.report.describing import describe_cohort


def test_people_are_counted_by_class_and_named_in_the_numbers_only(make_study):
    part = describe_cohort(read_study(make_study("diagnosis", groups="site")))
    assert "adhd (positive class)" in part.words[0]
    assert "5 were left out" in part.words[0]
    shown = str(part.tables) + str(part.words)
    assert "sub-" not in shown
    left_out = pd.read_csv(StringIO(part.numbers["left_out"]))
    assert len(left_out) == 5
    assert "sub-98" in set(left_out["subject"])


def test_each_column_of_the_table_counts_its_people(make_study):
    cohort = read_study(make_study("diagnosis"))
    _, people = describe_cohort(cohort).tables
    assert people.header == ("", "all", "adhd", "control")
    n_all, n_positive, n_negative = map(int, people.rows[0][1:])
    assert n_all == n_positive + n_negative == cohort.n_people
    assert all(len(row) == 4 for row in people.rows)


def test_an_unknown_column_is_named(make_study):
    with pytest.raises(ValueError, match="'weight'.* are no columns"):
        describe_cohort(read_study(make_study("age", describe=("weight",))))
