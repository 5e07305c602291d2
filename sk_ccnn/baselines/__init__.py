"""What a connectome-wired network has to beat."""

from .cpm import CPMClassifier, CPMRegressor
from .kernel_ridge import KernelRidgeClassifier
from .kernel_search import KernelSearchCV
from .laplacian import LaplacianLogistic, LaplacianRidge
from .pls import PLSClassifier, PLSRegressor
from .ready_made import baseline_classifiers, baseline_regressors

__all__ = [
    "CPMClassifier",
    "CPMRegressor",
    "KernelRidgeClassifier",
    "KernelSearchCV",
    "LaplacianLogistic",
    "LaplacianRidge",
    "PLSClassifier",
    "PLSRegressor",
    "baseline_classifiers",
    "baseline_regressors",
]
