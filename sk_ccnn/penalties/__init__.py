"""Penalties on wires: a value and a proximal step."""

from .base import BasePenalty, WeightedL1
from .modular_cost import ModularCost
from .off_connectome import OffConnectomeCost
from .wiring_cost import WiringCost

__all__ = ["BasePenalty", "ModularCost", "OffConnectomeCost", "WeightedL1", "WiringCost"]
