import copy

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.penalties import ModularCost, OffConnectomeCost, WiringCost

CHAIN = Connectome([[0, 1, 0], [1, 0, 2], [0, 2, 0]])


NUMBERS = st.floats(-5, 5, allow_subnormal=False)


@pytest.mark.parametrize(
    "penalty",
    [
        WiringCost([0.3, 2.0]),
        OffConnectomeCost(0.7),
        ModularCost([0.3, 2.0], [[0, 0, 1], [0, 1, 0]]),
    ],
)
def test_prox_minimises_the_cost_and_the_distance_moved(penalty, wires):
    start, step = wires.values.detach().clone(), torch.rand_like(wires.values)
    penalty.prox(wires, step)

    def objective(values):
        moved = copy.deepcopy(wires)
        moved.values.data = values
        cost = penalty.rate(moved) * values.abs()
        return cost + (values - start).square() / (2 * step)

    best = objective(wires.values.detach())
    for shift in (-1.0, -1e-3, 1e-3, 1.0):
        assert (best <= objective(wires.values.detach() + shift) + 1e-12).all()
    assert (best <= objective(torch.zeros_like(start)) + 1e-12).all()


def test_small_weights_become_exactly_zero_and_free_ones_stay(wires):
    start = wires.values.detach().clone()
    WiringCost(1e6).prox(wires, torch.ones_like(wires.values))
    free = wires.lengths[0] == 0
    assert (wires.values[:, ~free] == 0).all()
    assert (wires.values[:, free] == start[:, free]).all()


def test_members_have_strengths_of_their_own(wires):
    start = wires.values.detach().clone()
    WiringCost([0.0, 1e6]).prox(wires, torch.ones_like(wires.values))
    assert (wires.values[0] == start[0]).all()
    assert (wires.values[1] != start[1]).any()


def test_a_penalty_that_costs_nothing_is_not_active(wires):
    assert not WiringCost(0.0).is_active(wires)
    assert WiringCost([0.0, 0.1]).is_active(wires)
    wires.missing[:] = False
    assert not OffConnectomeCost(1.0).is_active(wires)


@pytest.mark.parametrize("strength", [-1.0, float("nan"), [0.1, float("inf")]])
def test_strength_must_be_finite_and_not_negative(strength):
    with pytest.raises(ValueError, match="strength must be finite and >= 0, got"):
        WiringCost(strength)


@given(
    st.lists(st.tuples(NUMBERS, st.floats(0, 3)), min_size=9, max_size=9),
    st.floats(0, 10, allow_subnormal=False),
)
def test_prox_is_soft_thresholding(weights_and_steps, strength):
    layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], CHAIN, constraint="none").double()
    weights, steps = (
        torch.tensor([column], dtype=torch.float64)
        for column in zip(*weights_and_steps, strict=True)
    )
    layer.wires.values.data = weights.clone()
    WiringCost(strength).prox(layer.wires, steps)
    threshold = steps * strength * layer.wires.lengths
    expected = weights.sign() * (weights.abs() - threshold).clamp(min=0)
    torch.testing.assert_close(layer.wires.values.detach(), expected, rtol=0, atol=1e-14)
    assert ((layer.wires.values == 0) == (weights.abs() <= threshold)).all()


def test_the_wiring_cost_is_the_sum_of_absolute_weight_times_relative_distance(wires):
    distances = torch.tensor([[0.0, 10, 30], [10, 0, 20], [30, 20, 0]]).double() / 20
    dense = wires().detach().abs()
    assert WiringCost(2.0).value(wires).tolist() == pytest.approx(
        (2 * (dense * distances).sum(dim=(1, 2))).tolist()
    )


def test_the_soft_constraint_is_the_sum_of_absolute_weights_that_the_connectome_lacks(wires):
    dense = wires().detach().abs()
    expected = 3 * (dense[:, 0, 2] + dense[:, 2, 0])
    assert OffConnectomeCost(3.0).value(wires).tolist() == pytest.approx(expected.tolist())
