import pytest
import torch

from sk_ccnn.nn import MemberGenerators, UnitDropout


def test_all_subjects_of_a_batch_lose_the_same_units():
    dropped = UnitDropout(0.5, MemberGenerators([0, 1]))(torch.ones(2, 6, 200)) == 0
    assert (dropped == dropped[:, :1]).all()
    assert (dropped[0] != dropped[1]).any()


def test_each_member_has_its_own_rate_and_its_expectation_stays():
    out = UnitDropout([0.0, 0.2, 0.6], MemberGenerators([0, 1, 2]))(torch.ones(3, 1, 20_000))
    assert (out == 0).float().mean(dim=(1, 2)).tolist() == pytest.approx([0, 0.2, 0.6], abs=0.02)
    assert out.mean(dim=(1, 2)).tolist() == pytest.approx([1, 1, 1], abs=0.05)


def test_nothing_is_dropped_after_training():
    x = torch.ones(2, 3, 50)
    assert (UnitDropout(0.9, MemberGenerators([0, 1])).eval()(x) == x).all()
