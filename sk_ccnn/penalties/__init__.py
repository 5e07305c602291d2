"""Penalties on wires: a value and a proximal step."""

from .base import BasePenalty
from .modular_cost import ModularCost
from .weighted_l1 import OffConnectomeCost, WeightedL1, WiringCost

__all__ = ["BasePenalty", "ModularCost", "OffConnectomeCost", "WeightedL1", "WiringCost"]
