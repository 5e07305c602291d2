import warnings

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.io import read_cohort
from sk_ccnn.io.measures import choose_columns, complete_rows, match_columns, require_numbers

NAMES = ["lh_insula_thickness", "rh_insula_thickness", "lh_MeanThickness_thickness", "eTIV"]
TABLE = pd.DataFrame(
    [[2.5, 2.6, 2.4, 1500], [2.7, 2.8, 2.5, 1600], [3.0, 3.1, 2.6, 1700]], ["a", "b", "c"], NAMES
)
PEOPLE = pd.DataFrame({"id": ["a", "b", "c"], "age": [20, 30, 40]})


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"columns": NAMES[1::-1]}, NAMES[1::-1]),
        ({"columns": "*_thickness"}, NAMES[:3]),
        ({"columns": "*_thickness", "drop": ["*Mean*"]}, NAMES[:2]),
        ({"drop": ["eTIV", "*Mean*"]}, NAMES[:2]),
    ],
)
def test_columns_are_chosen_by_name_or_pattern(options, names):
    cohort = read_cohort(TABLE, PEOPLE, **options)
    assert cohort.X.columns.tolist() == list(cohort.labels) == names
    assert cohort.X.to_numpy().tolist() == TABLE[names].to_numpy().tolist()


def test_a_column_that_is_not_there_is_an_error_with_close_names():
    with pytest.raises(ValueError, match="drop= names 'etvi', which is no.*close are 'eTIV'"):
        read_cohort(TABLE, drop="etvi")
    with pytest.raises(ValueError, match=r"columns= names '\*_area'.*they are 'lh_insula"):
        choose_columns(TABLE, "*_area")
    with pytest.raises(ValueError, match="leave no column"):
        choose_columns(TABLE, drop="*")
    with pytest.raises(ValueError, match="columns are named twice: 'eTIV'"):
        choose_columns(TABLE[["eTIV", "eTIV"]])


def test_what_measures_no_region_is_left_out_and_told():
    with pytest.warns(UserWarning) as caught:
        cohort = read_cohort(TABLE, PEOPLE, connectome="desikan_killiany")
    told = [str(each.message) for each in caught]
    assert (
        told[0] == "2 columns left out, which mean no region: 'lh_MeanThickness_thickness', 'eTIV'"
    )
    assert told[1].startswith("66 regions have no column: 'L_bankssts'")
    assert {each.filename for each in caught} == {__file__}
    assert cohort.left_out_columns == NAMES[2:]
    assert cohort.X.columns.tolist() == NAMES[:2]
    assert cohort.connectome == load_connectome(cortex_only=True).subset(["L_insula", "R_insula"])


def test_the_connectome_has_the_order_of_the_columns_and_all_that_they_measure():
    brain = Connectome(1 - np.eye(3), labels=["L_insula", "R_insula", "L_thalamus"])
    table = pd.DataFrame([[1.0, 2, 3]], columns=["Left-Thalamus", "R_insula", "lh_insula_area"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = match_columns(table, brain)
    assert found.connectome.labels == ("L_thalamus", "R_insula", "L_insula")
    assert found.left_out == []
    assert match_columns(table, load_connectome()).connectome.n_regions == 3


def test_a_connectome_that_fits_no_column_or_has_no_names_is_refused():
    with pytest.raises(
        ValueError, match="no column means a region: 'eTIV'.*named like 'L_bankssts"
    ):
        match_columns(TABLE[["eTIV"]], "desikan_killiany")
    with pytest.raises(ValueError, match="the connectome has no labels"):
        match_columns(TABLE, Connectome(1 - np.eye(4)))


def test_columns_of_connectomes_are_not_chosen(tmp_path, matrix):
    np.savetxt(tmp_path / "a.csv", matrix, delimiter=",")
    with pytest.raises(ValueError, match="columns=, drop= choose columns of a table, but"):
        read_cohort(tmp_path, columns=["a"], drop="b")


@pytest.mark.parametrize("cell", ["n/a", "", "nan", "inf"])
def test_an_empty_cell_is_named_with_file_column_and_subject(cell, tmp_path):
    path = tmp_path / "thickness.csv"
    path.write_text(f"id,L_insula,R_insula\na,2.5,2.6\nb,2.7,{cell}\nc,3,3.1\n")
    with pytest.raises(
        ValueError, match="thickness.csv: column 'R_insula' of subject 'b' holds no"
    ):
        read_cohort(path, PEOPLE)
    with pytest.warns(UserWarning, match=r"1 left out, without a number in 'R_insula' \(1\): 'b'"):
        cohort = read_cohort(path, PEOPLE, missing="drop")
    assert cohort.subjects.tolist() == cohort.X.index.tolist() == ["a", "c"]
    assert cohort.participants["age"].tolist() == [20, 40]
    assert cohort.incomplete == ["b"]
    assert not np.isfinite(read_cohort(path, PEOPLE, missing="keep").X.to_numpy()).all()


def test_cells_of_who_is_in_no_table_do_not_matter():
    table = TABLE.copy()
    table.loc["b", "eTIV"] = np.nan
    with pytest.warns(UserWarning, match="1 left out, not in participants: 'b'"):
        assert read_cohort(table, PEOPLE[::2]).incomplete == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1500", "15OO", "x"], "Column 'eTIV' of subject 'b' holds '15OO'"),
        (["1500", "1500,5", "2"], r"holds '1500,5' \(with a decimal comma\)"),
        (pd.to_datetime(["2020-01-02"] * 3), "Column 'eTIV' of subject 'a' holds '2020-01-02"),
        ([1, "A", None], "Column 'eTIV' of subject 'b' holds 'A'"),
    ],
)
def test_text_and_dates_among_measures_are_named_with_column_and_subject(values, message):
    with pytest.raises(
        ValueError, match=f"the measures must be numbers, but 'eTIV' are not.*{message}"
    ):
        read_cohort(TABLE.assign(eTIV=values), PEOPLE)


def test_numbers_written_as_text_are_numbers():
    assert require_numbers(TABLE.astype(str)).to_numpy().tolist() == TABLE.to_numpy().tolist()


def test_nobody_left_is_an_error():
    with pytest.raises(ValueError, match=r"3 of 3 subjects lack one, in 'eTIV' \(3\)"):
        complete_rows(TABLE.assign(eTIV=np.nan), "drop")
    with pytest.raises(ValueError, match="missing must be one of.*got 'impute'"):
        complete_rows(TABLE, "impute")
