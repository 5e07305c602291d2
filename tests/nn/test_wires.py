import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

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
from sk_ccnn.nn.wires import relative_lengths

PATH = Connectome([[0, 1, 0], [1, 0, 2], [0, 2, 0]])
PAIR = Connectome([[0, 1, 0], [1, 0, 0], [0, 0, 0]])


def layer(connectome=PATH, n_members=2, channels=2, constraint="hard"):
    n_regions = (connectome[0] if isinstance(connectome, list) else connectome).n_regions
    regions = np.repeat(np.arange(n_regions), channels)
    return ConnectomeLinear(regions, regions, connectome, n_members, constraint)


def test_what_may_not_exist_is_no_parameter():
    wires = layer().wires
    assert wires.values.shape == (2, 4 * (3 + 4))  # own region and four directed edges
    assert sum(p.numel() for p in wires.parameters()) == wires.values.numel()


def test_dense_weights_hold_each_value_at_its_place_and_zero_elsewhere():
    wires = layer(channels=1).wires
    torch.nn.init.uniform_(wires.values, 1, 2)
    dense = wires()
    assert (dense[:, 0, 2] == 0).all() and (dense[:, 2, 0] == 0).all()
    assert (dense != 0).sum() == wires.values.numel()
    assert sorted(dense[dense != 0].tolist()) == sorted(wires.values.flatten().tolist())


def test_a_member_with_fewer_wires_is_padded_by_nothing():
    wires = layer([PATH, PAIR], channels=1).wires
    wires.reset_parameters(MemberGenerators([0, 1]))
    assert wires.values.shape == (2, 7)
    assert (wires.values[1, 5:] == 0).all()
    wires().sum().backward()
    assert (wires.values.grad[1, 5:] == 0).all()
    assert (wires()[1, 1, 2] == 0) and (wires()[0, 1, 2] != 0)


def test_the_region_matrix_sums_absolute_weights_over_channels():
    wires = layer(channels=2).wires
    torch.nn.init.constant_(wires.values, -0.5)
    matrix = wires.to_region_matrix()
    assert matrix.dtype == torch.float64
    expected = torch.tensor([[2.0, 2, 0], [2, 2, 2], [0, 2, 2]])
    assert (matrix == expected).all()


def test_count_leaves_out_a_regions_own_wires_and_zeros():
    wires = layer(channels=1).wires
    torch.nn.init.ones_(wires.values)
    wires.values.data[1, wires.pair[0] == 1] = 0
    assert wires.count().tolist() == [4, 3]


def test_variance_is_two_over_the_allowed_fan_in():
    n_regions = 60
    sparse = Connectome.from_coordinates(
        np.random.default_rng(0).normal(size=(n_regions, 3)) * 30,
        density=0.1,
        random_state=0,
    )
    wires = layer(sparse, n_members=8, channels=3).wires
    wires.reset_parameters(MemberGenerators(range(8)))
    dense = wires().detach()
    n_inputs = (dense != 0).sum(dim=1)
    scaled = (dense**2).sum(dim=1)  # of fan-in terms, each of variance 2 / fan-in
    assert float(scaled.mean()) == pytest.approx(2, rel=0.05)
    assert n_inputs.min() >= 6


def test_init_starts_at_the_connectome_but_may_leave_it():
    own = layer(constraint="init", channels=1)
    own.reset_parameters(MemberGenerators([0, 1]))
    assert (own.weight[:, 0, 2] == 0).all()
    own(torch.ones(4, 3)).square().sum().backward()
    missing = own.wires.missing[0]
    assert (own.wires.values.grad[:, missing] != 0).any()


def test_connectomes_must_be_as_many_as_members():
    with pytest.raises(ValueError, match="connectomes for 2 members, needed 3"):
        layer([PATH, PAIR], n_members=3)


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

    hard, soft = Wiring.of(PATH, "hard"), Wiring.of(PATH, "soft")
    assert not has_missing(PATH)
    assert not has_missing(hard)
    assert has_missing(soft)
    assert not has_missing(soft, constraint="hard")
    for constraint in ("soft", "init", "none"):
        assert has_missing(PATH, constraint=constraint)
        assert has_missing(hard, constraint=constraint)


def test_another_constraint_leaves_the_given_wiring_as_it_was():
    hard = Wiring.of(PATH)
    assert Wiring.of(hard, "hard") is Wiring.of(hard) is hard
    free = Wiring.of(hard, "none")
    assert (free.constraint, hard.constraint) == ("none", "hard")
    assert free.lengths is hard.lengths
    with pytest.raises(ValueError, match="got 'rigid'"):
        Wiring.of(hard, "rigid")


def test_a_layer_that_begins_at_the_connectome_does_so_over_a_given_wiring_too():
    made = ConnectomeLinear([0, 1, 2], [0, 1, 2], Wiring.of(PATH), constraint="init")
    assert (made.wires.values[:, made.wires.missing[0]] == 0).all()
    assert made.wires.missing.any()
