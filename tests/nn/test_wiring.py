import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeLinear,
    ConnectomeMLP,
    ConnectomeRegression,
    EdgeReadout,
    EdgesToRegions,
    MemberGenerators,
    RegionEncoder,
    RegionsToEdges,
    Wires,
    Wiring,
)
from sk_ccnn.nn.wiring import pairs_of, relative_lengths

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
    (length,) = pairs_of(Connectome(sparse.csr_array([[0.0]])), only_connected=True).lengths
    assert length == 0


@st.composite
def stored_twice(draw):
    """Draw a connectome with dense and with sparse weights."""
    n_regions, rng = draw(st.integers(1, 8)), np.random.default_rng(draw(st.integers(0, 999)))
    weights = rng.random((n_regions, n_regions)) + 0.1
    weights *= rng.random(weights.shape) < draw(st.sampled_from([0.0, 0.2, 0.5, 1.0]))
    if draw(st.booleans()):
        weights = np.maximum(weights, weights.T)
    tracts = np.triu(rng.uniform(5, 90, size=weights.shape) * (rng.random(weights.shape) < 0.5), 1)
    dense = Connectome(
        weights,
        coordinates=rng.normal(size=(n_regions, 3)) * 40 if draw(st.booleans()) else None,
        lengths=tracts + tracts.T if draw(st.booleans()) else None,
    )
    lengths = None if dense.lengths is None else sparse.csr_array(dense.lengths)
    return dense, dense.replace(weights=sparse.csr_array(weights), lengths=lengths)


@settings(max_examples=200)
@given(connectomes=stored_twice(), both_directions=st.booleans(), only_connected=st.booleans())
def test_storage_changes_neither_pairs_nor_lengths(connectomes, both_directions, only_connected):
    dense, thin = (
        pairs_of(each, only_connected=only_connected, both_directions=both_directions)
        for each in connectomes
    )
    assert np.array_equal(dense.keys, thin.keys) and (np.diff(thin.keys) > 0).all()
    assert np.array_equal(dense.connected, thin.connected)
    assert_allclose(thin.lengths, dense.lengths, rtol=1e-10)
    assert (thin.lengths[thin.sources == thin.targets] == 0).all()


def test_of_a_sparse_connectome_no_matrix_is_made(monkeypatch):
    brain = CHAIN.replace(weights=sparse.csr_array(CHAIN.to_dense()))
    for name in ("to_dense", "adjacency", "all_distances"):
        monkeypatch.setattr(Connectome, name, None)
    assert len(pairs_of(brain, only_connected=True, both_directions=True)) == 7


def test_only_hard_forbids_and_a_region_always_reaches_itself():
    (hard,) = Wiring.of(CHAIN, "hard").pairs
    assert hard.keys.tolist() == np.flatnonzero(CHAIN.adjacency() | np.eye(3, dtype=bool)).tolist()
    assert hard.connected.all()
    for constraint in ("soft", "init", "none"):
        (free,) = Wiring.of(CHAIN, constraint).pairs
        assert free.is_everything and free.keys[~free.connected].tolist() == [2, 6]


def test_each_member_may_have_a_connectome_of_its_own_size_permitting():
    pair = CHAIN.replace(weights=[[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    wiring = Wiring.of([CHAIN, pair, CHAIN])
    assert [len(each) for each in wiring.pairs] == [7, 5]  # each connectome is held once
    assert wiring.of_member.tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match=r"equally many regions, got \[2, 3\]"):
        Wiring.of([CHAIN, CHAIN.subset([0, 1])])


def test_an_unknown_constraint_lists_the_known_ones():
    with pytest.raises(ValueError, match="'hard', 'soft', 'init', 'none'.*got 'rigid'"):
        Wiring.of(CHAIN, "rigid")


ONE = MemberGenerators([0])
LAYERS = {
    "linear": lambda brain, **how: ConnectomeLinear([0, 1, 2], [0, 1, 2], brain, **how),
    "edges to regions": lambda brain, **how: EdgesToRegions(2, brain, **how),
    "regions to edges": lambda brain, **how: RegionsToEdges(2, brain, **how),
    "edge read-out": lambda brain, **how: EdgeReadout(1, brain, **how),
    "encoder, nodes": lambda brain, **how: RegionEncoder(brain, "nodes", 1, (2, 2), ONE, **how),
    "encoder, edges": lambda brain, **how: RegionEncoder(brain, "edges", 1, (2, 2), ONE, **how),
    "mlp, nodes": lambda brain, **how: ConnectomeMLP(brain, "nodes", 1, (2, 2), 1, ONE, **how),
    "mlp, edges": lambda brain, **how: ConnectomeMLP(brain, "edges", 1, (2, 2), 1, ONE, **how),
    "autoencoder, nodes": lambda brain, **how: ConnectomeAutoencoder(
        brain, "nodes", 1, (2, 2), ONE, **how
    ),
    "autoencoder, edges": lambda brain, **how: ConnectomeAutoencoder(
        brain, "edges", 1, (2, 2), ONE, **how
    ),
    "linear model": lambda brain, **how: ConnectomeRegression(brain, "edges", 1, 1, ONE, **how),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_explicit_constraint_wins_and_a_wiring_keeps_its_own_without_one(name):
    def has_missing(brain, **how):
        wires = [part for part in LAYERS[name](brain, **how).modules() if isinstance(part, Wires)]
        (found,) = {bool(each.missing.any()) for each in wires}
        return found

    hard, soft = Wiring.of(CHAIN, "hard"), Wiring.of(CHAIN, "soft")
    assert not has_missing(CHAIN)
    assert not has_missing(hard)
    assert has_missing(soft)
    assert not has_missing(soft, constraint="hard")
    for constraint in ("soft", "init", "none"):
        assert has_missing(CHAIN, constraint=constraint)
        assert has_missing(hard, constraint=constraint)


def test_another_constraint_leaves_the_given_wiring_as_it_was():
    hard = Wiring.of(CHAIN)
    assert Wiring.of(hard, "hard") is Wiring.of(hard) is hard
    free = Wiring.of(hard, "none")
    assert (free.constraint, hard.constraint) == ("none", "hard")
    assert free.connectomes == hard.connectomes
    with pytest.raises(ValueError, match="got 'rigid'"):
        Wiring.of(hard, "rigid")


def test_a_layer_that_begins_at_the_connectome_does_so_over_a_given_wiring_too():
    made = ConnectomeLinear([0, 1, 2], [0, 1, 2], Wiring.of(CHAIN), constraint="init")
    assert (made.wires.values[:, made.wires.missing[0]] == 0).all()
    assert made.wires.missing.any()
