"""Whatever is damaged, the error is a ValueError or an OSError that begins with the path."""

import io
import json
import struct
import zipfile

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.io import savemat

from sk_ccnn.connectome import edge_list
from sk_ccnn.io import read_cohort, read_connectome, read_participants
from sk_ccnn.io.errors import errors_named

MATRIX = np.array([[0, 1, 2, 0], [1, 0, 3, 5], [2, 3, 0, 4], [0, 5, 4, 0]], dtype=float)
PEOPLE = pd.DataFrame({"id": ["s1"], "age": [30]})


def npz():
    file = io.BytesIO()
    np.savez_compressed(file, a=MATRIX)
    return bytearray(file.getvalue())


def start_of_data(content):
    return 30 + sum(struct.unpack("<HH", content[26:30]))


def damaged_deflate(content):
    start = start_of_data(content)
    content[start + 20 : start + 30] = b"\xff" * 10


def unknown_method(content):
    content[8] = content[content.find(b"PK\1\2") + 10] = 99


def encryption(content):
    content[6] |= 1
    content[content.find(b"PK\1\2") + 8] |= 1


def missing_bytes(content):
    start = start_of_data(content)
    del content[start + 5 : start + 15]


def cut_off(content):
    del content[len(content) // 2 :]


@pytest.mark.parametrize(
    "damage", [damaged_deflate, unknown_method, encryption, missing_bytes, cut_off]
)
def test_a_damaged_archive_is_named(damage, tmp_path):
    content = npz()
    damage(content)
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises((ValueError, OSError)) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize("damage", [lambda b: b[:-5], lambda b: b[:15] + b"\xff" + b[16:]])
def test_damaged_bzip2_is_named(damage, tmp_path):
    import bz2

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights.txt.bz2", damage(bz2.compress(b"0 1\n1 0\n")))
    with pytest.raises((ValueError, OSError)) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


def relmat(folder, nodes="matrix_index\tlabel\n", **axis):
    path = folder / "sub-1_relmat.dense.tsv"
    np.savetxt(path, MATRIX, delimiter="\t")
    axis = {"NodeFile": "nodes.tsv"} | axis
    (folder / "sub-1_relmat.json").write_text(json.dumps({"Axes": [axis, axis]}))
    (folder / "nodes.tsv").write_text(nodes)
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nodes": ""}, "nodes.tsv: the file is empty"),
        ({}, "nodes.tsv: it must number its nodes 0 to 3"),
        ({"nodes": "matrix_index\tlabel\n0\ta\n"}, "nodes.tsv: it must number its nodes 0 to 3"),
        ({"nodes": "matrix_index\n0\n"}, r"nodes.tsv: it lacks the columns \['label'\]"),
        ({"NodeFile": 3}, "relmat.json: NodeFile must name a file beside the matrix, got 3"),
        ({"NodeFile": ["a"]}, "relmat.json: NodeFile must name a file"),
        ({"NodeFile": ".."}, "relmat.json: NodeFile must name a file"),
        ({"NodeFile": ""}, "relmat.json: NodeFile must name a file"),
        ({"NodeFile": "other.tsv"}, "other.tsv: No such file"),
        ({"Size": "4"}, "relmat.json: it says Size 4"),
    ],
)
def test_what_belongs_to_a_bids_matrix_is_named_behind_it(changes, message, tmp_path):
    path = relmat(tmp_path, **changes)
    with pytest.raises((ValueError, OSError), match=message) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "{", "3", "\0"])
def test_what_is_no_json_object_is_named(text, tmp_path):
    path = relmat(tmp_path)
    (tmp_path / "sub-1_relmat.json").write_text(text)
    with pytest.raises(ValueError) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: sub-1_relmat.json: ")


@pytest.mark.parametrize(
    "options",
    [
        {"base": -5},
        {"base": 2},
        {"n_regions": 1},
        {"n_regions": 2.5},
        {"n_regions": "84"},
        {"n_regions": 10**30},
        {"n_regions": 5},
        {"symmetrize": "average"},
        {"memory_limit": 0},
        {"memory_limit": "1 GB"},
        {"key": 3},
        {"format": "matlab"},
        {"labels": 3},
        {"labels": ["a", "b"]},
        {"lengths": np.ones((2, 2))},
        {"coordinates": np.ones((2, 2))},
        {"labels": "not_there.txt"},
        {"lengths": "not_there.csv"},
        {"coordinates": "not_there.csv"},
    ],
)
def test_what_the_user_says_wrong_is_an_error_too(options, tmp_path):
    path = tmp_path / "a.csv"
    np.savetxt(path, MATRIX, delimiter=",")
    with pytest.raises((ValueError, OSError)) as error:
        read_connectome(path, **options)
    assert str(error.value).startswith(f"{path}: ")
    name = next(iter(options))
    assert name in str(error.value) or str(options[name]) in str(error.value)


def test_a_file_that_is_not_there_keeps_its_class(tmp_path):
    path = tmp_path / "a.csv"
    with pytest.raises(FileNotFoundError, match="No such file") as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")
    assert error.value.errno == 2
    with pytest.raises(IsADirectoryError) as error:
        read_connectome(tmp_path, format="npy")
    assert str(error.value).startswith(f"{tmp_path}: ")


def test_the_errors_of_a_cohort_name_whose_file(tmp_path):
    np.savetxt(tmp_path / "sub-1.csv", MATRIX, delimiter=",")
    bad = tmp_path / "sub-2.csv"
    bad.write_text("0,1\n1,x\n")
    with pytest.raises(ValueError) as error:
        read_cohort(tmp_path)
    assert str(error.value).startswith(f"{bad}: ")
    with pytest.raises(FileNotFoundError) as error:
        read_cohort(tmp_path / "missing")
    assert str(error.value).startswith(f"{tmp_path / 'missing'}: ")


def test_what_is_wrong_with_a_folder_as_a_whole_names_the_folder(tmp_path):
    folder = tmp_path / "fc"
    folder.mkdir()
    with pytest.raises(ValueError, match="no connectomes in") as empty:
        read_cohort(folder, PEOPLE)
    np.savetxt(folder / "sub-1_a.csv", MATRIX, delimiter=",")
    with pytest.raises(ValueError, match="no subject is both") as nobody:
        read_cohort(folder, PEOPLE)
    np.savetxt(folder / "sub-1_b.csv", MATRIX, delimiter=",")
    with pytest.raises(ValueError, match="several files") as twice:
        read_cohort(folder, PEOPLE)
    for error in (empty, nobody, twice):
        assert str(error.value).startswith(f"{folder}: ")


@pytest.mark.parametrize("source", [{}, []])
def test_a_cohort_of_nobody_is_an_error(source):
    with pytest.raises(ValueError, match="no connectomes in"):
        read_cohort(source, PEOPLE)


@pytest.mark.parametrize("text", ["", "id\n", "id,id\n1,2\n", "x,y\n1,2\n", "id,age\n,1\n", "\0"])
def test_a_damaged_table_is_named(text, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(text)
    for read in (read_participants, read_cohort):
        with pytest.raises(ValueError) as error:
            read(path)
        assert str(error.value).startswith(f"{path}: ")


def test_an_array_of_all_subjects_names_options_that_it_has_no_use_for(tmp_path):
    np.save(tmp_path / "a.npy", MATRIX[None])
    with pytest.raises(ValueError, match=r"a.npy: .*no use for \['base', 'n_regions'\]"):
        read_cohort(tmp_path / "a.npy", PEOPLE, base=0, n_regions=4)


class Odd(OSError):
    """An error of another package, that wants more arguments than a message."""

    def __init__(self, one, two):
        super().__init__(one, two)


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (KeyError("a"), ValueError, "not a whole file of its kind: KeyError: 'a'"),
        (MemoryError(), ValueError, "takes more memory than there is"),
        (RecursionError("deep"), ValueError, "RecursionError: deep"),
        (PermissionError(13, "Permission denied", "x"), PermissionError, "a: Permission denied"),
        (Odd(5, "Input/output error"), OSError, "a: Input/output error"),
        (OSError("Invalid data stream"), ValueError, "Invalid data stream"),
        (ValueError("plain"), ValueError, "^a: plain$"),
        (ValueError("a: named"), ValueError, "^a: named$"),
    ],
)
def test_errors_are_named_once_and_keep_what_they_say(error, kind, message):
    with pytest.raises(kind, match=message) as caught, errors_named("a"):
        raise error
    assert str(caught.value).startswith("a: ")


def test_an_interrupt_and_what_has_no_path_are_left_as_they_are():
    with pytest.raises(KeyboardInterrupt), errors_named("a"):
        raise KeyboardInterrupt
    with pytest.raises(KeyError), errors_named(PEOPLE):
        raise KeyError
    with pytest.raises(UserWarning), errors_named("a"):
        raise UserWarning


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Small files of all formats: their bytes, by name."""
    return written(tmp_path_factory.mktemp("whole"))


def written(folder):
    np.save(folder / "a.npy", MATRIX)
    (folder / "a.npz").write_bytes(npz())
    sparse.save_npz(folder / "sparse.npz", sparse.csr_array(MATRIX))
    savemat(folder / "a.mat", {"a": MATRIX}, do_compression=True)
    savemat(folder / "sparse.mat", {"a": sparse.csc_array(MATRIX)})
    savemat(folder / "old.mat", {"a": sparse.csc_array(MATRIX), "name": "a\nb"}, format="4")
    nx.write_graphml(nx.from_numpy_array(MATRIX), folder / "a.graphml")
    np.savetxt(folder / "a.csv", MATRIX, delimiter=",")
    np.savetxt(folder / "a.edgelist", [[0, 1, 2], [1, 3, 5], [2, 3, 1]], fmt="%d")
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("weights.txt", (folder / "a.csv").read_text())
        archive.writestr("centres.txt", "a 1 2 3\nb 2 3 4\nc 3 4 5\nd 4 5 6\n")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_any_damage_is_read_or_an_error_that_names_the_file(data, files, tmp_path_factory):
    name = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 12))
        content[start:end] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"9999", b"\xff\xff\xff\x7f", b"nan", b"<"])
        )
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(content)
    try:
        connectome = read_connectome(path, directed=data.draw(st.booleans()))
    except (ValueError, OSError) as error:
        assert str(error).startswith(f"{path}: ")
    else:
        # A damaged number may name the 56 000th region: what is sparse stays so.
        assert np.isfinite(edge_list(connectome.weights)[2]).all()
