"""Cohorts: in the package, simulated, or downloaded once."""

from .age_cohort import make_age_cohort
from .disease_cohort import make_disease_cohort
from .enigma import fetch_group_connectome
from .fcon1000 import fetch_fcon1000
from .ixi import fetch_ixi, load_ixi
from .mouse import load_mouse_cohort
from .schizophrenia import fetch_schizophrenia

__all__ = [
    "fetch_fcon1000",
    "fetch_group_connectome",
    "fetch_ixi",
    "fetch_schizophrenia",
    "load_ixi",
    "load_mouse_cohort",
    "make_age_cohort",
    "make_disease_cohort",
]

# Kept importable here; their home is sk_ccnn.connectome.
from ..connectome import list_atlases as list_atlases
from ..connectome import list_connectomes as list_connectomes
from ..connectome import load_atlas as load_atlas
from ..connectome import load_connectome as load_connectome

# For the rooms above; not part of the public interface.
from .enigma import GroupAtlas as GroupAtlas
from .remote import data_folder as data_folder
