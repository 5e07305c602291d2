"""The files of the pages are what the pages say."""

import warnings

import pytest

from sk_ccnn.io import read_cohort

from .files import write_files


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_files(folder)
    return folder


def test_thickness_of_120_people_and_a_table_of_two_more(folder):
    with pytest.warns(UserWarning, match="2"):
        cohort = read_cohort(folder / "thickness.csv", folder / "participants.tsv")
    assert cohort.X.shape == (120, 68)
    assert len(cohort.without_data) == 2
    columns = ["age", "sex", "site", "diagnosis"]
    assert not set(columns) - set(cohort.participants.columns)
    assert set(cohort.participants["diagnosis"]) == {"patient", "control"}


def test_twenty_functional_connectomes_of_twenty_named_regions(folder):
    with warnings.catch_warnings(action="error"):
        cohort = read_cohort(folder / "connectomes", folder / "functional.tsv")
    assert cohort.X.shape == (20, 20, 20)
    assert cohort.labels[0] == "L_bankssts"
    assert set(cohort.participants["diagnosis"]) == {"patient", "control"}
