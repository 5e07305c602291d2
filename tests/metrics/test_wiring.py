"""Zeros are counted among the wires that may exist, and a reference must be the same network."""

import numpy as np
import pytest

from sk_ccnn.metrics.wiring import measure_wiring, require_same_network


def test_without_a_wiring_cost_no_wire_is_0(fit):
    found = measure_wiring(fit())
    assert found.zeros == 0
    assert found.density == pytest.approx(fit().connectome_.density)


@pytest.mark.parametrize("constraint", ["hard", "none"])
def test_wires_are_0_or_not(fit, constraint):
    whole = measure_wiring(fit(constraint=constraint))
    pruned = measure_wiring(fit(constraint=constraint, lambda_wiring=0.02))
    assert 0 < pruned.zeros < 1
    assert pruned.n_wires == pytest.approx((1 - pruned.zeros) * whole.n_wires)
    assert pruned.cost < whole.cost


def test_a_network_without_wires_has_no_wiring(fit):
    assert np.isnan(measure_wiring(fit(architecture="linear"))).all()


@pytest.mark.parametrize("options", [{"hidden_channels": 3}, {"architecture": "linear"}])
def test_a_reference_that_is_another_network_is_refused(fit, options):
    name = next(iter(options))
    with pytest.raises(ValueError, match=f"must be the same network.*{name}.*instead of"):
        require_same_network(fit(), fit(**options))
