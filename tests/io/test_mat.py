import io
import struct
import zlib

import numpy as np
import pytest
from scipy import sparse
from scipy.io import savemat

from sk_ccnn.io import read_connectome

NAMES = ["lh bankssts", "rh bankssts", "Brain-Stem", "é", "V1"]


def dsi_studio(path, matrix, text, form, **others):
    """Write what DSI Studio does: the matrix, and the regions as one text, a line for each."""
    savemat(path, {"connectivity": matrix, "name": text, **others}, format=form)


@pytest.mark.parametrize("form", ["4", "5"])
def test_the_names_that_dsi_studio_writes_are_labels(form, matrix, tmp_path):
    names = [name for name in NAMES if form == "5" or name.isascii()]
    part = matrix[: len(names), : len(names)]
    for end in ("\n", ""):
        dsi_studio(tmp_path / "a.mat", part, "\n".join(names) + end, form)
        connectome = read_connectome(tmp_path / "a.mat")
        assert connectome.labels == tuple(names)
        assert (connectome.to_dense() == part).all()


@pytest.mark.parametrize("form", ["4", "5"])
def test_names_may_be_bytes(form, matrix, tmp_path):
    text = np.frombuffer("\n".join(NAMES).encode(), np.uint8)[None]
    dsi_studio(tmp_path / "a.mat", matrix, text, form)
    assert read_connectome(tmp_path / "a.mat").labels == tuple(NAMES)


def test_other_measures_beside_the_names_have_to_be_chosen(matrix, tmp_path):
    dsi_studio(tmp_path / "a.mat", matrix, "\n".join(NAMES), "5", tract_mean_length=matrix / 2)
    with pytest.raises(ValueError, match="say which by key="):
        read_connectome(tmp_path / "a.mat")
    connectome = read_connectome(tmp_path / "a.mat", key="connectivity")
    assert connectome.labels == tuple(NAMES)


def test_names_that_do_not_fit_are_an_error_and_a_title_is_none(matrix, tmp_path):
    dsi_studio(tmp_path / "a.mat", matrix, "a\nb\nc\n", "5")
    with pytest.raises(ValueError, match="'name' lists 3 regions, but the matrix has 5"):
        read_connectome(tmp_path / "a.mat")
    dsi_studio(tmp_path / "a.mat", matrix, "subject 1", "5")
    assert not read_connectome(tmp_path / "a.mat").has_labels


def test_a_text_that_claims_more_letters_than_the_file_has_is_left_alone(tmp_path, matrix):
    file = io.BytesIO()
    savemat(file, {"name": "a\nb\nc\nd\ne", "connectivity": matrix})
    content = file.getvalue()
    dimensions = np.array([1, 9], "<i4").tobytes()
    assert content.count(dimensions) == 1
    claimed = content.replace(dimensions, np.array([1, 2**31 - 1], "<i4").tobytes())
    (tmp_path / "a.mat").write_bytes(claimed)
    assert not read_connectome(tmp_path / "a.mat").has_labels


def test_two_variables_of_one_name_are_an_error(matrix, tmp_path):
    file = io.BytesIO()
    savemat(file, {"aa": matrix, "bb": matrix / 2})
    (tmp_path / "a.mat").write_bytes(file.getvalue().replace(b"bb", b"aa"))
    with pytest.raises(ValueError, match="two variables of the name 'aa'"):
        read_connectome(tmp_path / "a.mat", key="aa")


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("form", ["4", "5"])
def test_a_sparse_matrix_stays_sparse(form, compressed, matrix, tmp_path):
    savemat(
        tmp_path / "a.mat",
        {"a": sparse.csc_array(matrix)},
        format=form,
        do_compression=compressed and form == "5",
    )
    connectome = read_connectome(tmp_path / "a.mat")
    assert sparse.issparse(connectome.weights)
    assert (connectome.to_dense() == matrix).all()


def test_what_is_not_needed_does_not_count(matrix, tmp_path):
    savemat(tmp_path / "a.mat", {"a": matrix, "note": "text", "rows": np.zeros((3, 2))})
    assert read_connectome(tmp_path / "a.mat").n_regions == 5


def header_4(kind=50, rows=1, columns=1, is_complex=0, name=b"aaaaa\0", n_letters=None):
    letters = len(name) if n_letters is None else n_letters
    return struct.pack("<5i", kind, rows, columns, is_complex, letters) + name


@pytest.mark.parametrize(
    "header",
    [
        {"rows": -26},  # SciPy would go back to the start, again and again
        {"rows": -1, "columns": -1},
        {"rows": 2**31 - 1, "columns": 2**31 - 1},
        {"rows": 90, "columns": 2},
        {"n_letters": -20},
        {"n_letters": 10**6},
        {"kind": 90},
        {"kind": -1},
        {"kind": 52, "rows": 2**30, "columns": 3},
        {"rows": 50, "is_complex": 1},
    ],
)
def test_a_damaged_size_in_version_4_is_an_error_at_once(header, tmp_path):
    path = tmp_path / "a.mat"
    path.write_bytes(header_4(**header) + bytes(90))
    with pytest.raises(ValueError) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


def test_what_does_not_begin_as_a_mat_file_is_an_error(matrix, tmp_path):
    path = tmp_path / "a.mat"
    savemat(path, {"a": matrix}, do_compression=True)
    path.write_bytes(path.read_bytes().replace(b"IM", b"XX", 1))
    with pytest.raises(ValueError, match="does not begin as a .mat file"):
        read_connectome(path)


@pytest.mark.parametrize("order", ["<", ">"])
def test_version_4_is_read_in_both_orders_of_bytes(order, tmp_path):
    matrix = np.array([[0, 1.5], [1.5, 0]], dtype=f"{order}f8")
    kind = 0 if order == "<" else 1000
    header = struct.pack(f"{order}5i", kind, 2, 2, 0, 2) + b"a\0"
    (tmp_path / "a.mat").write_bytes(header + matrix.tobytes())
    assert read_connectome(tmp_path / "a.mat").weights[0, 1] == 1.5


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("weights", [np.ones((3, 3)), sparse.csc_matrix(np.ones((3, 3)))])
def test_a_part_of_an_unknown_type_never_reaches_scipy(weights, compress, tmp_path):
    file = io.BytesIO()
    savemat(file, {"a": weights})
    content = bytearray(file.getvalue())
    numbers = np.ones(9).tobytes()
    at = content.find(numbers) - 8  # the tag before them
    content[at] = 0
    if compress:
        packed = zlib.compress(bytes(content[128:]))
        content = content[:128] + struct.pack("<2i", 15, len(packed)) + packed
    (tmp_path / "a.mat").write_bytes(content)
    with pytest.raises(ValueError, match="a.mat: .*parts of an unknown type, 0"):
        read_connectome(tmp_path / "a.mat")
