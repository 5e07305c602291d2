import pytest

from sk_ccnn.penalties import OffConnectomeCost


def test_it_is_the_sum_of_absolute_weights_that_the_connectome_lacks(wires):
    dense = wires().detach().abs()
    expected = 3 * (dense[:, 0, 2] + dense[:, 2, 0])
    assert OffConnectomeCost(3.0).value(wires).tolist() == pytest.approx(expected.tolist())
