import warnings

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.io import read_cohort

PEOPLE = pd.DataFrame({"participant_id": ["sub-1", "sub-2", "sub-3"], "age": [30, 40, 50]})


@pytest.fixture
def folder(tmp_path, matrix):
    """Matrices of three subjects, each a multiple of the same."""
    for subject in (3, 1, 2):
        np.savetxt(tmp_path / f"sub-{subject}_sc.csv", matrix * subject, delimiter=",")
    return tmp_path


def test_a_folder_is_joined_with_its_participants_by_subject(folder, matrix):
    cohort = read_cohort(folder, PEOPLE[::-1])
    assert cohort.subjects.tolist() == ["1", "2", "3"]
    assert cohort.participants["age"].tolist() == [30, 40, 50]
    np.testing.assert_allclose(cohort.X, matrix * np.array([1, 2, 3]).reshape(3, 1, 1))


def test_who_is_in_one_only_is_told(folder):
    (folder / "sub-3_sc.csv").unlink()
    with pytest.warns(UserWarning) as caught:
        cohort = read_cohort(folder, PEOPLE[1:])
    assert cohort.subjects.tolist() == ["2"]
    assert cohort.not_in_participants == ["1"]
    assert cohort.without_data == ["sub-3"]
    assert [str(each.message) for each in caught] == [
        "1 left out, not in participants: '1'",
        "1 left out, without data: 'sub-3'",
    ]
    assert {each.filename for each in caught} == {__file__}


def test_two_files_of_one_subject_are_refused(folder):
    (folder / "sub-1_fc.csv").write_bytes((folder / "sub-1_sc.csv").read_bytes())
    with pytest.raises(ValueError, match="'1'; none of them disagree; say which to keep.*pattern="):
        read_cohort(folder, PEOPLE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_cohort(folder, PEOPLE, pattern="*_sc.csv").X.shape == (3, 5, 5)


def test_subjects_are_found_in_names_that_are_not_bids(tmp_path, matrix):
    for name in ("ABIDE1_CALTECH_51491.csv", "ABIDE1_PITT_50002.csv"):
        np.savetxt(tmp_path / name, matrix, delimiter=",")
    people = pd.DataFrame({"sub_id": [50002, 51491], "dx": ["HC", "ASD"]})
    cohort = read_cohort(tmp_path, people)
    assert cohort.participants["dx"].tolist() == ["ASD", "HC"]


def test_subjects_of_different_regions_are_refused(folder, matrix):
    np.savetxt(folder / "sub-2_sc.csv", matrix[:4, :4], delimiter=",")
    with pytest.raises(ValueError, match="sub-2_sc.csv has 4 regions.*sub-1_sc.csv has 5"):
        read_cohort(folder, PEOPLE)


def test_an_array_is_in_the_order_of_the_participants(tmp_path, matrix):
    np.save(tmp_path / "all.npy", np.stack([matrix, matrix * 2, matrix * 3]))
    cohort = read_cohort(tmp_path / "all.npy", PEOPLE)
    assert cohort.subjects.tolist() == ["sub-1", "sub-2", "sub-3"]
    np.testing.assert_allclose(cohort.X[2], matrix * 3)
    with pytest.raises(ValueError, match=r"needed shape \(2, n_regions, n_regions\).*got \(3, 5"):
        read_cohort(tmp_path / "all.npy", PEOPLE[:2])
    with pytest.raises(ValueError, match="participants are needed"):
        read_cohort(tmp_path / "all.npy")


def test_regions_of_an_array_may_be_named_in_a_file(tmp_path, matrix):
    np.save(tmp_path / "all.npy", np.stack([matrix, matrix * 2, matrix * 3]))
    (tmp_path / "labels.txt").write_text("v\nw\nx\ny\nz\n")
    for labels in (tmp_path / "labels.txt", list("vwxyz")):
        assert read_cohort(tmp_path / "all.npy", PEOPLE, labels=labels).labels == tuple("vwxyz")


def test_a_table_of_measures_keeps_its_names(tmp_path):
    path = tmp_path / "thickness.csv"
    path.write_text("participant_id,L_insula,R_insula\nsub-2,2,3\nsub-1,4,5\n")
    cohort = read_cohort(path, PEOPLE[:2])
    assert cohort.labels == ("L_insula", "R_insula")
    assert cohort.X.to_numpy().tolist() == [[2, 3], [4, 5]]
    assert cohort.participants["age"].tolist() == [40, 30]


def test_a_table_with_text_among_its_measures_is_refused(tmp_path):
    path = tmp_path / "thickness.csv"
    path.write_text("participant_id,L_insula,site\nsub-2,2,A\n")
    with pytest.raises(ValueError, match="'site' are not; leave such columns"):
        read_cohort(path, PEOPLE)


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder"):
        read_cohort(tmp_path / "missing", PEOPLE)
    with pytest.raises(ValueError, match="no connectomes in"):
        read_cohort(tmp_path, PEOPLE)


@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, 5e6])
def test_diagonals_may_hold_anything(folder, tmp_path, matrix, on_diagonal):
    marked = matrix + np.diag(np.full(5, on_diagonal))
    np.savetxt(folder / "sub-2_sc.csv", 2 * marked, delimiter=",")
    np.testing.assert_allclose(read_cohort(folder, PEOPLE).X[1], 2 * matrix)
    np.save(
        tmp_path / "all.npy", np.stack([matrix + np.diag(np.full(5, np.inf))] * 3).astype("float16")
    )
    X = read_cohort(tmp_path / "all.npy", PEOPLE).X
    assert (X == matrix.astype("float16")).all() and X.dtype == np.float64
    np.save(tmp_path / "all.npy", np.stack([np.tril(marked)] * 3))
    with pytest.raises(ValueError, match="not symmetric"):
        read_cohort(tmp_path / "all.npy", PEOPLE)
