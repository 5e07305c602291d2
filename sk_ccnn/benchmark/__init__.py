"""Jobs on named cohorts or one's own: all baselines beside ours; whether the anatomy helps."""

from .cohorts import COHORTS
from .null_tests import run_null_tests
from .own_files import own_cohort
from .representation import represented
from .run import run_benchmark
from .task import Task

__all__ = ["COHORTS", "Task", "own_cohort", "represented", "run_benchmark", "run_null_tests"]
