import numpy as np
import pytest
from numpy.testing import assert_allclose

from sk_ccnn import Connectome
from sk_ccnn.nn import Wiring
from sk_ccnn.nn.wiring import relative_lengths

CHAIN = Connectome(
    [[0, 1, 0], [1, 0, 2], [0, 2, 0]], coordinates=[[0, 0, 0], [10, 0, 0], [30, 0, 0]]
)
APART = ~np.eye(3, dtype=bool)


def test_lengths_are_in_units_of_the_mean_distance_whatever_the_unit():
    lengths = relative_lengths(CHAIN)
    assert lengths[APART].mean() == pytest.approx(1)
    assert (np.diag(lengths) == 0).all()
    assert_allclose(relative_lengths(CHAIN.replace(coordinates=CHAIN.coordinates / 10)), lengths)


def test_regions_that_no_path_joins_are_twice_as_far_as_the_farthest():
    pieces = Connectome([[0, 1, 0, 0], [1, 0, 0.5, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]])
    lengths = relative_lengths(pieces)
    assert lengths[0, 3] == pytest.approx(2 * lengths[0, 2])


def test_a_single_region_has_no_distances():
    assert relative_lengths(Connectome([[0.0]])).tolist() == [[0.0]]


def test_only_hard_forbids_and_a_region_always_reaches_itself():
    assert (Wiring.of(CHAIN, "hard").allowed == (CHAIN.adjacency() | np.eye(3, dtype=bool))).all()
    for constraint in ("soft", "init", "none"):
        assert Wiring.of(CHAIN, constraint).allowed.all()


def test_each_member_may_have_a_connectome_of_its_own_size_permitting():
    pair = CHAIN.replace(weights=[[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    wiring = Wiring.of([CHAIN, pair, CHAIN])
    assert wiring.allowed.shape == (2, 3, 3)  # each connectome is held once
    assert wiring.of_member.tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match=r"equally many regions, got \[2, 3\]"):
        Wiring.of([CHAIN, CHAIN.subset([0, 1])])


def test_an_unknown_constraint_lists_the_known_ones():
    with pytest.raises(ValueError, match="'hard', 'soft', 'init', 'none'.*got 'rigid'"):
        Wiring.of(CHAIN, "rigid")
