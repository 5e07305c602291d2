"""Wires lie where a matrix of all pairs of units says, in its order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.nn.positions import at_pairs, between_units
from sk_ccnn.nn.wiring import pairs_of


@st.composite
def pairs_and_matrix(draw):
    """Draw pairs, and the same as a matrix that is True where there is one."""
    n_regions, rng = draw(st.integers(1, 6)), np.random.default_rng(draw(st.integers(0, 999)))
    weights = rng.random((n_regions, n_regions)) < draw(st.sampled_from([0.0, 0.3, 1.0]))
    pairs = pairs_of(Connectome(weights.astype(float)), only_connected=True)
    return pairs, weights | np.eye(n_regions, dtype=bool)


@given(drawn=pairs_and_matrix(), within=st.booleans(), data=st.data())
def test_units_are_wired_as_their_regions_are(drawn, within, data):
    pairs, matrix = drawn
    regions = st.lists(st.integers(0, len(matrix) - 1), min_size=1, max_size=8)
    sources, targets = (np.array(data.draw(regions)) for _ in range(2))
    positions, which = between_units(pairs, sources, targets, within=within)
    matrix = matrix if within else matrix & ~np.eye(len(matrix), dtype=bool)
    assert np.array_equal(positions, np.flatnonzero(matrix[sources][:, targets]))
    i, j = np.divmod(positions, len(targets))
    assert np.array_equal(pairs.sources[which], sources[i])
    assert np.array_equal(pairs.targets[which], targets[j])


@given(drawn=pairs_and_matrix(), units=st.integers(1, 3), once=st.booleans())
def test_every_pair_of_different_regions_has_its_units(drawn, units, once):
    pairs, matrix = drawn
    positions, which = at_pairs(pairs, units, once=once)
    matrix = np.triu(matrix, 1) if once else matrix & ~np.eye(len(matrix), dtype=bool)
    assert np.array_equal(positions, np.flatnonzero(np.repeat(matrix[:, :, None], units, axis=2)))
    assert np.array_equal(pairs.keys[which], positions // units)
