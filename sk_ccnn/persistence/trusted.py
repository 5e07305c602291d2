"""The types and functions that a model file may name: a fixed list, and nothing else."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

# The package's own, by the door at which they stand; files name them so, wherever they move.
OURS: dict[str, tuple[str, ...]] = {
    "sk_ccnn.baselines": (
        "CPMClassifier",
        "CPMRegressor",
        "KernelRidgeClassifier",
        "KernelSearchCV",
        "LaplacianLogistic",
        "LaplacianRidge",
        "PLSClassifier",
        "PLSRegressor",
    ),
    "sk_ccnn.brain_age": ("BrainAgeRegressor",),
    "sk_ccnn.connectome": ("Connectome", "Consensus"),
    "sk_ccnn.estimators": (
        "ClassTarget",
        "ConnectomeClassifier",
        "ConnectomeRegressor",
        "ConnectomeTransformer",
        "ContinuousTarget",
        "FeatureLayout",
        "FeatureScale",
        "FeatureTarget",
        "FitPlan",
        "ResidualNoise",
    ),
    "sk_ccnn.model_selection": (
        "ConnectomeClassifierCV",
        "ConnectomeRegressorCV",
        "LambdaPathCV",
        "StackedGridSearchCV",
        "StackedHalvingGridSearchCV",
        "StackedRandomizedSearchCV",
        "WiringChoice",
    ),
    "sk_ccnn.nn": ("NetworkSpec",),
    "sk_ccnn.preprocessing": (
        "ConfoundDesign",
        "ConfoundRegressor",
        "ConnectomeVectorizer",
        "CorrelationTransformer",
    ),
    "sk_ccnn.training": ("Members",),
    "sk_ccnn.transfer": ("TargetColumns", "TransferClassifier", "TransferRegressor"),
    "sk_ccnn.uncertainty": ("ConformalRegressor",),
}
OUR_FUNCTIONS = {
    "sk_ccnn.model_selection": ("fewest_wires", "weakest_wiring_cost", "wiring_density"),
    "sk_ccnn.preprocessing": ("fisher_z", "log_counts", "strength_normalized"),
}
# How features that are alike are put together.
_POOLING = tuple(f"numpy.{name}" for name in ("max", "mean", "median", "min"))
# What `set_fit_request` and its like leave in an estimator.
REQUESTS = (
    "sklearn.utils._metadata_requests.MetadataRequest",
    "sklearn.utils._metadata_requests.MethodMetadataRequest",
)
# What fitted estimators of scikit-learn hold beside estimators.
_OF_SKLEARN = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.calibration._TemperatureScaling",
    "sklearn.metrics._scorer._CurveScorer",
    "sklearn.metrics._scorer._MultimetricScorer",
    "sklearn.metrics._scorer._PassthroughScorer",
    "sklearn.metrics._scorer._Scorer",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    *REQUESTS,
)
SPARSE = tuple(
    f"scipy.sparse._{kind}.{kind}_{which}"
    for kind in ("csr", "csc", "coo")
    for which in ("array", "matrix")
)
DICTS = ("builtins.dict", "collections.OrderedDict", "sklearn.utils._bunch.Bunch")
MASKED = ("numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray")
# Kinds of numbers and text: neither objects nor bytes of a structure that a file could choose.
_SCALARS = "bool bool_ str_ datetime64 timedelta64 float16 float32 float64 int8 int16 int32 int64"
_SCALARS += " uint8 uint16 uint32 uint64"
SCALARS = tuple(f"numpy.{name}" for name in _SCALARS.split())
KEYS = ("builtins.str", "builtins.int", "builtins.float", *SCALARS)
TYPES = (*KEYS, "builtins.bool", "builtins.object")


def qualified(named: Any) -> str:
    """Give the name of a class or function as a file holds it: ours by their doors."""
    module, name = getattr(named, "__module__", None), getattr(named, "__name__", "")
    parts = str(module).split(".")
    if parts[0] == "sk_ccnn" and len(parts) > 1:
        door = ".".join(parts[:2])
        if getattr(sys.modules.get(door), name, None) is named:
            return f"{door}.{name}"
    return f"{module}.{name}"


def our_types() -> set[str]:
    """Give the names of the package's types."""
    return {f"{door}.{name}" for door, names in OURS.items() for name in names}


@cache
def object_types() -> frozenset[str]:
    """Give the names of all types whose objects a file may hold."""
    from sklearn.utils import all_estimators

    estimators = {f"{found.__module__}.{found.__name__}" for _, found in all_estimators()}
    found = {name for name in estimators if name.startswith("sklearn.")}
    return frozenset(our_types() | found | set(_OF_SKLEARN) | _splitters())


@cache
def function_names() -> frozenset[str]:
    """Give the names of all functions that a file may name: public ones that have no effects."""
    ours = {f"{door}.{name}" for door, names in OUR_FUNCTIONS.items() for name in names}
    rooms = ("sklearn.metrics", "sklearn.metrics.pairwise", "sklearn.feature_selection")
    found = [each for room in rooms for each in _public(room) if not isinstance(each, type)]
    public = {f"{f.__module__}.{f.__name__}" for f in found if "_scorer" not in f.__module__}
    return frozenset({*ours, *public, *_POOLING, *_ufuncs()})


@cache
def _splitters() -> set[str]:
    found = [each for each in _public("sklearn.model_selection") if isinstance(each, type)]
    return {f"{each.__module__}.{each.__name__}" for each in found if hasattr(each, "split")}


def _ufuncs() -> set[str]:
    """Give numpy's functions of single numbers, by each name that they have had."""
    names = [name for name in dir(np) if isinstance(getattr(np, name), np.ufunc)]
    modules = ("numpy", "numpy._core._multiarray_umath", "numpy.core._multiarray_umath")
    return {f"{module}.{name}" for module in modules for name in names}


def _public(room: str) -> list[Any]:
    module = import_module(room)
    found = []
    for name in getattr(module, "__all__", dir(module)):
        with suppress(ImportError):  # what is experimental, unless it was asked for
            found.append(getattr(module, name, None))
    home = ".".join(room.split(".")[:2])
    return [
        each
        for each in found
        if callable(each)
        and str(each.__module__).startswith(home)
        and not each.__name__.startswith("_")
    ]


def is_splitter(name: str) -> bool:
    """Tell whether a type is one of scikit-learn's that split subjects into folds."""
    return name in _splitters()


def passed_to_skops() -> list[str]:
    """Give all names that skops may load once the schema has been checked."""
    names = object_types() | function_names()
    return sorted(names | {*SPARSE, *DICTS, *MASKED, *TYPES, "numpy.dtype", "torch.device"})
