"""Communities follow the blocks of a connectome, and one seed gives one partition."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome

pytest.importorskip("networkx")


def test_communities_follow_blocks_whatever_the_sign():
    blocks = np.kron(np.eye(3), np.ones((4, 4))) + 0.01
    for sign in (1, -1):
        found = Connectome(sign * blocks).communities(random_state=0)
        assert found.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_communities_are_reproducible():
    connectome = load_connectome()
    assert np.array_equal(
        connectome.communities(random_state=3), connectome.communities(random_state=3)
    )


def test_unconnected_regions_are_communities_of_their_own():
    assert Connectome(np.zeros((3, 3))).communities().tolist() == [0, 1, 2]
