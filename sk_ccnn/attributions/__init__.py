"""Which regions and connections a network's predictions come from, in subjects it has not seen."""

from .importance import edge_importance, region_importance
from .result import EdgeImportance, RegionImportance

__all__ = ["EdgeImportance", "RegionImportance", "edge_importance", "region_importance"]
