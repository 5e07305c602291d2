import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sk_ccnn.connectome import n_pairs
from sk_ccnn.estimators.layout import FeatureLayout
from sk_ccnn.estimators.tables import to_table

VALUES = st.floats(-1e6, 1e6)


@given(st.integers(1, 6), st.integers(2, 7), st.data())
def test_connectomes_survive_the_way_to_a_table_and_back(n_subjects, n_regions, data):
    half = data.draw(hnp.arrays(float, (n_subjects, n_regions, n_regions), elements=VALUES))
    matrices = half + half.transpose(0, 2, 1)
    matrices[:, range(n_regions), range(n_regions)] = 0
    table, layout = to_table(matrices, "edges")
    assert table.shape == (n_subjects, layout.n_columns) == (n_subjects, n_pairs(n_regions))
    assert (layout.arrange(table) == matrices).all()


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 4))
def test_measures_survive_the_way_to_a_table_and_back(n_subjects, n_regions, n_channels):
    X = np.arange(n_subjects * n_regions * n_channels, dtype=float)
    X = X.reshape(n_subjects, n_regions, n_channels)
    table, layout = to_table(X, "nodes")
    assert layout == FeatureLayout("nodes", n_regions, n_channels)
    assert (layout.arrange(table) == X).all()


def test_columns_in_any_order_are_put_region_by_region():
    # thickness of both regions first, then the area of both
    layout = FeatureLayout("nodes", 2, 2, columns=(0, 2, 1, 3))
    arranged = layout.arrange(np.array([[10.0, 20.0, 11.0, 21.0]]))
    assert arranged.tolist() == [[[10.0, 11.0], [20.0, 21.0]]]


def test_what_is_arranged_is_never_a_view_of_the_users_data():
    table = np.ones((3, 4))
    FeatureLayout("nodes", 4).arrange(table)[:] = 7
    assert (table == 1).all()


def test_the_diagonal_of_a_connectome_plays_no_part():
    X = np.ones((2, 3, 3))
    other = X.copy()
    other[:, range(3), range(3)] = np.nan
    assert (to_table(X)[0] == to_table(other)[0]).all()


def test_square_matrices_are_edges_and_others_are_nodes_unless_told():
    assert to_table(np.zeros((2, 3, 3)))[1].features == "edges"
    assert to_table(np.zeros((2, 3, 4)))[1].features == "nodes"
    assert to_table(np.zeros((2, 3, 3)), "nodes")[1].features == "nodes"


def test_a_list_of_matrices_is_one_subject_each():
    table, layout = to_table([np.eye(4), np.ones((4, 4))])
    assert layout == FeatureLayout("edges", 4)
    assert table.shape == (2, 6)


def test_a_table_is_handed_on_as_it_is():
    X = [[1, 2], [3, 4]]
    assert to_table(X) == (X, None)


def test_an_asymmetric_matrix_is_named():
    X = np.zeros((3, 4, 4))
    X[1, 0, 2] = 5.0
    with pytest.raises(ValueError, match=r"subject 1 X\[1, 0, 2\] = 5 and X\[1, 2, 0\] = 0"):
        to_table(X)


def test_rounding_is_no_asymmetry():
    X = np.ones((1, 3, 3), dtype=np.float32)
    X[0, 0, 1] += np.finfo(np.float32).eps
    assert to_table(X)[1].features == "edges"
