import time

import pytest

from sk_ccnn.io import read_connectome
from sk_ccnn.io.cells import is_number, read_cells, to_numbers

LONG = 200_000


@pytest.mark.parametrize("unit", ["1", "1.", ".1", "1e", "+", "-1", "1.1", "nan", "inf", "é", " 1"])
@pytest.mark.parametrize("end", ["x", "", "e", ".", "e+", "\n"])
def test_no_cell_is_long_to_look_at(unit, end):
    start = time.perf_counter()
    is_number([unit * (LONG // len(unit)) + end])
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("name", ["a.csv", "a.edgelist", "a.txt"])
def test_a_cell_of_many_digits_is_an_error_at_once(name, tmp_path):
    path = tmp_path / name
    path.write_text("0 1 2\n" + "1" * LONG + "x 2 3\n")
    start = time.perf_counter()
    with pytest.raises(ValueError) as error:
        read_connectome(path)
    assert time.perf_counter() - start < 5
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    "cell", ["0", "-1", "+1.5", ".5", "5.", "1e5", "1E-5", "nan", "NaN", "-inf", "Infinity"]
)
def test_numbers_are_numbers(cell):
    assert is_number([cell])
    assert to_numbers([[cell]]).shape == (1, 1)


@pytest.mark.parametrize("cell", ["", "1_000", "٣", "1,5", "0x1", "1e", "e5", "１", "--1", "1 2"])
def test_what_only_python_reads_as_a_number_is_none(cell):
    assert not is_number([cell])
    with pytest.raises(ValueError, match="line 2, column 2 holds"):
        to_numbers([["1", "2"], ["3", cell]])


@pytest.mark.parametrize("separator", [",", ";", "\t", " ", "   "])
def test_cells_are_the_same_whatever_separates_them(separator):
    text = "\n".join(separator.join(row) for row in (["1", "2"], ["3", "4"]))
    assert read_cells(text) == [["1", "2"], ["3", "4"]]
