"""The sections of a report that compute: each takes a cohort and gives a part."""

from .brain import brain_part
from .brain_age import brain_age_part
from .comparison import comparison_part
from .diagnosis import diagnosis_part
from .null_test import null_test_part
from .number import number_part
from .path import path_part

__all__ = [
    "brain_age_part",
    "brain_part",
    "comparison_part",
    "diagnosis_part",
    "null_test_part",
    "number_part",
    "path_part",
]
