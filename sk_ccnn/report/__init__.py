"""One HTML page of a study: comparison, null test, gaps or diagnosis, the brain, and methods."""

from .run import report
from .study import Budget, Study

__all__ = ["Budget", "Study", "report"]
