"""Penalties on wires: a value, which has a gradient, and a proximal step."""

from .base import BasePenalty
from .modular_cost import ModularCost
from .proximal import proximal_step
from .weighted_l1 import OffConnectomeCost, WeightedL1, WiringCost

__all__ = [
    "BasePenalty",
    "ModularCost",
    "OffConnectomeCost",
    "WeightedL1",
    "WiringCost",
    "proximal_step",
]
