import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators, Memberwise, Wires
from sk_ccnn.penalties import ModularCost, OffConnectomeCost, WiringCost
from sk_ccnn.training import Members, sum_over_wires, wiring_cost
from sk_ccnn.training.stack import penalty_terms

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


def layer(n_members=1, constraint="soft"):
    made = ConnectomeLinear([0, 1, 2], [0, 1, 2], CHAIN, n_members, constraint)
    nn.init.ones_(made.wires.values)
    return made


def test_only_penalties_that_cost_something_are_terms():
    members = Members([0, 1], lambda_wiring=[0.0, 0.1])
    ((_, penalty),) = penalty_terms(layer(2), members)
    assert isinstance(penalty, WiringCost)
    both = penalty_terms(layer(2), Members([0, 1], lambda_wiring=0.1, lambda_constraint=1.0))
    assert [type(penalty) for _, penalty in both] == [WiringCost, OffConnectomeCost]
    assert penalty_terms(layer(2, "hard"), Members([0, 1], lambda_constraint=1.0)) == []


def test_communities_matter_only_to_members_that_pay_for_leaving_them():
    some = {"communities": [0, 0, 1]}
    ((_, penalty),) = penalty_terms(layer(2), Members([0, 1], lambda_modular=[0.0, 0.1], **some))
    assert isinstance(penalty, ModularCost)
    assert penalty_terms(layer(2), Members([0, 1], **some)) == []
    assert penalty_terms(layer(2), Members([0, 1], lambda_modular=0.1)) == []
    own = Memberwise(layer, MemberGenerators([0, 1]))
    terms = penalty_terms(
        own, Members([0, 1], lambda_modular=0.1, communities=[[0, 0, 1], [0, 0, 0]])
    )
    assert len(terms) == 1  # the second has all regions in one


def test_wires_within_a_wrapped_module_cost_their_own_members_strength():
    stack = Memberwise(layer, MemberGenerators([0, 1]))
    terms = penalty_terms(stack, Members([0, 1], lambda_wiring=[0.5, 2.0]))
    assert [penalty.strength.item() for _, penalty in terms] == [0.5, 2.0]


def test_layers_are_summed_member_by_member_however_they_are_stacked():
    together = nn.Sequential(layer(2), layer(2))
    one_by_one = Memberwise(lambda: nn.Sequential(layer(), layer()), MemberGenerators([0, 1]))
    torch.testing.assert_close(wiring_cost(together), wiring_cost(one_by_one))
    torch.testing.assert_close(
        sum_over_wires(together, Wires.to_region_matrix),
        sum_over_wires(one_by_one, Wires.to_region_matrix),
    )
