import pytest
import torch

from sk_ccnn.training import HalfSquaredError, Members, make_net, select_from_net
from sk_ccnn.training.state import keep_weights, net_from_bytes, net_to_bytes

# Decay and penalties would move weights too, and the members' learning rates differ.
MEMBERS = Members([0, 1], lr=[0.02, 0.01], alpha=1.0, lambda_wiring=0.05)


@pytest.fixture
def brain(connectomes):
    return connectomes(1)[0]


def every_other(net):
    """Freeze every other weight of each parameter."""
    return {
        name: (torch.arange(p.numel()) % 2 == 0).view(p.shape)
        for name, p in net.module_.named_parameters()
    }


def weights(net):
    return {name: p.detach().clone() for name, p in net.module_.named_parameters()}


@pytest.mark.parametrize(
    ("architecture", "features"), [("mlp", "nodes"), ("mlp", "edges"), ("own", "nodes")]
)
def test_frozen_weights_never_move_and_the_others_do(
    architecture, features, brain, subjects, train
):
    data = subjects(features)
    net = train(MEMBERS, brain, data, architecture=architecture, epochs=2)
    frozen = every_other(net)
    before = weights(net)
    net.freeze(frozen).partial_fit(data, epochs=3)
    for name, after in weights(net).items():
        same = after == before[name]
        assert same[frozen[name]].all()
        free = ~frozen[name] & (before[name] != 0)  # a wire that was removed may stay so
        assert not free.any() or (~same[free]).double().mean() > 0.9


def test_masks_travel_with_bytes_weights_and_selected_members(brain, subjects, train):
    data = subjects("nodes")
    for architecture in ("mlp", "own"):
        how = {"architecture": architecture, "epochs": 2}
        net = train(MEMBERS, brain, data, **how)
        frozen = every_other(net)
        net.freeze(frozen)

        for other in (
            net_from_bytes(train(MEMBERS, brain, data, **how), net_to_bytes(net)),
            keep_weights(net, train(MEMBERS, brain, data, **how)),
        ):
            assert frozen.keys() == other.frozen.keys()
            assert all((frozen[name] == other.frozen[name]).all() for name in frozen)

        def assemble(module, generators):
            members = Members([1], lr=0.01)
            return make_net(module, members, generators, HalfSquaredError, max_epochs=1)

        last = select_from_net(net, [1], assemble)
        before = weights(last)
        assert last.frozen.keys() == before.keys()
        last.set_params(train_split=None)
        last.partial_fit(data, epochs=2)
        for name, after in weights(last).items():
            assert (after == before[name])[last.frozen[name]].all()


def test_masks_are_replaced_by_the_next(brain, subjects, train):
    data = subjects("nodes")
    net = train(MEMBERS, brain, data, epochs=1)
    net.freeze(every_other(net))
    assert net.freeze({}).frozen == {}
    before = weights(net)
    after = weights(net.partial_fit(data, epochs=1))
    assert all((after[name] != before[name]).any() for name in after)


def test_what_cannot_be_frozen_is_an_error(brain, subjects, train):
    net = train(MEMBERS, brain, subjects("nodes"), epochs=1)
    with pytest.raises(ValueError, match="no parameters \\['bias'\\], but .*readout.bias"):
        net.freeze({"bias": torch.ones(2, 1, 1, dtype=torch.bool)})
    shape = net.module_.readout.bias.shape
    with pytest.raises(ValueError, match=r"must be bool of that shape, got torch.float32"):
        net.freeze({"readout.bias": torch.ones(shape)})
    with pytest.raises(ValueError, match=r"shape \(2, 1, 1\) .* got torch.bool of shape \(2,\)"):
        net.freeze({"readout.bias": torch.ones(2, dtype=torch.bool)})
    assert net.frozen == {}
