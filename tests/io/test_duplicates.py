import numpy as np
import pandas as pd
import pytest

from sk_ccnn.io import keep_one_row, read_cohort, read_participants

TWICE = pd.DataFrame({"id": ["sub-01", "01", "sub-02", "03", "03"], "age": [30, 41, 20, 50, 50]})


def test_a_subject_with_and_without_prefix_is_one():
    with pytest.raises(ValueError, match="2 subjects have several rows.*'sub-01', '01', '03'"):
        read_participants(TWICE)
    with pytest.warns(UserWarning, match="keep the first.*1 of them disagree: 1 in 'age'"):
        first = read_participants(TWICE, duplicates="first")
    assert first.index.tolist() == ["sub-01", "sub-02", "03"]
    assert first["age"].tolist() == [30, 20, 50]
    with pytest.warns(UserWarning, match="2 subjects with several rows are left out"):
        assert read_participants(TWICE, duplicates="drop").index.tolist() == ["sub-02"]


def test_who_agrees_with_oneself_can_be_kept_and_who_does_not_left_out():
    with pytest.warns(
        UserWarning, match="1 subjects with several rows are left out: 'sub-01', '01"
    ):
        kept = read_participants(TWICE, duplicates="agreeing")
    assert kept.index.tolist() == ["sub-02", "03"]
    assert kept["age"].tolist() == [20, 50]


def test_who_disagrees_is_named_first():
    table = pd.DataFrame({"age": [1, 1, 2, 2, 3, 4]}, list("aabbcc"))
    with pytest.raises(ValueError, match="folds: 'c', 'a', 'b'; 1 of them disagree"):
        keep_one_row(table, "error")


@pytest.mark.filterwarnings("ignore:.*left out")
@pytest.mark.parametrize(("way", "lost"), [("drop", ["sub-01", "03"]), ("agreeing", ["sub-01"])])
def test_who_came_twice_is_no_stranger_and_counted_once(way, lost):
    measures = pd.DataFrame({"id": ["sub-01", "sub-02", "03", "04"], "L_insula": [1.0, 2, 3, 4]})
    people = pd.concat([TWICE, pd.DataFrame({"id": ["05"], "age": [60]})])
    cohort = read_cohort(measures, people, duplicates=way)
    assert [name.removeprefix("sub-") for name in cohort.repeated] == [
        name.removeprefix("sub-") for name in lost
    ]
    assert (cohort.not_in_participants, cohort.without_data) == (["04"], ["05"])
    left = [*cohort.repeated, "04", "05", *cohort.subjects]
    assert sorted(name.removeprefix("sub-") for name in left) == ["01", "02", "03", "04", "05"]
    swapped = read_cohort(TWICE, measures, duplicates=way)
    assert len(swapped.repeated) == len(lost)
    assert (swapped.not_in_participants, swapped.without_data) == ([], ["04"])


def test_the_same_holds_for_measures_dicts_and_folders(tmp_path, matrix):
    with pytest.raises(ValueError, match="2 subjects have several rows"):
        read_cohort(TWICE)
    files = [tmp_path / name for name in ("sub-01.csv", "01.csv", "02.csv")]
    for path in files:
        np.savetxt(path, matrix, delimiter=",")
    by_name = dict(zip(["sub-01", "01", "02"], files, strict=True))
    for source in (by_name, files, tmp_path):
        with pytest.raises(ValueError, match="1 subjects have several files.*none of them disagr"):
            read_cohort(source)
        assert read_cohort(source, duplicates="first").X.shape == (2, 5, 5)


def test_files_of_one_subject_that_differ_are_told(tmp_path, matrix):
    np.savetxt(tmp_path / "sub-01.csv", matrix, delimiter=",")
    np.savetxt(tmp_path / "01.csv", matrix * 2, delimiter=",")
    np.savetxt(tmp_path / "02.csv", matrix, delimiter=",")
    with pytest.raises(ValueError, match=r"1 of them disagree: 1 in 'content'.*pattern="):
        read_cohort(tmp_path)
    with pytest.warns(UserWarning, match="1 subjects with several files are left out"):
        assert read_cohort(tmp_path, duplicates="drop").subjects.tolist() == ["02"]


def test_spaces_around_a_name_and_the_type_of_a_number_make_no_other_subject():
    table = pd.DataFrame({"id": [" 7", "7 ", 7, 7.0], "age": [1, 1, 1, 1]})
    with pytest.raises(ValueError, match="1 subjects have several rows"):
        read_participants(table)


def test_how_many_disagree_and_in_what_is_said_with_empty_cells_too():
    table = pd.DataFrame(
        {"age": [1, 1, 2, 3, 4, 4], "sex": ["F", None, "M", "M", "F", "F"]}, list("aabbcc")
    )
    with pytest.raises(ValueError, match="2 of them disagree: 1 in 'age', 1 in 'sex';"):
        keep_one_row(table, "error")


def test_an_unknown_way_is_refused_even_where_nobody_comes_twice():
    with pytest.raises(ValueError, match="duplicates must be one of.*got 'any'"):
        keep_one_row(TWICE.iloc[:1].set_index("id"), "any")
