import numpy as np
import pytest
import torch
from scipy import sparse
from torch import nn

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.estimators.wiring_summary import WiringSummary
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators, Memberwise, Wires

CHAIN = Connectome(
    [[0, 1, 0], [1, 0, 2], [0, 2, 0]], coordinates=[[0, 0, 0], [10, 0, 0], [30, 0, 0]]
)
MEAN_LENGTH = (10 + 20 + 30) / 3


@pytest.fixture
def layer():
    """Two members; the second has no wire from region 0 to region 1."""
    layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], CHAIN, n_members=2)
    layer.wires.values.data = torch.full_like(layer.wires.values, -0.5)
    removed = (layer.wires.pair[0] == 1).nonzero()
    layer.wires.values.data[1, removed] = 0
    return layer


def test_strength_is_the_absolute_weight_by_regions(layer):
    expected = [[0.5, 0.25, 0], [0.5, 0.5, 0.5], [0, 0.5, 0.5]]
    np.testing.assert_allclose(WiringSummary.of(layer, 3).strength, expected)


def test_cost_density_and_connections_are_means_over_members(layer):
    summary = WiringSummary.of(layer, 3)
    costs = np.array([2 * 0.5 * (10 + 20), 2 * 0.5 * (10 + 20) - 0.5 * 10]) / MEAN_LENGTH
    assert summary.cost == pytest.approx(costs.mean())
    assert summary.density == pytest.approx(np.mean([4 / 6, 3 / 6]))
    assert summary.n_connections == pytest.approx(3.5)


def test_similarity_is_over_the_pairs_that_the_brain_connects(layer):
    layer.wires.values.data = layer.wires.pair.new_tensor([[5, 1, 1, 5, 2, 2, 5]] * 2).double()
    assert WiringSummary.of(layer, 3).similarity(CHAIN) == pytest.approx(1)
    layer.wires.values.data.fill_(1)
    assert np.isnan(WiringSummary.of(layer, 3).similarity(CHAIN))


def test_a_network_without_wires_has_no_wiring_to_measure():
    summary = WiringSummary.of(nn.Linear(3, 3), 3)
    assert np.isnan([summary.cost, summary.density, summary.n_connections]).all()
    assert summary.strength is None and np.isnan(summary.similarity(CHAIN))


def test_a_sparse_summary_is_the_dense_one(layer):
    torch.nn.init.normal_(layer.wires.values, generator=torch.Generator().manual_seed(0))
    layer.wires.values.data[:, ::3] = 0
    members = Memberwise(
        lambda: ConnectomeLinear([0, 1, 2], [0, 1, 2], CHAIN), MemberGenerators([0, 1])
    )
    module = nn.ModuleList([layer, members])
    dense, thin = (WiringSummary.of(module, 3, stays_sparse=each) for each in (False, True))
    assert sparse.issparse(thin.strength)
    np.testing.assert_allclose(thin.strength.toarray(), dense.strength, rtol=1e-12)
    assert (thin.cost, thin.density) == pytest.approx((dense.cost, dense.density))
    assert thin.n_connections == dense.n_connections
    assert thin.similarity(CHAIN) == pytest.approx(dense.similarity(CHAIN))


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("not enough memory: 9 TB")])
def test_a_summary_that_does_not_fit_into_memory_does_not_lose_the_training(
    brain, cohort, monkeypatch, error
):
    def too_large(wires):
        raise error

    monkeypatch.setattr(Wires, "to_region_matrix", too_large)
    with pytest.warns(UserWarning, match="is trained, but there is no memory"):
        model = ConnectomeRegressor(brain, n_members=1, max_epochs=2).fit(*cohort)
    assert np.isfinite(model.predict(cohort[0])).all() and np.isnan(model.density_)
    with pytest.raises(ValueError, match="not known"):
        model.learned_connectome()


def test_another_error_in_the_summary_is_an_error(brain, cohort, monkeypatch):
    def broken(wires):
        raise RuntimeError("broken")

    monkeypatch.setattr(Wires, "to_region_matrix", broken)
    with pytest.raises(RuntimeError, match="broken"):
        ConnectomeRegressor(brain, n_members=1, max_epochs=2).fit(*cohort)
