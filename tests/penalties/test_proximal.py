"""After the step of any optimizer, the penalty counts as much as it does in the loss."""

import copy

import pytest
import torch
from torch import nn

from sk_ccnn.penalties import ModularCost, WiringCost, proximal_step

OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "dampening": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.5),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8, nesterov=True),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "amsgrad": lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.0),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.003),
    "centered": lambda p: torch.optim.RMSprop(p, lr=0.0005, centered=True, momentum=0.5),
    "Adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
}
COSTS = [WiringCost([0.3, 0.8]), ModularCost(0.2, [0, 0, 1])]


def a_target(wires):
    """Give values between -2 and 2, and let the weights start elsewhere."""
    nn.init.constant_(wires.values, 0.1)
    return torch.linspace(-2, 2, wires.values.numel()).to(wires.values).view_as(wires.values)


def train(wires, target, optimizer, n_steps=1500, **costs):
    """Minimise half the squared distance to a target, and a cost."""
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = (wires.values - target).square().sum() / 2
        for cost in costs.get("in_loss", []):
            loss = loss + cost.value(wires).sum()
        loss.backward()
        optimizer.step()
        if "after_step" in costs:
            proximal_step(wires, costs["after_step"], optimizer)


def cheapest(wires, target):
    rate = sum(cost.rate(wires) for cost in COSTS)
    return target.sign() * (target.abs() - rate).clamp(min=0)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_finds_the_minimum_of_loss_and_cost_with_its_exact_zeros(name, wires):
    target = a_target(wires)
    expected = cheapest(wires, target)
    train(wires, target, OPTIMIZERS[name](wires.parameters()), after_step=COSTS)
    assert (expected == 0).any() and (expected != 0).any()
    # A weight of 0 is exactly 0; others are as near as the optimizer brings them.
    assert (wires.values[expected == 0] == 0).all()
    assert (wires.values - expected).abs().max() < 0.02


def test_the_gradient_of_the_value_has_the_same_minimum_but_no_zeros(wires):
    target = a_target(wires)
    expected = cheapest(wires, target)
    train(wires, target, torch.optim.Adam(wires.parameters(), lr=0.01), in_loss=COSTS)
    assert (wires.values - expected).abs().max() < 0.02
    assert (wires.values[expected == 0] != 0).any()


@pytest.mark.parametrize("cost", COSTS)
def test_the_gradient_of_the_value_is_the_rate_by_sign(cost, wires):
    cost.value(wires).sum().backward()
    torch.testing.assert_close(wires.values.grad, cost.rate(wires) * wires.values.detach().sign())


def test_a_number_is_the_step_of_every_weight(wires):
    other = copy.deepcopy(wires)
    proximal_step(wires, COSTS[0], 0.25)
    COSTS[0].prox(other, torch.full_like(other.values, 0.25))
    assert (wires.values == other.values).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_the_optimizer_has_not_moved_stays(name, wires):
    start = wires.values.detach().clone()
    frozen = copy.deepcopy(wires)
    both = nn.ModuleList([wires, frozen])
    optimizer = OPTIMIZERS[name](wires.parameters())
    if "SGD" not in type(optimizer).__name__:
        proximal_step(both, COSTS, optimizer)
        assert (wires.values == start).all()
    wires.values.grad = torch.ones_like(start)
    optimizer.step()
    proximal_step(both, COSTS, optimizer)
    assert (wires.values != start).any() and (frozen.values == start).all()


def test_what_does_not_fit_is_named(wires):
    with pytest.raises(ValueError, match="has no wires"):
        proximal_step(nn.Linear(2, 2), COSTS, 0.1)
    with pytest.raises(ValueError, match="trains none of the module's wires"):
        proximal_step(wires, COSTS, torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=0.1))
    with pytest.raises(TypeError, match="known are the steps of .*got Rprop; give the number"):
        proximal_step(wires, COSTS, torch.optim.Rprop(wires.parameters()))
    for step in (-0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="a step must be finite and not negative"):
            proximal_step(wires, COSTS, step)
    with pytest.raises(ValueError, match="strengths of 3 members, but these wires have 2"):
        WiringCost([1, 2, 3]).value(wires)
