"""The distribution of lengths is that of the edges, with and without their weights."""

import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.metrics import edge_lengths

LINE = np.array([[0.0, 0, 0], [10, 0, 0], [40, 0, 0]])


def test_lengths_count_edges_or_weights():
    weights = np.array([[0, 3, 0], [3, 0, -1], [0, -1, 0]])
    found = edge_lengths(Connectome(weights, coordinates=LINE), bins=[0, 20, 35, 50])
    assert found.edge_share.tolist() == [0.5, 0.5, 0]
    assert found.weight_share.tolist() == [0.75, 0.25, 0]
    assert found.median == 20
    assert found.mean == pytest.approx(0.75 * 10 + 0.25 * 30)


def test_without_edges_there_are_no_lengths():
    found = edge_lengths(Connectome(np.zeros((3, 3)), coordinates=LINE))
    assert np.isnan(found.median) and np.isnan(found.mean)
    assert found.edge_share.sum() == found.weight_share.sum() == 0


def test_edges_between_pieces_of_a_connectome_without_geometry_are_left_out():
    pieces = Connectome(np.kron(np.eye(2), np.ones((2, 2))))
    learned = Connectome(np.ones((4, 4)))
    found = edge_lengths(learned, distances=pieces.distances())
    assert (found.median, found.edge_share.sum()) == (1, 1)


def test_shares_of_the_brain_sum_to_1():
    found = edge_lengths(load_connectome())
    assert found.edge_share.sum() == pytest.approx(1)
    assert found.weight_share.sum() == pytest.approx(1)
    assert len(found.bins) == len(found.edge_share) + 1
