"""Readers: files of other programs as connectomes and cohorts."""

from .cohort import read_cohort
from .cohort_on_disk import CohortOnDisk
from .connectomes import read_connectome
from .participants import read_participants

__all__ = ["CohortOnDisk", "read_cohort", "read_connectome", "read_participants"]

# For the rooms above; not part of the public interface.
from .arrays import read_npz as read_npz
from .cohort_on_disk import on_disk as on_disk
from .duplicates import Duplicates as Duplicates
from .duplicates import keep_one_row as keep_one_row
from .errors import errors_named as errors_named
