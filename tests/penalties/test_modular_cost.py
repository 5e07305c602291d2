import pytest
import torch

from sk_ccnn.penalties import ModularCost


def test_it_is_the_sum_of_absolute_weights_between_communities(wires):
    dense = wires().detach().abs()
    expected = 3 * (dense[:, 0, 2] + dense[:, 2, 0] + dense[:, 1, 2] + dense[:, 2, 1])
    assert ModularCost(3.0, [0, 0, 1]).value(wires).tolist() == pytest.approx(expected.tolist())


def test_each_member_may_have_communities_of_its_own(wires):
    dense = wires().detach().abs()
    first = dense[0, 0, 1:].sum() + dense[0, 1:, 0].sum()
    cost = ModularCost(1.0, [[0, 1, 1], [2, 2, 2]]).value(wires)
    assert cost.tolist() == pytest.approx([first.item(), 0.0])


def test_wires_within_a_community_are_free_and_others_become_zero(wires):
    start = wires().detach().clone()
    ModularCost(1e6, [0, 0, 1]).prox(wires, torch.ones_like(wires.values))
    within = torch.tensor([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=torch.bool)
    assert torch.equal(wires(), start * within)


def test_one_community_of_all_regions_costs_nothing(wires):
    assert not ModularCost(1.0, [4, 4, 4]).is_active(wires)
    assert ModularCost([0.0, 1.0], [[4, 4, 4], [4, 4, 5]]).is_active(wires)
    assert not ModularCost([1.0, 0.0], [[4, 4, 4], [4, 4, 5]]).is_active(wires)


def test_communities_of_other_regions_are_refused(wires):
    with pytest.raises(ValueError, match="communities of 2 regions, but these wires join 3"):
        ModularCost(1.0, [0, 1]).value(wires)
