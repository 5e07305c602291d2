"""IXI is as its source gives it, and its traps are told and avoided."""

import hashlib
import re
from importlib.resources import files

import pandas as pd
import pytest

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import fetch_ixi, load_ixi

DATA = files("sk_ccnn.datasets") / "data" / "ixi"


def test_the_files_are_those_that_their_sources_tell():
    sums = dict(re.findall(r"`(IXI_\w+\.csv)`: ([0-9a-f]{64})", (DATA / "SOURCES.md").read_text()))
    assert sums.keys() == {path.name for path in DATA.iterdir() if path.name.endswith(".csv")}
    for name, expected in sums.items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == expected


def test_nobody_comes_twice():
    cohort = load_ixi()
    assert cohort.data.shape == (556, 68)
    assert cohort.data.index.is_unique
    assert (cohort.data.index == cohort.target.index).all()
    assert (cohort.data.index == cohort.sex.index).all()
    assert cohort.conflicting == ["sub-IXI219", "sub-IXI328"]
    assert not set(cohort.conflicting) & set(cohort.data.index)
    assert len(cohort.without_age) == 18
    assert not set(cohort.without_age) & set(cohort.data.index)
    assert 19 < cohort.target.min() < cohort.target.max() < 87


def test_a_plain_join_would_have_doubled_people():
    """The trap is there: the reason to go through `load_ixi`."""
    thickness, ages = (
        pd.read_csv(DATA / name) for name in ("IXI_aparc_thickness.csv", "IXI_age_gender.csv")
    )
    joined = thickness.merge(ages, on="participant_id")
    assert joined["participant_id"].duplicated().any()
    everybody = set(load_ixi(conflicting="first").data.index)
    assert everybody == set(joined["participant_id"])


def test_the_first_of_two_ages_can_be_asked_for():
    data, age = load_ixi(conflicting="first", return_X_y=True)
    assert data.shape == (558, 68)
    assert age["sub-IXI219"] == pytest.approx(53.814511)
    with pytest.raises(
        ValueError, match="no way to treat conflicting ages 'last'.*'drop', 'first'"
    ):
        load_ixi(conflicting="last")


def test_the_regions_are_those_of_the_packaged_connectome():
    data, _ = load_ixi(return_X_y=True)
    connectome = load_connectome(cortex_only=True)
    assert connectome.match(data.columns).tolist() == list(range(68))


def test_it_says_where_it_comes_from():
    cohort = load_ixi()
    assert cohort.licence == "CC BY-SA 3.0"
    assert "brain-development.org" in cohort.citation
    assert "590 rows for 565 people" in cohort.description


def test_the_old_name_gives_the_same_and_tells_the_new_one(tmp_path):
    with pytest.warns(FutureWarning, match="use load_ixi") as caught:
        data, age = fetch_ixi(conflicting="first", return_X_y=True, data_dir=tmp_path)
    assert caught[0].filename == __file__
    expected, expected_age = load_ixi(conflicting="first", return_X_y=True)
    pd.testing.assert_frame_equal(data, expected)
    pd.testing.assert_series_equal(age, expected_age)
    with pytest.warns(FutureWarning):
        assert fetch_ixi().data.shape == (556, 68)
    assert not list(tmp_path.iterdir())
