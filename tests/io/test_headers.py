"""A first line of numbers, of which one is damaged, is no header."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

BAD = ["NA", "O", "0,7", "x0", "1.5.2", "#", "--", "n/a", "null", "l"]


@pytest.mark.parametrize("name", ["a.edgelist", "a.txt", "a.dat"])
@pytest.mark.parametrize(
    ("first", "column"), [("0 1 NA", 3), ("0 1 0,7", 3), ("O 1 0.7", 1), ("0 l 0.7", 2)]
)
@pytest.mark.parametrize("n_lines", [2, 3, 4, 5])
def test_an_edge_list_never_loses_its_first_line(first, column, name, n_lines, tmp_path):
    rest = ["0 2 0.5", "1 2 0.25", "2 3 1", "0 3 1"][: n_lines - 1]
    path = tmp_path / name
    path.write_text("\n".join([first, *rest]) + "\n")
    bad = first.split()[column - 1]
    with pytest.raises(ValueError, match=f"column {column} holds '{bad}'|line 1 has"):
        read_connectome(path, directed=True)


def test_a_line_without_any_number_is_the_header_of_an_edge_list(tmp_path):
    path = tmp_path / "a.edgelist"
    path.write_text("from to weight\n0 1 .5\n1 2 2\n")
    assert read_connectome(path).weights[1, 2] == 2


def test_decimal_numbers_name_no_region(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x0,1.5,2.5,3.5\n1.5,0,1,1\n2.5,1,0,1\n3.5,1,1,0\n")
    with pytest.raises(ValueError, match="numbers that name no region.* column 1 holds 'x0'"):
        read_connectome(path)
    path.write_text("x,V1,V2,1.5\nV1,0,1,1\nV2,1,0,1\n1.5,1,1,0\n")
    with pytest.raises(ValueError, match="a decimal number names no region, got '1.5'"):
        read_connectome(path)
    path.write_text("1.5\n2.5\n")
    matrix = tmp_path / "m.csv"
    matrix.write_text("0,1\n1,0\n")
    with pytest.raises(ValueError, match=r"m.csv: .*a.csv: a decimal number names no region"):
        read_connectome(matrix, format="matrix", labels=path)


@given(
    st.integers(3, 7).flatmap(
        lambda n: st.tuples(
            st.lists(st.integers(0, 99), min_size=n * n, max_size=n * n).map(
                lambda values: np.reshape(values, (n, n))
            ),
            st.integers(0, n - 1),
        )
    ),
    st.sampled_from(BAD),
    st.sampled_from([",", "\t", " "]),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_a_bad_cell_in_the_first_line_of_a_matrix_is_an_error(
    tmp_path_factory, drawn, bad, separator, symmetric
):
    matrix, column = drawn
    matrix = matrix + matrix.T if symmetric else matrix
    rows = [[str(value) for value in row] for row in matrix]
    rows[0][column] = bad
    # Nobody can tell the counts 1, 2, 3 from the numbers of regions.
    assume(column > 0 or not (np.diff(matrix[0, 1:]) > 0).all())
    path = tmp_path_factory.mktemp("bad") / "a.csv"
    path.write_text("\n".join(separator.join(row) for row in rows) + "\n")
    with pytest.raises(ValueError):
        read_connectome(path, format="matrix", directed=True)


@pytest.mark.parametrize("names", [[3, 10, 7], [0, 1, 2], ["V1", "4", "MT"], ["a b", "c", "d"]])
def test_names_as_pandas_writes_them_are_read(names, tmp_path):
    weights = 1.0 - np.eye(3)
    path = tmp_path / "a.csv"
    pd.DataFrame(weights, names, names).to_csv(path)
    assert read_connectome(path).labels == tuple(map(str, names))
    pd.DataFrame(weights, names, names).to_csv(path, sep="\t")
    assert read_connectome(path).labels == tuple(map(str, names))


def test_whole_numbers_that_count_are_names_under_any_corner(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,10,20,30\n10,0,1,1\n20,1,0,1\n30,1,1,0\n")
    assert read_connectome(path).labels == ("10", "20", "30")


@pytest.mark.parametrize("text", ["s,t,w\n0,1,5\n0,2,3\n1,2,4\n", "s,t\n0,1\n1,0\n"])
def test_a_header_over_what_may_be_edges_or_a_matrix_is_an_error(text, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match="may be a matrix or an edge list; say format="):
        read_connectome(path, directed=True)
    assert read_connectome(path, format="edge_list", directed=True).n_regions in (2, 3)
