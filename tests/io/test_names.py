"""Tables of connectomes as pandas and R write them."""

import io

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.connectome import Connectome
from sk_ccnn.io import read_connectome
from sk_ccnn.io.names import counts, take_names

NAMES = ["ctx-lh-insula", "Left Amygdala", "r_v1", "V2", "x"]


@pytest.fixture
def read(tmp_path):
    def read_text(text, name="m.csv", **options):
        (tmp_path / name).write_text(text)
        return read_connectome(tmp_path / name, **options)

    return read_text


def in_r(matrix, rows, columns, separator=",", corner=True, point="."):
    """Write a table as R's write.csv (with a corner) and write.table (without) do."""
    quoted = [f'"{name}"' for name in columns]
    lines = [separator.join((['""'] if corner else []) + quoted)]
    for name, row in zip(rows, matrix, strict=True):
        lines.append(separator.join([f'"{name}"', *(str(x).replace(".", point) for x in row)]))
    return "\n".join(lines) + "\n"


COUNTED = [str(number) for number in range(1, 6)]
V = [f"V{number}" for number in COUNTED]
MANGLED = ["ctx.lh.insula", "Left.Amygdala", "r_v1", "V2", "x"]


@pytest.mark.parametrize("way", [(",", True), (" ", False), ("\t", False), (";", True)])
@pytest.mark.parametrize(
    ("rows", "columns", "labels"),
    [
        (NAMES, NAMES, NAMES),
        (COUNTED, NAMES, NAMES),
        (NAMES, V, NAMES),
        (COUNTED, V, V),
        (NAMES, MANGLED, NAMES),
    ],
)
def test_a_matrix_that_r_wrote_has_its_names(rows, columns, labels, way, read, matrix):
    connectome = read(in_r(matrix, rows, columns, *way))
    assert connectome.labels == tuple(labels)
    np.testing.assert_allclose(connectome.to_dense(), matrix)


@pytest.mark.parametrize(
    "names", [NAMES, [1001, 10, 49, 50, 7], range(5), [0.0, 2.0, 4.0, 6.0, 9.0]]
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_frame_has_the_same_labels_in_memory_and_from_its_file(names, separator, read, matrix):
    frame = pd.DataFrame(matrix, names, names)
    if not isinstance(names[0], float):
        from_file = read(frame.to_csv(sep=separator))
        assert from_file.labels == Connectome(frame).labels == tuple(map(str, names))
    else:
        with pytest.raises(ValueError, match="names? no region|no region is named by a decimal"):
            read(frame.to_csv(sep=separator))


@pytest.mark.parametrize(
    "written",
    [
        lambda frame: frame.reset_index(drop=True).to_csv(),
        lambda frame: frame.set_axis(range(1, 6)).to_csv(index_label="row"),
        lambda frame: frame.set_axis(range(5), axis="columns").to_csv(),
        lambda frame: frame.to_csv(index=False),
        lambda frame: frame.to_csv(quoting=1),
        lambda frame: frame.to_csv(sep=";", decimal=","),
    ],
)
def test_every_way_of_pandas_gives_the_names(written, read, matrix):
    connectome = read(written(pd.DataFrame(matrix, NAMES, NAMES)))
    assert connectome.labels == tuple(NAMES)
    np.testing.assert_allclose(connectome.to_dense(), matrix)


def test_numbers_above_a_square_are_labels_where_they_can_be_nothing_else(read, matrix):
    frame = pd.DataFrame(matrix, columns=[3, 10, 11, 12, 40])
    assert read(frame.to_csv(index=False)).labels == ("3", "10", "11", "12", "40")
    with pytest.raises(ValueError, match="must be square"):
        read(frame.set_axis([3, 0, 11, 12, 40], axis=1).to_csv(index=False))


def test_names_of_rows_and_columns_that_differ_are_refused(read, matrix):
    text = pd.DataFrame(matrix, NAMES, NAMES[::-1]).to_csv()
    with pytest.raises(ValueError, match="row 1 is 'ctx-lh-insula' and column 1 is 'x'"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "x0,1.5,2.5,3.5\n1.5,0,1,2\n2.5,1,0,3\n3.5,2,3,0\n",
        "O,5,7,9\n5,0,1,2\n7,1,0,3\n9,2,3,0\n",
        "NA,5,7,9\n5,0,1,2\n7,1,0,3\n9,2,3,0\n",
        "0,5.5,x,9\n0,0,1,2\n0,1,0,3\n0,2,3,0\n0,0,0,0\n",
    ],
)
def test_a_damaged_line_of_numbers_names_no_regions(text, read):
    with pytest.raises(ValueError, match="name no region|no region is named by a decimal number"):
        read(text)


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_a_header_that_lost_a_name_or_a_separator_is_refused(separator, read, matrix):
    text = pd.DataFrame(matrix, columns=list("abcde")).to_csv(sep=separator, index=False)
    with pytest.raises(ValueError, match="must name each of 5 regions, but 1 have no name"):
        read(text.replace(f"b{separator}c", "bc", 1))


EDGES = pd.DataFrame({"i": [0, 1, 2, 0], "j": [1, 2, 4, 3], "weight": [0.5, 2.0, 1.0, 3.0]})


@pytest.mark.parametrize(
    "text",
    [
        EDGES.to_csv(),
        EDGES.to_csv(index=False),
        EDGES.set_axis(range(3), axis="columns").to_csv(),
        in_r(EDGES.to_numpy(), range(1, 5), EDGES.columns, " ", corner=False),
        EDGES.to_csv(sep=";", decimal=","),
    ],
)
@pytest.mark.parametrize("name", ["m.csv", "m.edgelist"])
def test_an_edge_list_is_read_without_the_numbers_of_its_lines(text, name, read):
    connectome = read(text, name)
    assert connectome.n_regions == 5
    assert connectome.to_dense()[[0, 1, 2, 0], [1, 2, 4, 3]].tolist() == [0.5, 2, 1, 3]
    assert connectome.n_edges == 8  # both directions


def test_three_numbered_lines_may_be_a_matrix_or_three_connections(read):
    text = EDGES[:3].to_csv()
    with pytest.raises(ValueError, match="4 lines of 4 columns may be a matrix or an edge list"):
        read(text)
    assert read(text, format="edge_list").n_regions == 5
    matrix = pd.DataFrame([[0, 1, 2], [1, 0, 3], [2, 3, 0]])
    assert read(matrix.to_csv()).labels == ("0", "1", "2")
    assert read(matrix.set_axis(list("abc"), axis=1).to_csv(), format="matrix").n_regions == 3


def test_labels_and_coordinates_are_read_without_the_numbers_of_their_lines(read, tmp_path, matrix):
    labels, xyz = tmp_path / "labels.csv", tmp_path / "xyz.csv"
    points = np.arange(15.0).reshape(5, 3)
    for names in (pd.Series(NAMES).to_csv(), in_r([[f'"{x}"'] for x in NAMES], COUNTED, ["x"])):
        labels.write_text(names)
        for columns in (None, list("xyz")):
            pd.DataFrame(points, columns=columns).to_csv(xyz)
            text = "\n".join(",".join(map(str, row)) for row in matrix)
            connectome = read(text, labels=labels, coordinates=xyz)
            assert connectome.labels == tuple(NAMES)
            assert (connectome.coordinates == points).all()


def test_names_that_count_do_so_from_0_or_1():
    assert counts(["0", "1", "2"]) and counts(["1", "2"])
    assert not counts(["2", "3"]) and not counts(["0", "2"]) and not counts(["a", "b"])


def test_a_table_of_numbers_has_no_names():
    rows = [["0", "1"], ["1", "0"]]
    assert take_names(rows) == (None, rows, 1)


def test_pandas_reads_back_what_this_module_takes_for_names(matrix):
    text = in_r(matrix, COUNTED, NAMES)
    assert pd.read_csv(io.StringIO(text), index_col=0).columns.tolist() == NAMES
