"""Readers: files of other programs as connectomes and cohorts."""

from .cohort import read_cohort
from .connectomes import read_connectome
from .on_disk import CohortOnDisk
from .participants import read_participants

__all__ = ["CohortOnDisk", "read_cohort", "read_connectome", "read_participants"]

# For the rooms above; not part of the public interface.
from .arrays import read_npz as read_npz
from .duplicates import keep_one_row as keep_one_row
from .errors import errors_named as errors_named
from .on_disk import on_disk as on_disk
