"""Connectomes, atlases and cohorts: in the package, simulated, or downloaded once."""

from ._atlases import list_atlases, load_atlas
from ._connectomes import list_connectomes, load_connectome
from ._enigma import fetch_group_connectome
from ._fcon1000 import fetch_fcon1000
from ._ixi import fetch_ixi
from ._mouse import load_mouse_cohort
from ._schizophrenia import fetch_schizophrenia
from ._simulated import make_age_cohort, make_disease_cohort

__all__ = [
    "fetch_fcon1000",
    "fetch_group_connectome",
    "fetch_ixi",
    "fetch_schizophrenia",
    "list_atlases",
    "list_connectomes",
    "load_atlas",
    "load_connectome",
    "load_mouse_cohort",
    "make_age_cohort",
    "make_disease_cohort",
]
