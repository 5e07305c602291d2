"""Parameters of the estimators: values that none of them takes, and odd ones."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn import BrainAgeRegressor, ConnectomeClassifierCV, ConnectomeRegressorCV

from ..case import Case
from ..damage import Draw
from ..hostile import NEVER
from .estimators import AGE, NAMES, NODES, RING, SEX, SMALL, make, target_of

_ODD = (None, True, 0, -1, 1, 2, 0.5, -0.5, 1e-300, 1e300, "", "auto", [], (), {}, [1], [0],
        [-1], ["a"], [None], np.nan, np.inf, -np.inf, 2**40, (1, 2), 1.5)  # fmt: skip
# A number that is none of these makes no sense in any of them.
_NUMBERS = (
    "lambda_wiring", "lambda_constraint", "lambda_modular", "alpha", "dropout", "n_members",
    "max_epochs", "lr", "batch_size", "validation_fraction", "n_iter_no_change",
)  # fmt: skip
# What takes memory and time by as much as one asks for.
_COSTLY = ("n_members", "max_epochs", "hidden_channels", "n_iter_no_change", "batch_size", "cv",
           "n_lambdas", "n_jobs", "memory")  # fmt: skip
# What may be any function, whose errors are its own.
_FUNCTIONS = ("architecture", "scoring")


def _make(name: str) -> Any:
    if name == "regressor CV":
        return ConnectomeRegressorCV(RING, **SMALL, cv=2)
    if name == "classifier CV":
        return ConnectomeClassifierCV(RING, **SMALL, cv=2)
    return make(name)


@st.composite
def cases(draw: Draw) -> Case:
    """Draw an estimator with one odd parameter."""
    name = draw(st.sampled_from([*NAMES, "regressor CV", "classifier CV"]))
    known = inspect.signature(type(_make(name)).__init__).parameters
    parameter = draw(st.sampled_from([each for each in known if each != "self"]))
    y = {"regressor CV": AGE, "classifier CV": SEX}.get(name, target_of(name))
    if draw(st.booleans()):
        takes = parameter in _FUNCTIONS
        # bytes have a method `split`, so that scikit-learn takes them for folds.
        left = {"a function"} if takes else {"bytes"} if parameter == "cv" else set()
        what = draw(st.sampled_from([each for each in NEVER if each not in left]))
        value, must = NEVER[what], "fail"
    else:
        values = [v for v in _ODD if not (parameter in _COSTLY and _is_large(v))]
        value = draw(st.sampled_from(values))
        what, must = repr(value), "either"
        if parameter in _NUMBERS and isinstance(value, float) and np.isnan(value):
            must = "fail"

    def call(folder: Any) -> Any:
        model = _make(name)
        assert parameter in model.get_params(deep=False)
        model.set_params(**{parameter: value}).fit(NODES, y)
        return model.transform(NODES) if hasattr(model, "transform") else _numbers(model)

    shown = f"{name}({parameter}={value!r})"
    return Case(f"{name}: {parameter} is {what}", call, must, _is_finite, shown)


def _is_large(value: Any) -> bool:
    return isinstance(value, int | float) and value > 1000


def _numbers(model: Any) -> np.ndarray:
    if isinstance(model, BrainAgeRegressor) or not hasattr(model, "predict_proba"):
        return model.predict(NODES)
    return model.predict_proba(NODES)


def _is_finite(predicted: np.ndarray) -> bool:
    return bool(np.isfinite(predicted).all())
