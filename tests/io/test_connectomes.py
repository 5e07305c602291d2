import json
import zipfile

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.io import savemat

from sk_ccnn.io import read_connectome


def save_text(path, matrix, separator):
    np.savetxt(path, matrix, delimiter=separator, fmt="%.17g")


def save_edges(path, matrix, base=0, separator="\t"):
    i, j = np.nonzero(np.triu(matrix))
    edges = np.column_stack([i + base, j + base, matrix[i, j]])
    np.savetxt(path, edges, delimiter=separator, fmt=["%d", "%d", "%.17g"])


@pytest.mark.parametrize(
    ("name", "separator"), [("a.csv", ","), ("a.tsv", "\t"), ("a.txt", " "), ("a.csv", ";")]
)
def test_a_square_matrix_is_read_whatever_separates_it(name, separator, matrix, tmp_path):
    save_text(tmp_path / name, matrix, separator)
    connectome = read_connectome(tmp_path / name)
    assert (connectome.to_dense() == matrix).all()
    assert connectome.name == "a"


def test_names_in_rows_and_columns_are_labels(matrix, tmp_path):
    labels = list("vwxyz")
    pd.DataFrame(matrix, labels, labels).to_csv(tmp_path / "a.csv")
    pd.DataFrame(matrix, labels, labels).to_csv(tmp_path / "b.csv", index=False)
    for name in ("a.csv", "b.csv"):
        connectome = read_connectome(tmp_path / name)
        assert connectome.labels == tuple(labels)
        assert (connectome.to_dense() == matrix).all()


def test_rows_and_columns_that_name_different_regions_are_refused(matrix, tmp_path):
    pd.DataFrame(matrix, list("vwxyz"), list("vwxzy")).to_csv(tmp_path / "a.csv")
    with pytest.raises(ValueError, match="row 4 is 'y' and column 4 is 'z'"):
        read_connectome(tmp_path / "a.csv")


def test_one_triangle_is_an_error_until_it_is_asked_for(matrix, tmp_path):
    save_text(tmp_path / "a.csv", np.triu(matrix), ",")
    with pytest.raises(ValueError, match="not symmetric.*symmetrize='upper'"):
        read_connectome(tmp_path / "a.csv")
    whole = read_connectome(tmp_path / "a.csv", symmetrize="upper")
    assert (whole.to_dense() == matrix).all()


def test_no_triangle_is_lost(matrix, tmp_path):
    matrix[0, 1] += 1
    save_text(tmp_path / "a.csv", matrix, ",")
    with pytest.raises(ValueError, match="would lose the other triangle"):
        read_connectome(tmp_path / "a.csv", symmetrize="upper")
    assert read_connectome(tmp_path / "a.csv", directed=True).is_directed
    assert not read_connectome(tmp_path / "a.csv", symmetrize="mean").is_directed


def test_a_pair_that_an_edge_list_leaves_out_is_zero(matrix, tmp_path):
    save_edges(tmp_path / "a.edgelist", matrix)
    connectome = read_connectome(tmp_path / "a.edgelist")
    assert (connectome.to_dense() == matrix).all()
    assert connectome.weights[0, 3] == 0


def test_the_first_region_is_told_apart_only_where_the_file_proves_it(matrix, tmp_path):
    save_edges(tmp_path / "a.txt", matrix, base=1)
    with pytest.raises(ValueError, match=r"from 1 to 5; whether .* Say base=0 or base=1"):
        read_connectome(tmp_path / "a.txt")
    for told in ({"base": 1}, {"n_regions": 5}, {"labels": list("abcde")}):
        assert (read_connectome(tmp_path / "a.txt", **told).to_dense() == matrix).all()
    wider = read_connectome(tmp_path / "a.txt", base=0)
    assert wider.n_regions == 6
    assert wider.isolated_regions == ("region_0",)


def test_last_regions_without_connections_have_to_be_told(matrix, tmp_path):
    matrix[4] = matrix[:, 4] = 0
    save_edges(tmp_path / "a.edges", matrix)
    assert read_connectome(tmp_path / "a.edges").n_regions == 4
    assert read_connectome(tmp_path / "a.edges", n_regions=5).isolated_regions == ("region_4",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0 1 2\n1 0 2\n", "names the pair 0, 1 2 times.*directed=True"),
        ("0 1 2\n0 2 3", "does not end.*cut off"),
        ("0 1 2\n0 2\n", "line 2 has 2 columns but others have 3|cut off"),
        ("0 1 2\n2 0.000 1\n", "'0.000' is written as another kind"),
        ("0 1 2\n0.5 2 1\n", "must be numbers of regions"),
        ("0 1 2\n0 -1 1\n", "must be numbers of regions"),
        ("0 99999999 2\n", "beyond the limit"),
        ("0 1 two\n", "line 1, column 3 holds 'two'|header but no edges"),
        ("0 1 nan\n", "from region 0 to 1 is nan"),
        ("", "empty"),
        ("\n \n", "empty"),
        ("# nothing\n", "no numbers"),
    ],
)
def test_an_edge_list_that_is_not_one_says_why(text, message, tmp_path):
    (tmp_path / "a.edgelist").write_text(text)
    with pytest.raises(ValueError, match=message) as error:
        read_connectome(tmp_path / "a.edgelist")
    assert str(tmp_path) in str(error.value)


def test_a_complete_edge_list_is_one_that_lists_every_pair(matrix, tmp_path):
    save_edges(tmp_path / "a.edgelist", matrix)
    with pytest.raises(ValueError, match="needs all 10 pairs of 5 regions, got 8 lines"):
        read_connectome(tmp_path / "a.edgelist", complete=True)
    save_edges(tmp_path / "a.edgelist", matrix + 1 - np.eye(5))
    assert read_connectome(tmp_path / "a.edgelist", complete=True).density == 1


def test_three_lines_of_three_numbers_may_be_either(tmp_path):
    (tmp_path / "a.txt").write_text("0 1 2\n1 0 3\n2 3 0\n")
    with pytest.raises(ValueError, match="may be a matrix or an edge list; say format="):
        read_connectome(tmp_path / "a.txt")
    assert read_connectome(tmp_path / "a.txt", format="matrix").n_regions == 3
    with pytest.raises(ValueError, match="names the pair"):
        read_connectome(tmp_path / "a.txt", format="edge_list")


def test_numpy_files_are_read_and_never_unpickled(matrix, tmp_path):
    np.save(tmp_path / "a.npy", matrix)
    np.savez(tmp_path / "one.npz", sc=matrix)
    np.savez(tmp_path / "two.npz", sc=matrix, fc=matrix / 2)
    np.save(tmp_path / "objects.npy", np.array([[{}, 1], [1, {}]], dtype=object))
    assert (read_connectome(tmp_path / "a.npy").to_dense() == matrix).all()
    assert (read_connectome(tmp_path / "one.npz").to_dense() == matrix).all()
    assert (read_connectome(tmp_path / "two.npz", key="fc").to_dense() == matrix / 2).all()
    with pytest.raises(ValueError, match=r"holds \['sc', 'fc'\]; say which by key="):
        read_connectome(tmp_path / "two.npz")
    with pytest.raises(ValueError, match="must hold real numbers, got dtype object"):
        read_connectome(tmp_path / "objects.npy")


def test_matlab_files_are_read_by_key(matrix, tmp_path):
    savemat(tmp_path / "a.mat", {"sc": matrix, "len": matrix * 2})
    assert (read_connectome(tmp_path / "a.mat", key="sc").to_dense() == matrix).all()
    with pytest.raises(ValueError, match="holds no 'fc', only"):
        read_connectome(tmp_path / "a.mat", key="fc")
    (tmp_path / "new.mat").write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64" + bytes(500))
    with pytest.raises(ValueError, match="version 7.3 is HDF5; save it with -v7"):
        read_connectome(tmp_path / "new.mat")


@pytest.mark.parametrize("folder", ["", "inside/"])
def test_a_tvb_archive_has_labels_lengths_and_coordinates(folder, matrix, tmp_path):
    def text(array):
        return "\n".join(" ".join(f"{value:.17g}" for value in row) for row in array)

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"{folder}weights.txt", text(matrix))
        archive.writestr(f"{folder}tract_lengths.txt", text(matrix / 10))
        archive.writestr(f"{folder}centres.txt", "\n".join(f"r{i} {i} 0 1" for i in range(5)))
    connectome = read_connectome(tmp_path / "a.zip")
    assert (connectome.to_dense() == matrix).all()
    assert (connectome.lengths == matrix / 10).all()
    assert connectome.coordinates[2].tolist() == [2, 0, 1]
    assert connectome.labels == ("r0", "r1", "r2", "r3", "r4")


def relmat(tmp_path, matrix, **changes):
    """Write a BIDS relation matrix with its JSON and node indices."""
    path = tmp_path / "sub-1_meas-count_relmat.dense.tsv"
    save_text(path, matrix, "\t")
    axis = {"Size": len(matrix), "NodeFile": "nodes.tsv"}
    described = {"Axes": [axis, axis], "NonNegative": True} | changes
    (tmp_path / "sub-1_meas-count_relmat.json").write_text(json.dumps(described))
    nodes = "".join(f"{i}\tregion {i}\n" for i in reversed(range(len(matrix))))
    (tmp_path / "nodes.tsv").write_text("matrix_index\tlabel\n" + nodes)
    return path


def test_a_bids_matrix_takes_labels_by_their_index(matrix, tmp_path):
    connectome = read_connectome(relmat(tmp_path, matrix))
    assert (connectome.to_dense() == matrix).all()
    assert connectome.labels[:2] == ("region 0", "region 1")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Axes": [{"Size": 6}, {"Size": 6}]}, "says Size 6, the matrix has 5"),
        ({"Axes": []}, "must describe two Axes"),
        ({"Axes": [{"NodeFile": "../x"}, {"NodeFile": "../x"}]}, "must name a file beside"),
    ],
)
def test_a_bids_matrix_must_be_what_its_json_says(changes, message, matrix, tmp_path):
    with pytest.raises(ValueError, match=message):
        read_connectome(relmat(tmp_path, matrix, **changes))


def test_graphml_is_read_with_labels_and_weights(matrix, tmp_path):
    graph = nx.from_numpy_array(matrix)
    nx.set_node_attributes(graph, {i: f"R{i}" for i in range(5)}, "label")
    nx.write_graphml(graph, tmp_path / "a.graphml")
    connectome = read_connectome(tmp_path / "a.graphml")
    np.testing.assert_allclose(connectome.to_dense(), matrix)
    assert connectome.labels == ("R0", "R1", "R2", "R3", "R4")
    with pytest.raises(ValueError, match=r"attribute 'length'; say key=, out of \['weight'\]"):
        read_connectome(tmp_path / "a.graphml", key="length")


def test_xml_that_declares_entities_is_refused(tmp_path):
    (tmp_path / "a.graphml").write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')
    with pytest.raises(ValueError, match="entities is refused"):
        read_connectome(tmp_path / "a.graphml")


def test_lengths_and_coordinates_may_be_files(matrix, tmp_path):
    save_text(tmp_path / "w.csv", matrix, ",")
    lengths = matrix.copy()
    lengths[0, 1] = lengths[1, 0] = np.nan
    save_text(tmp_path / "l.csv", lengths, ",")
    (tmp_path / "xyz.csv").write_text(
        "region,x,y,z\n" + "".join(f"r{i},{i},0,1\n" for i in range(5))
    )
    connectome = read_connectome(
        tmp_path / "w.csv", lengths=tmp_path / "l.csv", coordinates=tmp_path / "xyz.csv"
    )
    assert connectome.lengths[0, 1] == 0
    assert connectome.lengths[1, 2] == matrix[1, 2]
    assert connectome.coordinates[3].tolist() == [3, 0, 1]


def test_an_unknown_suffix_names_the_known_ones(tmp_path):
    (tmp_path / "a.xlsx").write_text("")
    with pytest.raises(ValueError, match=r"suffix '.xlsx' tells no format.*\.graphml"):
        read_connectome(tmp_path / "a.xlsx")
    with pytest.raises(OSError):
        read_connectome(tmp_path / "missing.csv")


@given(
    arrays(np.float64, (4, 4), elements=st.floats(-1e6, 1e6, allow_subnormal=False)),
    st.sampled_from(["a.csv", "a.tsv", "a.npy", "a.mat", "a.edgelist"]),
)
@settings(max_examples=60)
def test_what_is_written_is_read(tmp_path_factory, matrix, name):
    matrix = np.triu(matrix, 1) + np.triu(matrix, 1).T
    path = tmp_path_factory.mktemp("written") / name
    if name == "a.npy":
        np.save(path, matrix)
    elif name == "a.mat":
        savemat(path, {"x": matrix})
    elif name == "a.edgelist":
        i, j = np.triu_indices(4, 1)
        np.savetxt(path, np.column_stack([i, j, matrix[i, j]]), fmt=["%d", "%d", "%.17g"])
    else:
        save_text(path, matrix, "," if name == "a.csv" else "\t")
    assert (read_connectome(path).to_dense() == matrix).all()


@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, -np.inf, 5e6])
@pytest.mark.parametrize("symmetrize", [None, "upper", "mean"])
def test_the_diagonal_may_hold_anything(matrix, tmp_path, on_diagonal, symmetrize):
    marked = matrix.copy()
    np.fill_diagonal(marked, on_diagonal)
    save_text(tmp_path / "a.csv", marked, ",")
    np.save(tmp_path / "a.npy", marked)
    np.savez(tmp_path / "a.npz", marked)
    savemat(tmp_path / "a.mat", {"a": marked})
    for suffix in ("csv", "npy", "npz", "mat"):
        found = read_connectome(tmp_path / f"a.{suffix}", symmetrize=symmetrize)
        assert (found.to_dense() == matrix).all()
    for triangle in (np.triu, np.tril):
        np.save(tmp_path / "a.npy", triangle(marked))
        with pytest.raises(ValueError, match="not symmetric"):
            read_connectome(tmp_path / "a.npy")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_two_directions_may_be_rounded_differently(matrix, tmp_path, dtype):
    rounded = matrix.astype(dtype)
    rounded[0, 1] *= 1 + 2 * np.finfo("float16" if dtype == "float16" else "float32").eps
    assert rounded[0, 1] != rounded[1, 0]
    np.save(tmp_path / "a.npy", rounded)
    for symmetrize in (None, "upper"):
        assert not read_connectome(tmp_path / "a.npy", symmetrize=symmetrize).is_directed


@pytest.mark.parametrize("where", [(1, 3), (3, 1)])
def test_what_is_not_finite_beside_the_diagonal_is_refused(matrix, tmp_path, where):
    matrix[where] = np.nan
    np.save(tmp_path / "a.npy", matrix)
    for options in ({}, {"directed": True}, {"symmetrize": "mean"}):
        with pytest.raises(ValueError, match=f"from region {where[0]} to {where[1]} is nan"):
            read_connectome(tmp_path / "a.npy", **options)
