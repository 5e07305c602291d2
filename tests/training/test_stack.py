import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators, Memberwise, Wires
from sk_ccnn.penalties import ModularCost, OffConnectomeCost, WiringCost
from sk_ccnn.training import Members, all_wires, sum_over_wires, wiring_cost
from sk_ccnn.training.stack import owner_of_parameters, penalty_terms

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


PAIR = Connectome([[0, 1], [1, 0]])


def build():
    return nn.Sequential(ConnectomeLinear([0, 1], [0, 1], PAIR), nn.Flatten(0, 1))


def test_one_value_is_everybodys():
    assert Members([1, 2, 3], lr=0.5).spread("lr").tolist() == [0.5] * 3
    assert Members([1, 2], alpha=[0.1, 0.2]).spread("alpha").tolist() == [0.1, 0.2]


def test_parameters_of_a_wrapped_module_belong_to_its_member():
    stack = Memberwise(build, MemberGenerators([0, 1, 2]))
    owner = owner_of_parameters(stack)
    assert sorted(owner.values()) == [0, 0, 1, 1, 2, 2]
    assert [member for _, member in all_wires(stack)] == [0, 1, 2]


def test_parameters_of_a_stack_belong_to_all():
    layer = ConnectomeLinear([0, 1], [0, 1], PAIR, n_members=3)
    assert owner_of_parameters(layer) == {}
    assert all_wires(layer) == [(layer.wires, None)]


def test_wires_are_found_wherever_they_are():
    class Nested(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.ModuleDict({"a": build(), "b": build()})

    assert len(all_wires(Nested())) == 2
    assert all(isinstance(wires.values, torch.nn.Parameter) for wires, _ in all_wires(Nested()))


def test_members_of_several_stacks_are_joined_in_order():
    first = Members([1, 2], lr=0.5, lambda_wiring=[0.1, 0.2])
    second = Members([3], lr=0.25, dropout=0.5)
    joined = Members.joined([first, second])
    assert list(joined.seeds) == [1, 2, 3]
    assert joined.spread("lr").tolist() == [0.5, 0.5, 0.25]
    assert joined.spread("lambda_wiring").tolist() == [0.1, 0.2, 0.0]
    assert joined.spread("dropout").tolist() == [0.0, 0.0, 0.5]


def test_members_without_communities_have_one_beside_those_who_have_some():
    first = Members([1, 2], lambda_modular=0.1, communities=[0, 1, 1])
    second = Members([3])
    third = Members([4, 5], lambda_modular=0.2, communities=[[0, 1, 2], [0, 0, 1]])
    joined = Members.joined([first, second, third])
    assert joined.spread_communities(3).tolist() == [
        [0, 1, 1],
        [0, 1, 1],
        [0, 0, 0],
        [0, 1, 2],
        [0, 0, 1],
    ]
    assert joined.spread("lambda_modular").tolist() == [0.1, 0.1, 0.0, 0.2, 0.2]
    assert Members.joined([second, Members([6])]).communities is None


def test_a_stack_that_is_joined_with_none_stays_as_it_is():
    members = Members([1, 2], lr=[0.5, 0.1], alpha=2.0)
    joined = Members.joined([members])
    for name in ("lr", "alpha", "dropout", "lambda_wiring", "lambda_constraint", "lambda_modular"):
        assert (joined.spread(name) == members.spread(name)).all()
