"""Neural networks that are wired like a brain, as scikit-learn estimators."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__ as __version__

if TYPE_CHECKING:
    from . import (
        attributions,
        baselines,
        brain_age,
        connectome,
        datasets,
        estimators,
        inference,
        io,
        metrics,
        model_selection,
        nn,
        nulls,
        penalties,
        persistence,
        plotting,
        preprocessing,
        pruning,
        report,
        results,
        stacking,
        training,
        transfer,
        uncertainty,
    )
    from .brain_age import BrainAgeRegressor, cross_val_gap
    from .connectome import Connectome, Consensus
    from .estimators import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
    from .model_selection import ConnectomeClassifierCV, ConnectomeRegressorCV
    from .persistence import load_model, save_model
    from .uncertainty import ConformalRegressor

__all__ = [
    "BrainAgeRegressor",
    "ConformalRegressor",
    "Connectome",
    "ConnectomeClassifier",
    "ConnectomeClassifierCV",
    "ConnectomeRegressor",
    "ConnectomeRegressorCV",
    "ConnectomeTransformer",
    "Consensus",
    "attributions",
    "baselines",
    "brain_age",
    "connectome",
    "cross_val_gap",
    "datasets",
    "estimators",
    "inference",
    "io",
    "load_model",
    "metrics",
    "model_selection",
    "nn",
    "nulls",
    "penalties",
    "persistence",
    "plotting",
    "preprocessing",
    "pruning",
    "report",
    "results",
    "save_model",
    "stacking",
    "training",
    "transfer",
    "uncertainty",
]

# torch takes seconds to import, so a name is looked up in its module when it is first used;
# a name of __all__ that is not here is a subpackage.
_MODULE_OF = {
    "BrainAgeRegressor": "brain_age",
    "ConformalRegressor": "uncertainty",
    "Connectome": "connectome",
    "ConnectomeClassifier": "estimators",
    "ConnectomeClassifierCV": "model_selection",
    "ConnectomeRegressor": "estimators",
    "ConnectomeRegressorCV": "model_selection",
    "ConnectomeTransformer": "estimators",
    "Consensus": "connectome",
    "cross_val_gap": "brain_age",
    "load_model": "persistence",
    "save_model": "persistence",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULE_OF.get(name, name)}")
    value = getattr(module, name) if name in _MODULE_OF else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
