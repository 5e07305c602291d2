import numpy as np
import pytest

from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
    GraphNetwork,
    MemberGenerators,
    Memberwise,
)
from sk_ccnn.transfer.freezing import all_but, head_of, outside_of

from .conftest import N_REGIONS

TRAINABLE = np.isin(np.arange(N_REGIONS), [1, 4])


@pytest.fixture
def generators():
    return MemberGenerators([0, 1])


def dense(wires, held):
    """Lay held places out by place: array (n_members, *shape), False where there is no wire."""
    places = np.zeros((wires.n_members, wires.n_positions()), dtype=bool)
    for member, index in enumerate(wires.per_member(wires.index).numpy()):
        places[member, index] = held[member].numpy()
    return places.reshape(-1, *wires.shape)


def test_what_enters_a_trainable_region_is_free_and_all_other_wires_are_held(brain, generators):
    net = ConnectomeMLP(brain, "nodes", 3, (2, 4), 1, generators)
    held = outside_of(net, head_of(net), TRAINABLE)
    for name, layer, channels in (
        ("encoder.entry", net.encoder.entry, (3, 2)),
        ("encoder.layers.0", net.encoder.layers[0], (2, 4)),
    ):
        source, target = (np.repeat(np.arange(N_REGIONS), width) for width in channels)
        connected = brain.adjacency() | np.eye(N_REGIONS, dtype=bool)
        exists = connected[np.ix_(source, target)]
        expected = exists & ~TRAINABLE[target]
        weights = dense(layer.wires, held[f"{name}.wires.values"])
        assert (weights == expected).all()
        assert (held[f"{name}.bias"].numpy() == ~TRAINABLE[target]).all()
    assert not head_of(net) & held.keys()
    assert head_of(net) | held.keys() == {name for name, _ in net.named_parameters()}


def test_connections_of_a_subject_enter_regions_too(brain, generators):
    net = ConnectomeMLP(brain, "edges", 1, (3,), 2, generators)
    held = outside_of(net, head_of(net), TRAINABLE)
    weights = dense(net.encoder.entry.wires, held["encoder.entry.wires.values"])
    connected = brain.adjacency()[:, :, None].repeat(3, axis=2)
    assert (weights == connected & ~TRAINABLE[:, None]).all()
    assert (held["encoder.entry.bias"].numpy() == ~np.repeat(TRAINABLE, 3)).all()
    assert {"direct.wires.values", "direct.bias", "readout.weight"} <= head_of(net)


def test_members_with_connectomes_of_their_own_hold_their_own_wires(brain, generators):
    sparse = brain.threshold(0.25)
    net = ConnectomeMLP([brain, sparse], "nodes", 1, (2, 2), 1, generators)
    held = outside_of(net, head_of(net), TRAINABLE)
    for member, each in enumerate((brain, sparse)):
        own = ConnectomeMLP(each, "nodes", 1, (2, 2), 1, MemberGenerators([0]))
        expected = outside_of(own, head_of(own), TRAINABLE)
        for name, where in expected.items():
            n_own = where.shape[-1]
            assert (held[name][member, ..., :n_own] == where[0]).all()


def test_weights_that_all_regions_share_belong_to_none(brain, generators):
    net = GraphNetwork(brain, N_REGIONS, (N_REGIONS, 4), 1, generators)
    held = outside_of(net, head_of(net), TRAINABLE)
    for layer in ("layers.0", "layers.1"):
        assert held[f"{layer}.weight"].all() and held[f"{layer}.bias"].all()
    wires = net.layers[0].wires
    assert (
        dense(wires, held["layers.0.wires.values"])
        == wires.forward().detach().numpy().astype(bool) & ~TRAINABLE
    ).all()


def test_the_head_is_the_read_out_of_every_member(brain, generators):
    def build():
        return ConnectomeMLP(brain, "nodes", 1, (2,), 1, MemberGenerators([5]))

    net = Memberwise(build, generators)
    assert head_of(net) == {
        f"members.{member}.readout.{name}" for member in (0, 1) for name in ("weight", "bias")
    }
    assert outside_of(net, head_of(net), TRAINABLE).keys() == all_but(net, head_of(net)).keys()


def test_a_linear_model_is_all_head_and_an_autoencoder_has_none(brain, generators):
    for features in ("nodes", "edges"):
        net = ConnectomeRegression(brain, features, 1, 1, generators)
        assert all_but(net, head_of(net)) == {}
    net = ConnectomeAutoencoder(brain, "nodes", 1, (2, 2), generators)
    assert head_of(net) == set()
    assert all(where.all() for where in all_but(net, set()).values())
