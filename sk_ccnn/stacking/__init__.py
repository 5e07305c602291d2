"""Many estimators trained as stacks: what may share one, its memory, folds, and steps before it."""

from .folds import Candidate, FoldScore, Scoring
from .scores import score_in_stacks
from .together import fit_together

__all__ = ["Candidate", "FoldScore", "Scoring", "fit_together", "score_in_stacks"]

# For the rooms above; not part of the public interface.
from .copies import parts_of_copies as parts_of_copies
from .copies import split_among_copies as split_among_copies
from .copies import stack_of_copies as stack_of_copies
from .fold_results import rows_of_results as rows_of_results
from .fold_results import values_of_results as values_of_results
from .interrupts import raise_interrupts as raise_interrupts
from .memory import bytes_of_worker as bytes_of_worker
from .running import Job as Job
from .running import run_jobs as run_jobs
from .steps import fit_steps as fit_steps
