import numpy as np
import pytest
import torch
from sklearn.linear_model import Lasso
from skorch.callbacks import Callback

from sk_ccnn.training import (
    HalfSquaredError,
    Members,
    StackData,
    StackedAdam,
    all_wires,
    keep_weights,
    make_net,
    net_from_bytes,
    net_to_bytes,
    select_from_net,
)
from sk_ccnn.training.optimizer import FrozenWeights


def take_steps(weights, optimizer, n_steps):
    for step in range(n_steps):
        optimizer.zero_grad()
        sum((weight * (1 + step)).square().sum() for weight in weights).backward()
        optimizer.step()


def test_groups_of_own_options_step_as_torchs_do():
    start = torch.randn(2, 5, generator=torch.Generator().manual_seed(0))
    trained = []
    for make in (
        lambda groups: StackedAdam(groups, 0.1, lr_scale=torch.ones(2), alpha=torch.zeros(2)),
        lambda groups: torch.optim.Adam(groups, 0.1, fused=True),
    ):
        weights = [torch.nn.Parameter(start.clone()) for _ in range(3)]
        rates = ({}, {"lr": 0.01}, {"betas": (0.5, 0.9), "eps": 0.1})
        groups = [{"params": [w], **options} for w, options in zip(weights, rates, strict=True)]
        take_steps(weights, make(groups), 4)
        trained.append(torch.stack(weights))
    assert torch.equal(*trained)
    assert not torch.equal(trained[0][0], trained[0][1])


def test_gradients_are_forgotten_or_set_to_zero():
    weight = torch.nn.Parameter(torch.ones(1, 2))
    optimizer = StackedAdam([weight], 0.1, lr_scale=torch.ones(1), alpha=torch.zeros(1))
    weight.grad = torch.ones(1, 2)
    optimizer.zero_grad(set_to_none=False)
    assert (weight.grad == 0).all()
    optimizer.zero_grad()
    assert weight.grad is None


def test_a_state_that_was_saved_without_a_count_goes_on(connectomes, subjects, train):
    data, members = subjects("nodes"), Members([0, 1], lambda_wiring=0.05)
    nets = [train(members, connectomes(1)[0], data, epochs=3) for _ in range(2)]
    for state in nets[1].optimizer_.state.values():
        assert state.pop("n_steps") == int(state["step"])
    for net in nets:
        net.partial_fit(data, epochs=2)
    assert torch.equal(*(net.member_outputs(data.X) for net in nets))


def test_a_closure_keeps_gradients():
    weight = torch.nn.Parameter(torch.ones(1, 2))
    optimizer = StackedAdam([weight], 0.1, lr_scale=torch.ones(1), alpha=torch.zeros(1))

    def closure():
        loss = weight.square().sum()
        loss.backward()
        return loss.item()

    assert optimizer.step(closure) == 2
    assert (weight < 1).all()


def test_a_frozen_weight_stays_where_its_gradient_is_not_finite():
    weight = torch.nn.Parameter(torch.ones(1, 3))
    optimizer = StackedAdam([weight], 0.1, lr_scale=torch.ones(1), alpha=torch.zeros(1))
    optimizer.frozen = FrozenWeights({weight: torch.tensor([[True, False, False]])})
    weight.grad = torch.tensor([[torch.nan, 1.0, 1.0]])
    optimizer.step()
    assert weight[0, 0] == 1
    assert (weight[0, 1:] < 1).all()


def test_it_is_adam_where_there_is_nothing_else():
    weights = [torch.nn.Parameter(torch.ones(2, 5)) for _ in range(2)]
    ours = StackedAdam([weights[0]], lr=0.1, lr_scale=torch.ones(2), alpha=torch.zeros(2))
    theirs = torch.optim.Adam([weights[1]], lr=0.1)
    for step in range(5):
        for weight, optimizer in zip(weights, (ours, theirs), strict=True):
            optimizer.zero_grad()
            (weight * (1 + step)).square().sum().backward()
            optimizer.step()
    torch.testing.assert_close(*weights)


def test_a_member_of_half_the_learning_rate_makes_half_the_step_and_one_of_none_no_step():
    weight = torch.nn.Parameter(torch.ones(3, 5, dtype=torch.float64))
    lr_scale = torch.tensor([1.0, 0.5, 0.0], dtype=torch.float64)
    optimizer = StackedAdam([weight], lr=0.1, lr_scale=lr_scale, alpha=torch.full((3,), 0.1))
    weight.square().sum().backward()
    optimizer.step()
    moved = (1 - weight.detach()).mean(dim=1)
    assert moved[2] == 0
    # Adam's step is 0.1 * lr_scale, the decay 0.1 * 0.1 * lr_scale of what is left.
    np.testing.assert_allclose(
        moved, 0.1 * lr_scale + (1 - 0.1 * lr_scale) * 0.01 * lr_scale, rtol=1e-6
    )


@pytest.mark.parametrize("n_values", [32, 21])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_members_of_own_learning_rates_step_to_the_bit_as_alone(dtype, n_values):
    lr_scale = torch.tensor([0.1, 0.1, 1.0, 1 / 3, 0.1], dtype=torch.float64)
    start = torch.randn(5, n_values, generator=torch.Generator().manual_seed(0)).to(dtype)
    target = torch.randn(5, n_values, generator=torch.Generator().manual_seed(1)).to(dtype)

    def train(members, lr, lr_scale):
        weight = torch.nn.Parameter(start[members].clone())
        optimizer = StackedAdam([weight], lr, lr_scale=lr_scale, alpha=torch.zeros(len(lr_scale)))
        for _ in range(20):
            optimizer.zero_grad()
            (weight - target[members]).square().sum().backward()
            optimizer.step()
        return weight.detach()

    together = train(slice(None), 0.03, lr_scale)
    for member in range(5):
        alone = train([member], 0.03 * float(lr_scale[member]), torch.ones(1))
        # torch rounds the values that do not fill a vector of the processor in another way.
        atol = 0 if n_values == 32 else 4 * torch.finfo(dtype).eps
        torch.testing.assert_close(together[member], alone[0], rtol=0, atol=atol)


def test_networks_of_ones_own_step_to_the_bit_as_alone_too(connectomes, subjects, train):
    (brain,), data = connectomes(1), subjects("nodes", torch.float32)
    how = {"architecture": "own", "epochs": 3}
    lr = [0.02, 0.005, 0.02]
    stack = train(Members([5, 6, 7], lr=lr, alpha=0.1), brain, data, **how)
    for member in range(3):
        alone = train(Members([5 + member], lr=lr[member], alpha=0.1), brain, data, **how)
        assert torch.equal(stack.member_outputs(data.X)[member], alone.member_outputs(data.X)[0])


def test_a_member_that_is_stopped_does_not_change_the_steps_of_the_others():
    start = torch.randn(3, 6, generator=torch.Generator().manual_seed(0))
    weights = [torch.nn.Parameter(start.clone()) for _ in range(2)]
    optimizers = [
        StackedAdam([weight], 0.1, lr_scale=torch.ones(3), alpha=torch.full((3,), 0.1))
        for weight in weights
    ]
    for step in range(6):
        if step == 3:
            optimizers[1].stop_members(torch.tensor([False, True, False]))
        for weight, optimizer in zip(weights, optimizers, strict=True):
            optimizer.zero_grad()
            weight.square().sum().backward()
            optimizer.step()
    assert torch.equal(weights[0][[0, 2]], weights[1][[0, 2]])
    assert not torch.equal(weights[0][1], weights[1][1])


def test_a_member_that_is_stopped_stays_even_where_its_gradient_is_not_finite():
    weight = torch.nn.Parameter(torch.ones(2, 3))
    optimizer = StackedAdam(
        [weight], lr=0.1, lr_scale=torch.tensor([1.0, 0.0]), alpha=torch.zeros(2)
    )
    weight.grad = torch.tensor([[1.0] * 3, [torch.nan] * 3])
    optimizer.step()
    assert (weight[0] < 1).all()
    assert (weight[1] == 1).all()


def test_decay_spares_biases(connectomes, subjects, train):
    data = subjects("nodes")
    net = train(Members([0], alpha=0.1), connectomes(1)[0], data, epochs=1)
    decays = {
        name: group["decays"]
        for group in net.optimizer_.param_groups
        for name, parameter in net.module_.named_parameters()
        if any(parameter is p for p in group["params"])
    }
    assert decays and all(value is not name.endswith("bias") for name, value in decays.items())


@pytest.mark.parametrize("strength", [0.01, 0.05, 0.2])
def test_the_convex_case_is_the_lasso_of_rescaled_features(strength, connectomes, subjects, train):
    (brain,), data = connectomes(1), subjects("edges")
    weight = torch.ones(len(data.X), dtype=torch.float64)
    data = StackData(data.X, data.y, weight)
    members = Members([0], lr=0.003, lambda_wiring=strength)
    net = train(members, brain, data, architecture="linear", epochs=4000, batch_size=100)
    ((wires, _),) = all_wires(net.module_)
    source, target = divmod(wires.pair[0].numpy(), wires.n_regions)
    lengths = wires.lengths[0].numpy()
    X = data.X[:, source, target].numpy() / lengths
    lasso = Lasso(alpha=strength, tol=1e-10, max_iter=100_000).fit(X, data.y[:, 0].numpy())

    def objective(weights):
        bias = (data.y[:, 0].numpy() - X @ weights).mean()
        error = data.y[:, 0].numpy() - X @ weights - bias
        return (error**2).mean() / 2 + strength * np.abs(weights).sum()

    ours = wires.values[0].detach().numpy() * lengths
    assert objective(ours) <= 1.002 * objective(lasso.coef_)
    agree = (ours == 0) == (lasso.coef_ == 0)
    assert agree.mean() > 0.85
    assert (ours == 0).any()


def test_frozen_wires_stay_as_they_are_whatever_they_cost(connectomes, subjects, train):
    start = []

    class Freeze(Callback):
        def on_train_begin(self, net, **kwargs):
            entry, onward = (wires.values for wires, _ in all_wires(net.module_))
            entry.requires_grad_(False)
            start.extend([entry.clone(), onward.detach().clone()])

    members = Members([0, 1], alpha=0.1, lambda_wiring=0.1)
    net = train(members, connectomes(1)[0], subjects("nodes"), epochs=3, callbacks=[Freeze()])
    entry, onward = (wires.values for wires, _ in all_wires(net.module_))
    assert (entry == start[0]).all()
    assert (onward != start[1]).any()


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
