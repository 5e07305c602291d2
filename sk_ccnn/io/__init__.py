"""Readers: files of other programs as connectomes and cohorts."""

from .cohort import read_cohort
from .connectomes import read_connectome
from .participants import read_participants

__all__ = ["read_cohort", "read_connectome", "read_participants"]
