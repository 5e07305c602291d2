import pytest
import torch

from sk_ccnn.penalties import WiringCost


def test_it_is_the_sum_of_absolute_weight_times_relative_distance(wires):
    distances = torch.tensor([[0.0, 10, 30], [10, 0, 20], [30, 20, 0]]).double() / 20
    dense = wires().detach().abs()
    assert WiringCost(2.0).value(wires).tolist() == pytest.approx(
        (2 * (dense * distances).sum(dim=(1, 2))).tolist()
    )
