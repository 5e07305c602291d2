import numpy as np
import pytest
from scipy import sparse

from sk_ccnn.io import read_connectome


@pytest.mark.parametrize("layout", ["csr", "csc", "coo"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_scipy_saves_is_read_and_stays_sparse(layout, packed, matrix, tmp_path):
    sparse.save_npz(tmp_path / "a.npz", sparse.coo_array(matrix).asformat(layout), packed)
    connectome = read_connectome(tmp_path / "a.npz")
    assert sparse.issparse(connectome.weights)
    assert (connectome.to_dense() == matrix).all()


def test_another_sparse_format_is_named(matrix, tmp_path):
    sparse.save_npz(tmp_path / "a.npz", sparse.dia_array(matrix))
    with pytest.raises(ValueError, match=r"formats \['csr', 'csc', 'coo'\], got 'dia'"):
        read_connectome(tmp_path / "a.npz")


@pytest.mark.parametrize("dtype", ["f4", ">f8", "i2", "u1", ">i4", "f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_any_kind_of_number_is_read(dtype, order, matrix, tmp_path):
    whole = np.round(matrix / matrix.max() * 200).astype(dtype, order=order)
    np.save(tmp_path / "a.npy", whole)
    assert (read_connectome(tmp_path / "a.npy").to_dense() == whole.astype(float)).all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"{'descr'", b"{'des'r'"),
        (b"}", b" "),
        (b"(5, 5)", b"(5, 55"),
        (b"(5, 5)", b"((((((("[:6]),
        (b"(5, 5)", b"(-5,5)"),
        (b"(5, 5)", b"(1e,5)"),
        (b"(5, 5)", b"(25, )"),
        (b"<f8", b"|O8"),
        (b"<f8", b"<V8"),
        (b"<f8", b"<c8"),
        (b"NUMPY", b"NUMPI"),
        (b"\x01\x00v", b"\x09\x00v"),
        (b"\x01\x00v", b"\x03\x00v"),
    ],
)
def test_a_broken_header_is_an_error_that_names_the_file(before, after, matrix, tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, matrix)
    content = path.read_bytes()
    assert before in content
    path.write_bytes(content.replace(before, after, 1))
    with pytest.raises(ValueError) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")
