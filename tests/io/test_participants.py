import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.io import read_participants
from sk_ccnn.io.participants import join

PEOPLE = pd.DataFrame({"participant_id": ["a", "b", "b", "c"], "age": [1, 2, 3, 4]})


def test_subjects_with_several_rows_are_refused_until_it_is_told_which_to_keep():
    with pytest.raises(ValueError, match="1 subjects have several rows.*'b'.*duplicates='first'"):
        read_participants(PEOPLE)
    with pytest.warns(UserWarning, match="1 of them disagree: 1 in 'age'"):
        kept = {way: read_participants(PEOPLE, duplicates=way)["age"].tolist() for way in WAYS}
    assert kept == WAYS


WAYS = {"first": [1, 2, 4], "last": [1, 3, 4], "drop": [1, 4]}


def test_names_that_look_like_numbers_keep_their_zeros(tmp_path):
    path = tmp_path / "participants.tsv"
    path.write_text("participant_id\tage\tsex\n007\t31.5\tF\n7\tn/a\tM\n")
    table = read_participants(path)
    assert table.index.tolist() == ["007", "7"]
    assert table["age"].isna().tolist() == [False, True]
    assert table["age"].dtype == float


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("participant_id,age\n", "a header but no rows"),
        ("participant_id,age\na,1,2\n", "line 1 has 2 columns but others have 3"),
        ("participant_id,age,age\na,1,2\n", "names columns twice: 'age'"),
        ("who,age\na,1\n", "say id_column=, one of"),
        ("participant_id,age\n,1\n", "1 participants have no participant_id"),
    ],
)
def test_a_table_that_is_not_one_says_why(text, message, tmp_path):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_participants(tmp_path / "p.csv")


def test_a_subject_is_found_with_and_without_its_prefix():
    table = read_participants(pd.DataFrame({"id": ["sub-01", "02", "3"], "age": [1, 2, 3]}))
    rows, keys, missing = join(["sub-02", "01", "x"], table)
    assert rows.tolist() == [0, 1]
    assert keys == ["02", "sub-01"]
    assert missing == {"not_in_participants": ["x"], "without_data": ["3"]}


def test_nobody_in_common_is_an_error():
    with pytest.raises(ValueError, match=r"no subject is both in the data \('x'\).*\('a', 'b'"):
        join(["x"], read_participants(PEOPLE[:2]))


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30), min_size=1))
def test_everyone_is_joined_or_reported(subjects, listed):
    table = read_participants(pd.DataFrame({"id": [*listed], "age": [*listed]}))
    names = [str(each) for each in subjects]
    if not subjects & listed:
        return
    rows, keys, missing = join(names, table)
    assert [names[row] for row in rows] == keys
    assert set(keys) == {str(each) for each in subjects & listed}
    assert set(missing["not_in_participants"]) == {str(each) for each in subjects - listed}
    assert set(missing["without_data"]) == {str(each) for each in listed - subjects}
