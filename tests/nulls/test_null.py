"""A null tells how far it is from its connectome, and warns where costs do not compare."""

import warnings

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.nulls import degree_preserving, random_density, shuffled_distances, shuffled_regions
from sk_ccnn.nulls.null import fresh_random, make_null


def test_moved_and_strength_error_are_what_they_say():
    square = Connectome([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 3], [0, 0, 3, 0]], name="square")
    changed = [[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    null = make_null(square, "degree", "rewired", 5, weights=changed)
    assert null.connectome.name == "rewired square" and null.n_swaps == 5
    assert null.rewired_fraction == 0.5
    # Strengths 1, 1, 3, 3 became 2, 3, 1, 0.
    assert null.strength_error == pytest.approx((1 + 2 + 2 + 3) / 8)


def test_lengths_measured_only_along_the_edges_are_announced():
    brain = load_connectome()
    measured = brain.replace(lengths=brain.lengths * brain.adjacency())
    for make in (degree_preserving, random_density):
        with pytest.warns(UserWarning, match="known for 100% of the connectome's edges") as warned:
            make(measured, random_state=0)
        assert warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # All pairs measured, none, or all that a kind needs of them.
        for connectome in (brain, brain.replace(lengths=None)):
            degree_preserving(connectome, random_state=0)
        for make in (shuffled_regions, shuffled_distances):
            make(measured, random_state=0)


def test_no_seed_is_a_fresh_one():
    random = np.random.RandomState(1)
    assert fresh_random(random) is random
    assert fresh_random(None) is not np.random.mtrand._rand
    assert fresh_random(None).randint(2**31) != fresh_random(None).randint(2**31)
