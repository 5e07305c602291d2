import pytest
import torch

from sk_ccnn.nn import DroppingReLU, MemberGenerators
from sk_ccnn.nn.dropping import ScaledReLU


def test_all_subjects_of_a_batch_lose_the_same_units():
    dropped = DroppingReLU(0.5, MemberGenerators([0, 1]))(torch.ones(2, 6, 200)) == 0
    assert (dropped == dropped[:, :1]).all()
    assert (dropped[0] != dropped[1]).any()


def test_units_of_a_region_are_dropped_one_by_one():
    flat = DroppingReLU(0.5, MemberGenerators([0]))(torch.ones(1, 6, 200))
    by_region = DroppingReLU(0.5, MemberGenerators([0]))(torch.ones(1, 6, 50, 4))
    assert (by_region.flatten(-2) == flat).all()


def test_each_member_has_its_own_rate_and_its_expectation_stays():
    out = DroppingReLU([0.0, 0.2, 0.6], MemberGenerators([0, 1, 2]))(torch.ones(3, 1, 20_000))
    assert (out == 0).float().mean(dim=(1, 2)).tolist() == pytest.approx([0, 0.2, 0.6], abs=0.02)
    assert out.mean(dim=(1, 2)).tolist() == pytest.approx([1, 1, 1], abs=0.05)


@pytest.mark.parametrize(("rate", "trains"), [(0.9, False), (0.0, True)])
def test_nothing_is_dropped_after_training_or_at_rate_0(rate, trains):
    x = torch.randn(2, 3, 50)
    layer = DroppingReLU(rate, MemberGenerators([0, 1])).train(trains)
    assert (layer(x) == torch.relu(x)).all()


def test_the_gradient_is_that_of_what_is_computed():
    # Far from 0, where a rectifier has no derivative.
    x = torch.randn(2, 5, 7, dtype=torch.float64)
    x = (x + 0.1 * x.sign()).requires_grad_()
    scale = torch.tensor([0.0, 0.5, 1.0, 2.0, 4.0, 0.0, 1.0], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda given: ScaledReLU.apply(given, scale), x)


def test_value_and_gradient_are_to_the_bit_those_of_a_rectifier_and_a_product():
    x, upstream, scale = torch.randn(3, 5, 7), torch.randn(3, 5, 7), torch.rand(3, 1, 7)
    mine, its = (x.clone().requires_grad_() for _ in range(2))
    got, wanted = ScaledReLU.apply(mine, scale), torch.relu(its) * scale
    got.backward(upstream)
    wanted.backward(upstream)
    assert (got == wanted).all()
    assert (mine.grad == its.grad).all()
