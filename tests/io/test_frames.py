"""Participants and measures in tables as pandas, R, FreeSurfer and spreadsheets write them."""

import io

import pandas as pd
import pytest

from sk_ccnn.io import read_participants

TABLE = pd.DataFrame({"sub_id": ["s1", "s2", "s3"], "age": [23.5, 24.0, 31.25]})
R = '"","sub_id","age"\n"1","s1",23.5\n"2","s2",24\n"3","s3",31.25\n'
R_WITHOUT_CORNER = '"sub_id" "age"\n"1" "s1" 23.5\n"2" "s2" 24\n"3" "s3" 31.25\n'


@pytest.fixture
def read(tmp_path):
    def read_text(text, **options):
        (tmp_path / "people.csv").write_text(text)
        return read_participants(tmp_path / "people.csv", **options)

    return read_text


@pytest.mark.parametrize(
    "text",
    [
        TABLE.to_csv(),
        TABLE.to_csv(index=False),
        TABLE.set_axis([7, 3, 12]).to_csv(sep="\t"),
        TABLE.set_index("sub_id").to_csv(),
        TABLE.to_csv(sep=";", decimal=",", index=False),
        TABLE.to_csv(sep="\t", decimal=",", index=False),
        TABLE.to_csv(quoting=1),
        R,
        R_WITHOUT_CORNER,
        R_WITHOUT_CORNER.replace(" ", "\t"),
        R.replace(".", ";").replace(",", ";").replace("23;5", "23,5").replace("31;25", "31,25"),
    ],
)
def test_a_table_is_read_whoever_wrote_it(text, read):
    table = read(text)
    assert table.columns.tolist() == ["age"]
    assert table["age"].to_dict() == {"s1": 23.5, "s2": 24.0, "s3": 31.25}


@pytest.mark.parametrize("text", [TABLE.to_csv(), R])
def test_a_frame_that_pandas_read_from_such_a_file_is_the_same(text, read):
    frame = pd.read_csv(io.StringIO(text))
    assert frame.columns[0] == "Unnamed: 0"
    pd.testing.assert_frame_equal(read_participants(frame), read(text))


@pytest.mark.parametrize(
    "text",
    [
        TABLE.set_index("sub_id").rename_axis(None).to_csv(),
        '"age"\n"s1" 23.5\n"s2" 24\n"s3" 31.25\n'.replace(" ", "\t"),
        '"","age"\n"s1",23.5\n"s2",24\n"s3",31.25\n',
        "lh.aparc.thickness\tage\ns1\t23.5\ns2\t24\ns3\t31.25\n",
        "Measure:volume\tage\ns1\t23.5\ns2\t24\ns3\t31.25\n",
        "SUB_ID,age\ns1,23.5\ns2,24\ns3,31.25\n",
    ],
)
def test_a_first_column_without_a_name_holds_the_subjects(text, read):
    assert read(text)["age"].to_dict() == {"s1": 23.5, "s2": 24.0, "s3": 31.25}


def test_names_with_spaces_and_commas_are_one_cell(read):
    text = '"id" "site name" "Left Insula"\n"1" "a b" "St. John, X" 2.5\n"2" "c d" "Y" 3\n'
    table = read(text)
    assert table.columns.tolist() == ["site name", "Left Insula"]
    assert table.loc["a b"].tolist() == ["St. John, X", 2.5]


def test_row_numbers_alone_are_no_subjects(read):
    for text in (TABLE[["age"]].to_csv(), '"age"\n"1"\t23.5\n"2"\t24\n'):
        with pytest.raises(ValueError, match="say id_column=.*'', the first column, only counts"):
            read(text)
    assert read(TABLE[["age"]].to_csv(), id_column="").index.tolist() == ["0", "1", "2"]


def test_a_header_that_was_cut_off_is_still_refused(read):
    with pytest.raises(ValueError, match="line 1 has 2 columns but others have 3"):
        read("participant_id,age\na,1,2\n")


def test_text_with_commas_stays_text(read):
    table = read("id;note;age\na;1,5 to 2;30,5\nb;x;31\n")
    assert table["note"].tolist() == ["1,5 to 2", "x"]
    assert table["age"].tolist() == [30.5, 31]


def test_commas_that_may_stand_between_thousands_are_not_guessed(read):
    with pytest.raises(
        ValueError, match="people.csv: '1,234' may have a decimal comma or one betw"
    ):
        read("id\tvolume\na\t1,234\nb\t2,345\n")
    assert read("id\tvolume\na\t1,234\nb\t0,345\n")["volume"].tolist() == [1.234, 0.345]
    assert read("id;volume\na;1,234\nb;2,345\n")["volume"].tolist() == [1.234, 2.345]


@pytest.mark.parametrize(
    "text", ["id age\ns1 23,5\ns2 24,1\n", "id a b\ns1 2,5 3\ns2 24,1 2,5\n", "0,5 1,5\n0,1 2,5\n"]
)
def test_decimal_commas_between_white_space_are_named(text, read):
    with pytest.raises(ValueError, match="seems to be a number with a decimal comma, between"):
        read(text)


def test_decimal_commas_between_commas_stay_text_and_are_told(read):
    with pytest.warns(UserWarning, match="column 'age' has numbers like '23,5' and sta") as caught:
        assert read('id,age\ns1,"23,5"\ns2,24\n')["age"].tolist() == ["23,5", "24"]
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="column 'age' has numbers like '23,5' and stays text"):
        read("id;age\ns1;23,5\ns2;24.5\n")


def test_a_name_with_a_space_before_a_comma_is_no_decimal_comma(read):
    assert read("id,age\nSubject 1,25\nSubject 2,31\n")["age"].to_dict() == {
        "Subject 1": 25,
        "Subject 2": 31,
    }
    assert read("id,note,age\ns1,a;b,3\ns2,c;d,4\n")["age"].tolist() == [3, 4]
