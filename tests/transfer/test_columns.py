import numpy as np
import pandas as pd
import pytest

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import fetch_fcon1000, fetch_schizophrenia
from sk_ccnn.transfer.columns import TargetColumns, by_region
from sk_ccnn.transfer.source import Source


@pytest.fixture
def of_source(source):
    return Source.of(source)


def test_columns_are_brought_into_the_sources_order_whoever_wrote_the_names(patients, of_source):
    X, _ = patients
    shuffled = X.sample(frac=1, axis=1, random_state=0)
    side = {"L": "ctx-lh-", "R": "ctx-rh-"}
    elsewhere = shuffled.rename(columns=lambda name: side[name[0]] + name[2:] + "_thickness")
    for table in (X, shuffled, elsewhere):
        arranged = TargetColumns(table, None, of_source).regions(table)
        pd.testing.assert_frame_equal(arranged, X)


def test_confounds_are_taken_out_wherever_they_are(patients, of_source):
    X, _ = patients
    site = pd.Series(["a", "b"] * 20)
    age = pd.Series(np.arange(40.0))
    table = X.assign(age=age)
    table.insert(3, "site", site)
    columns = TargetColumns(table, ["age", "site"], of_source)
    pd.testing.assert_frame_equal(columns.regions(table), X)
    confounds = columns.confounds(table)
    assert list(confounds) == ["age", "site"]
    np.testing.assert_array_equal(confounds["age"], age)
    assert list(confounds["site"]) == list(site)
    array = np.column_stack([age, X])
    columns = TargetColumns(array, 0, of_source)
    np.testing.assert_array_equal(columns.regions(array), X)
    np.testing.assert_array_equal(columns.confounds(array).iloc[:, 0], age)
    assert TargetColumns(X, None, of_source).confounds(X) is None


def test_columns_without_names_keep_their_places(patients, of_source):
    array = patients[0].to_numpy()
    columns = TargetColumns(array, None, of_source)
    assert columns.regions(array) is array


def test_what_does_not_match_is_an_error(patients, of_source):
    X, _ = patients
    with pytest.raises(ValueError, match="2 of 10 regions are lacking: 'L_area0', 'R_area1'"):
        TargetColumns(X.drop(columns=["L_area0", "R_area1"]), None, of_source)
    with pytest.raises(ValueError, match="of the source by name, and 1 of 11 names .*: 'age'"):
        TargetColumns(X.assign(age=1.0), None, of_source)
    with pytest.raises(ValueError, match="mean the same: 'L_area0', 'lh_area0_volume'"):
        TargetColumns(X.assign(lh_area0_volume=1.0), None, of_source)
    with pytest.raises(ValueError, match="X has 9 columns of regions but .* trained on 10"):
        TargetColumns(X.to_numpy()[:, 1:], None, of_source)
    with pytest.raises(ValueError, match="confounds asks for \\['age'\\]"):
        TargetColumns(X, "age", of_source)
    with pytest.raises(ValueError, match=r"columns of a table, but X has the shape \(2, 3, 4\)"):
        TargetColumns(np.ones((2, 3, 4)), [0], of_source)


def test_measures_are_put_region_by_region():
    X = np.arange(6).reshape(1, 6)
    np.testing.assert_array_equal(by_region(X, (0, 3, 1, 4, 2, 5)), [[0, 3, 1, 4, 2, 5]])
    assert by_region(X, None) is X


def test_two_real_cohorts_that_write_the_regions_differently_match(data_dir):
    healthy = fetch_fcon1000(data_dir=data_dir, verbose=0)
    ill = fetch_schizophrenia(data_dir=data_dir, verbose=0)
    assert not set(healthy.data) & set(ill.data)
    source = ConnectomeRegressor(n_members=1, max_epochs=1, hidden_channels=(1,))
    source = Source.of(source.fit(healthy.data, healthy.target))
    shuffled = ill.data.sample(frac=1, axis=1, random_state=0)
    arranged = TargetColumns(shuffled, None, source).regions(shuffled)
    assert list(arranged) == list(healthy.data)
    place = list(healthy.data).index("rh_S_calcarine")
    np.testing.assert_array_equal(arranged.iloc[:, place], ill.data["rh_S_calcarine_thickness"])
