"""Connectomes, atlases and cohorts that come with the package, and simulated cohorts."""

from ._atlases import list_atlases, load_atlas
from ._connectomes import list_connectomes, load_connectome
from ._mouse import load_mouse_cohort
from ._simulated import make_age_cohort, make_disease_cohort

__all__ = [
    "list_atlases",
    "list_connectomes",
    "load_atlas",
    "load_connectome",
    "load_mouse_cohort",
    "make_age_cohort",
    "make_disease_cohort",
]
