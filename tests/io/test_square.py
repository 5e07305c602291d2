import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.io import savemat

from sk_ccnn.io import read_connectome
from sk_ccnn.io.square import require_square, require_symmetric

RING = sparse.csc_matrix([[0, 1, 0.0], [1, 0, 2], [0, 2, 0]])


def mat_with(part, place, value):
    """A sparse .mat file in which one of the indices, or ends of columns, is another number."""
    file = io.BytesIO()
    savemat(file, {"a": RING})
    content = file.getvalue()
    start = content.find(getattr(RING, part).astype("<i4").tobytes()) + 4 * place
    return content[:start] + value.to_bytes(4, "little", signed=True) + content[start + 4 :]


@pytest.mark.parametrize("value", [40, 3, -1, -3, 10**8, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize(("part", "place"), [("indices", 0), ("indices", 3), ("indptr", 1)])
def test_a_sparse_mat_file_with_a_wrong_index_is_an_error(part, place, value, tmp_path):
    if part == "indptr" and value == 3:
        return  # it says that the second column is empty, which it may be
    path = tmp_path / "a.mat"
    path.write_bytes(mat_with(part, place, value))
    for options in ({"directed": True}, {"symmetrize": "mean"}, {}):
        with pytest.raises(ValueError, match="indices must be|indptr must be") as error:
            read_connectome(path, **options)
        assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize("value", [40, -1, 10**8])
@pytest.mark.parametrize("layout", ["csr", "csc", "coo"])
def test_a_sparse_npz_file_with_a_wrong_index_is_an_error(layout, value, tmp_path):
    matrix = RING.asformat(layout).copy()
    indices = matrix.row if layout == "coo" else matrix.indices
    indices[1] = value
    sparse.save_npz(tmp_path / "a.npz", matrix)
    with pytest.raises(ValueError, match="ind(ices|ex)") as error:
        read_connectome(tmp_path / "a.npz", directed=True)
    assert str(error.value).startswith(f"{tmp_path / 'a.npz'}: ")


def test_a_pair_that_is_stored_twice_is_an_error():
    twice = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(3, 3))
    with pytest.raises(ValueError, match="stores 1 pairs of regions twice"):
        require_square(twice)
    column = sparse.csc_array(([1.0, 2.0], [1, 1], [0, 2, 2, 2]), shape=(3, 3))
    with pytest.raises(ValueError, match="stores 1 pairs of regions twice"):
        require_square(column)


@pytest.mark.parametrize("matrix", [np.eye(1), np.ones((2, 3)), np.ones(4), np.eye(2) * 1j])
@pytest.mark.parametrize("storage", [np.asarray, sparse.coo_array])
def test_what_is_no_square_matrix_of_numbers_is_an_error(matrix, storage):
    with pytest.raises(ValueError, match="the matrix must (be square|hold real numbers)"):
        require_square(storage(matrix))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_dense_and_sparse_are_treated_alike(data):
    values = data.draw(
        st.lists(st.sampled_from([0, 0, 0, 1, 2, -3, np.nan]), min_size=9, max_size=9)
    )
    dense = np.array(values, dtype=float).reshape(3, 3)
    directed = data.draw(st.booleans())
    symmetrize = data.draw(st.sampled_from([None, "mean", "max", "upper", "lower"]))
    results = []
    for matrix in (dense, sparse.coo_array(dense)):
        try:
            found = require_symmetric(require_square(matrix), directed, symmetrize)
            results.append(found.toarray() if sparse.issparse(found) else found)
        except ValueError as error:
            results.append(str(error))
    np.testing.assert_equal(*results)


@pytest.mark.parametrize("value", [np.nan, np.inf, 7.0])
@pytest.mark.parametrize("storage", [np.asarray, sparse.csr_array])
def test_the_diagonal_is_dropped_before_anything_is_asked_of_it(value, storage):
    matrix = np.where(np.eye(3), value, RING.toarray())
    kept = require_symmetric(require_square(storage(matrix)))
    kept = kept.toarray() if sparse.issparse(kept) else kept
    assert (kept == RING.toarray()).all()


def test_large_weights_do_not_overflow():
    huge = 1.7e308 * (1 - np.eye(3))
    huge[0, 1] *= 1 - 1e-9
    assert np.isfinite(require_symmetric(require_square(huge))).all()
