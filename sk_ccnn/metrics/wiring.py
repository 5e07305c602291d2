"""How many wires a network has, and what they cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from torch import Tensor

from ..estimators import BaseConnectomeEstimator
from ..nn import Wires
from ..training import all_wires, sum_over_wires


class WiringMeasures(NamedTuple):
    """Wiring of a network, mean over members; NaN where it has no wires between regions.

    Parameters
    ----------
    density : float
        Share of the ordered pairs of different regions that a wire that is not 0 joins.
    n_wires : float
        Wires between different regions that are not 0.
    zeros : float
        Share of the wires between different regions, of those that may exist, that are exactly 0.
    cost : float
        Sum over wires of abs(weight) * distance / mean distance.
    """

    density: float
    n_wires: float
    zeros: float
    cost: float


def measure_wiring(network: BaseConnectomeEstimator) -> WiringMeasures:
    """Measure the wiring of a network.

    Parameters
    ----------
    network : BaseConnectomeEstimator
        Fitted.

    Returns
    -------
    WiringMeasures
    """
    n_possible = 0.0
    if all_wires(network.net_.module_):
        n_possible = float(sum_over_wires(network.net_.module_, _possible).double().mean())
    zeros = 1 - network.n_connections_ / n_possible if n_possible else np.nan
    return WiringMeasures(network.density_, network.n_connections_, zeros, network.wiring_cost_)


def _possible(wires: Wires) -> Tensor:
    """Count the wires between different regions that may exist: tensor of shape (n_members,)."""
    return wires.between.sum(dim=1).expand(wires.n_members)


def require_same_network(
    network: BaseConnectomeEstimator, reference: BaseConnectomeEstimator
) -> None:
    """Refuse a reference whose wiring cost does not compare.

    Parameters
    ----------
    network, reference : BaseConnectomeEstimator
        Fitted.

    Raises
    ------
    ValueError
        If they differ in anything on which the number of wires or their lengths depend.
    """
    given, other = network.plan_, reference.plan_
    differs = [
        f"{name} {getattr(other.spec, name)!r} instead of {getattr(given.spec, name)!r}"
        for name in ("connectome", "features", "in_channels", "n_outputs", "hidden_channels")
        if getattr(other.spec, name) != getattr(given.spec, name)
    ]
    if other.architecture != given.architecture:
        differs.append(f"architecture {other.architecture!r} instead of {given.architecture!r}")
    if differs:
        raise ValueError(
            "reference must be the same network, trained without the wiring cost or not yet "
            f"pruned, but it has {', '.join(differs)}"
        )
