import pytest
import torch
from torch.nn import functional

from sk_ccnn.training import AbsoluteError, CrossEntropy, HalfSquaredError


def test_half_squared_error_is_a_loss_for_each_member_and_subject():
    outputs, target = torch.randn(3, 5, 2), torch.randn(5, 2)
    loss = HalfSquaredError()(outputs, target)
    assert loss.shape == (3, 5)
    torch.testing.assert_close(
        loss.mean(), functional.mse_loss(outputs, target.expand(3, 5, 2)) / 2
    )


def test_cross_entropy_is_torchs_for_each_member():
    outputs, target = torch.randn(3, 5, 4), torch.tensor([0, 3, 1, 1, 2])
    loss = CrossEntropy()(outputs, target)
    for member in range(3):
        expected = functional.cross_entropy(outputs[member], target, reduction="none")
        torch.testing.assert_close(loss[member], expected)


def test_the_decision_is_the_likeliest_class_or_the_number_itself():
    outputs = torch.tensor([[0.1, 0.9], [2.0, -1.0]])
    assert CrossEntropy().decide(outputs).tolist() == [1, 0]
    assert (HalfSquaredError().decide(outputs) == outputs).all()


@pytest.mark.parametrize("loss", [HalfSquaredError(), AbsoluteError()])
@pytest.mark.parametrize("shape", [(4, 3), (1, 1), (4,)])
def test_nothing_is_stretched_to_fit_the_outputs(loss, shape):
    with pytest.raises(ValueError, match=r"outputs of shape \(2, 4, 1\) do not fit targets"):
        loss(torch.zeros(2, 4, 1), torch.zeros(shape))
