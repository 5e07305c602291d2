"""The second job: our estimators beside all baselines, on named cohorts or one's own."""

from .cohorts import COHORTS
from .own_cohort import own_cohort
from .run import run_benchmark
from .task import Task

__all__ = ["COHORTS", "Task", "own_cohort", "run_benchmark"]
