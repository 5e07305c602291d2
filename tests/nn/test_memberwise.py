import pytest
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


BAD_OUTPUTS = {
    "three outputs": (lambda out: out.repeat(1, 3), r"returned \(5, 6\)$"),
    "no axis": (lambda out: out[:, 0], r"returned \(5,\)$"),
    "stacked": (lambda out: out[None], r"returned \(1, 5, 2\); .*\[0\] takes off"),
    "transposed": (lambda out: out.T, r"returned \(2, 5\)$"),
    "two tensors": (lambda out: (out, out), "returned a tuple"),
    "no gradient": (lambda out: out.detach(), "no gradient reaches them"),
    "an error of torch": (lambda out: out @ torch.ones(7, 2), "failed: mat1 and mat2"),
}


class Odd(nn.Module):
    """A network whose outputs are changed."""

    def __init__(self, change):
        super().__init__()
        self.network, self.change = build(), change

    def forward(self, x):
        return self.change(self.network(x))


@pytest.mark.parametrize("case", BAD_OUTPUTS)
def test_outputs_that_do_not_fit_are_named(case):
    change, says = BAD_OUTPUTS[case]
    made = Memberwise(lambda: Odd(change), MemberGenerators([0, 1]), n_outputs=2)
    with pytest.raises(ValueError, match=r"must map \(5, 3, 2\) to \(5, 2\).*" + says):
        made(torch.ones(5, 3, 2))


def test_an_architecture_builds_modules():
    with pytest.raises(TypeError, match="must return a torch module, got NoneType"):
        Memberwise(lambda: None, MemberGenerators([0]))
