import torch
from torch import nn

from sk_ccnn.nn import MemberGenerators, Memberwise


def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(6, 8), nn.Dropout(0.5), nn.Linear(8, 2))


def test_a_member_is_the_same_in_any_company_with_torchs_own_dropout():
    x = torch.randn(5, 3, 2, generator=torch.Generator().manual_seed(0))
    alone = Memberwise(build, MemberGenerators([4]))
    company = Memberwise(build, MemberGenerators([9, 4, 2]))
    for _ in range(3):  # each step drops other units
        first, second = alone(x)[0], company(x)[1]
        assert (first == second).all()
    assert not (alone(x)[0] == first).all()


def test_the_global_state_is_left_alone():
    before = torch.get_rng_state()
    Memberwise(build, MemberGenerators([0, 1]))(torch.ones(5, 3, 2))
    assert (torch.get_rng_state() == before).all()


def test_members_may_have_subjects_of_their_own():
    made = Memberwise(build, MemberGenerators([0, 1])).eval()
    x = torch.randn(2, 5, 3, 2)
    torch.testing.assert_close(made(x)[1], made.members[1](x[1]))
