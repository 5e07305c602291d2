"""What does not fit is refused at the door, in words that say what was got and what was needed."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sk_ccnn.connectome import Connectome

SQUARE = np.ones((3, 3))
FRAME = pd.DataFrame(SQUARE, index=list("abc"), columns=list("abc"))
MASKED = np.ma.masked_equal(np.eye(3, k=1), 1)
BROKEN = sparse.csr_array(np.diag([np.nan, np.inf], k=1))


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"weights": np.ones((2, 3))}, ValueError, r"square.*\(2, 3\)"),
        ({"weights": np.ones(3)}, ValueError, "square"),
        ({"weights": np.ones((0, 0))}, ValueError, r"square.*at least one region.*\(0, 0\)"),
        ({"weights": []}, ValueError, r"at least one region.*\(0,\)"),
        ({"weights": sparse.csr_array((2, 3))}, ValueError, r"square.*\(2, 3\)"),
        ({"weights": SQUARE * np.nan}, ValueError, "6 are NaN"),
        ({"weights": sparse.csr_array(SQUARE * np.inf)}, ValueError, "NaN or infinite"),
        ({"weights": BROKEN}, ValueError, "2 are NaN or infinite"),
        ({"weights": "abc"}, TypeError, "real numbers"),
        ({"weights": [["1", "2"], ["2", "1"]]}, TypeError, "real numbers, got dtype <U1"),
        ({"weights": SQUARE * 1j}, TypeError, "real numbers, got dtype complex128"),
        ({"weights": sparse.csr_array(SQUARE * 1j)}, TypeError, "got dtype complex128"),
        ({"weights": [[1, 2], [3]]}, TypeError, "weights must be an array of real numbers"),
        ({"weights": MASKED}, ValueError, "weights must hold every value.*2 are masked"),
        ({"weights": FRAME.iloc[:2]}, ValueError, r"square.*\(2, 3\)"),
        (
            {"weights": FRAME.set_axis(list("abd"), axis=1)},
            ValueError,
            "same labels.*'c' for row 2 and 'd' for column 2",
        ),
        ({"weights": FRAME.reset_index(drop=True)}, ValueError, "0 for row 0 and 'a' for column 0"),
        ({"coordinates": np.ones((2, 3))}, ValueError, r"\(3, 3\).*\(2, 3\)"),
        ({"coordinates": SQUARE * np.nan}, ValueError, "finite"),
        ({"coordinates": SQUARE * 1j}, TypeError, "coordinates.*complex128"),
        ({"lengths": np.ones((2, 2))}, ValueError, r"\(3, 3\).*\(2, 2\)"),
        ({"lengths": -SQUARE}, ValueError, "not negative; got -1"),
        ({"lengths": SQUARE * np.inf}, ValueError, "finite.*got inf"),
        ({"lengths": np.triu(SQUARE)}, ValueError, r"symmetric.*lengths\[0, 1\] = 1"),
        ({"lengths": MASKED}, ValueError, "lengths must hold every value"),
        ({"labels": ["a", "b"]}, ValueError, "3 regions but 2 labels"),
        ({"labels": ["a", "b", "a"]}, ValueError, "repeated: 'a'"),
        ({"labels": "abc"}, TypeError, "one str"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, says):
    with warnings.catch_warnings(), pytest.raises(error, match=says):
        warnings.simplefilter("error")
        Connectome(**({"weights": SQUARE} | given))


@pytest.mark.parametrize(
    "weights",
    [SQUARE.astype(int), SQUARE.astype(bool), np.ma.array(SQUARE), np.asmatrix(SQUARE)],
    ids=["int", "bool", "without a masked entry", "matrix"],
)
def test_any_array_of_numbers_fits(weights):
    assert Connectome(weights) == Connectome(SQUARE)
    assert type(Connectome(weights).weights) is np.ndarray


def test_sparse_input_may_be_untidy():
    rows, columns = [0, 0, 1, 1, 2], [1, 1, 0, 2, 2]
    untidy = sparse.coo_array(([1.0, 2.0, 3.0, 0.0, 9.0], (rows, columns)), shape=(3, 3))
    connectome = Connectome(untidy)
    assert connectome.weights.nnz == 2
    assert connectome == Connectome([[0, 3, 0], [3, 0, 0], [0, 0, 0]])


def test_lengths_may_be_sparse_and_unmeasured():
    lengths = np.array([[0, 8, np.nan], [8, 0, 0], [np.nan, 0, 5]])
    dense = Connectome(SQUARE, lengths=lengths)
    assert dense.lengths.tolist() == [[0, 8, 0], [8, 0, 0], [0, 0, 0]]
    assert dense == Connectome(SQUARE, lengths=sparse.csr_array(lengths))


def test_names_of_a_frame_are_the_labels():
    assert Connectome(FRAME).labels == ("a", "b", "c")
    assert Connectome(FRAME, labels=["x", "y", "z"]).labels == ("x", "y", "z")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ([1001, 10, 49], ("1001", "10", "49")),
        ([1.0, 2.0, 35.0], ("1", "2", "35")),
        ([1, "b", np.int64(3)], ("1", "b", "3")),
    ],
)
def test_numbers_that_name_the_regions_of_a_frame_are_labels(names, labels):
    connectome = Connectome(pd.DataFrame(SQUARE, names, names))
    assert connectome.labels == labels
    assert connectome.has_labels


def test_a_frame_without_names_counts_its_regions_and_has_no_labels():
    connectome = Connectome(pd.DataFrame(SQUARE))
    assert connectome.labels == ("0", "1", "2")
    assert not connectome.has_labels


def test_a_frame_without_an_index_has_the_labels_of_its_columns():
    class Frame:
        columns = ("a", "b", "c")
        shape = (3, 3)

        def __array__(self, dtype=None, copy=None):
            return np.array(SQUARE, dtype=dtype)

    assert Connectome(Frame()).labels == ("a", "b", "c")


def test_coordinates_without_weights_name_what_draws_them():
    coordinates = np.ones((5, 3))
    with pytest.raises(TypeError, match="needs weights.*Connectome.from_coordinates"):
        Connectome(coordinates=coordinates)
    with pytest.raises(ValueError, match=r"got shape \(5, 3\).*Connectome.from_coordinates"):
        Connectome(coordinates)
    assert not Connectome(pd.DataFrame(SQUARE)).has_labels


@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, -np.inf, 5e6])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_array, sparse.coo_array, pd.DataFrame])
def test_the_diagonal_is_dropped_before_anything_is_asked(kind, on_diagonal):
    weights = SQUARE.copy()
    np.fill_diagonal(weights, on_diagonal)
    assert Connectome(kind(weights)).replace(labels=None) == Connectome(SQUARE)
    assert Connectome(SQUARE, lengths=weights) == Connectome(SQUARE, lengths=SQUARE)
    if kind is not pd.DataFrame:
        assert Connectome(kind(np.triu(weights))).is_directed


def test_a_diagonal_may_be_masked():
    masked = np.ma.masked_equal(np.where(np.eye(3), 9, 1), 9)
    assert Connectome(masked, lengths=masked) == Connectome(SQUARE, lengths=SQUARE)
