"""What a connectome-wired network has to beat."""

from .cpm import CPMClassifier, CPMRegressor
from .kernel_ridge import KernelRidgeClassifier
from .laplacian import LaplacianLogistic, LaplacianRidge
from .ready_made import baseline_classifiers, baseline_regressors

__all__ = [
    "CPMClassifier",
    "CPMRegressor",
    "KernelRidgeClassifier",
    "LaplacianLogistic",
    "LaplacianRidge",
    "baseline_classifiers",
    "baseline_regressors",
]
