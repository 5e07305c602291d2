"""The demo: real mice, real people, and scikit-learn's estimators beside ours."""

from .run import run_demo

__all__ = ["run_demo"]
