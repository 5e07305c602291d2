"""Jobs on named cohorts or one's own: all baselines beside ours; whether the anatomy helps."""

from .cohorts import COHORTS
from .file_options import OwnFiles
from .null_tests import run_null_tests
from .own_files import own_cohort
from .representation import represented
from .run import run_benchmark
from .task import Task

__all__ = [
    "COHORTS",
    "OwnFiles",
    "Task",
    "own_cohort",
    "represented",
    "run_benchmark",
    "run_null_tests",
]

# For the rooms above; not part of the public interface.
from .models import LAMBDAS as LAMBDAS
from .models import in_front as in_front
from .models import models_for as models_for
from .models import network_for as network_for
from .models import our_search as our_search
from .models import ours_in as ours_in
from .models import ours_name as ours_name
from .own_files import OwnCohort as OwnCohort
from .own_files import read_own_cohort as read_own_cohort
