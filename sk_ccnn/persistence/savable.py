"""What can be saved: refuse the rest before anything is written, with the way to it and out."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
import torch
from scipy import sparse
from sklearn.base import BaseEstimator

from .errors import ModelFileError, printable
from .parts import parts_of
from .trusted import (
    DICTS,
    SCALARS,
    SPARSE,
    TYPES,
    function_names,
    is_splitter,
    object_types,
    qualified,
)

_NO_CODE = "a model file holds no code"


def require_savable(estimator: Any) -> None:
    """Refuse an estimator that holds something that no model file holds.

    Parameters
    ----------
    estimator : estimator

    Raises
    ------
    ModelFileError
        Naming the attribute, and what to do.
    """
    if not isinstance(estimator, BaseEstimator):
        raise ModelFileError(
            f"estimator must be a scikit-learn estimator, got {type(estimator).__name__}"
        )
    for path, part in parts_of(estimator):
        problem = _problem(path, part)
        if problem:
            where = f"{type(estimator).__name__}.{path}" if path else type(estimator).__name__
            raise ModelFileError(f"{where} cannot be saved: {problem}")


def _problem(path: str, part: Any) -> str:
    """Say why a part cannot be saved; empty where it can."""
    if part is None or type(part) in (bool, int, float, str, list, tuple, set):
        return ""
    if isinstance(part, dict):
        return _problem_of_dict(part)
    if isinstance(part, np.ndarray):
        return _problem_of_array(part)
    if isinstance(part, np.generic):
        known = qualified(type(part)) in SCALARS
        return "" if known else f"it is a {qualified(type(part))}; give it as a Python number"
    if isinstance(part, type):
        name = qualified(part)
        return "" if name in TYPES or is_splitter(name) else _code(part)
    if isinstance(part, FunctionType | BuiltinFunctionType | MethodType | np.ufunc) or _is_function(
        part
    ):
        return "" if _names_function(part) else _problem_of_function(path, part)
    known = qualified(type(part)) in object_types() or isinstance(
        part, np.dtype | slice | torch.device | np.random.RandomState
    )
    known = known or (sparse.issparse(part) and qualified(type(part)) in SPARSE)
    return "" if known else _problem_of_object(path, part)


def _is_function(part: Any) -> bool:
    """Tell whether a part is numpy's own kind of function."""
    return type(part).__name__ == "_ArrayFunctionDispatcher"


def _names_function(part: Callable[..., Any]) -> bool:
    return not isinstance(part, MethodType) and qualified(part) in function_names()


def _problem_of_dict(part: dict[Any, Any]) -> str:
    if qualified(type(part)) not in DICTS:
        return f"it is a {qualified(type(part))}; make it a dict"
    allowed = (str, int, float, np.integer, np.floating)
    for key in part:
        if isinstance(key, bool | np.bool_) or not isinstance(key, allowed):
            return (
                f"its key {printable(repr(key))} is a {type(key).__name__}, and a model file holds "
                "only str, int and float as keys without changing them"
            )
    texts = [str(key) for key in part]
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        return f"two of its keys are written {printable(twice)!r}, and one would be lost"
    return ""


def _problem_of_array(part: Any) -> str:
    if type(part) not in (np.ndarray, np.ma.MaskedArray):
        return f"it is a {qualified(type(part))}; make it a plain array by numpy.asarray"
    if part.dtype == object and part.ndim != 1:
        return f"it is an array of objects of shape {part.shape}; only one axis can be saved"
    if part.dtype.kind not in "biufcOUSMm":
        return f"it is an array of {part.dtype}; make it one of numbers or text"
    return ""


def _code(part: Any) -> str:
    return f"{printable(qualified(part))} is not a type that model files name; {_NO_CODE}"


def _problem_of_function(path: str, part: Any) -> str:
    name = printable(qualified(part))
    if path.endswith("architecture"):
        return _problem_of_architecture(name)
    return (
        f"{name} is a function, and {_NO_CODE}. Public functions of sklearn.metrics and "
        "sklearn.feature_selection and numpy's ufuncs are saved by their names; use one of them, "
        "or set it to another value with set_params before saving"
    )


def _problem_of_architecture(name: str) -> str:
    return (
        f"the architecture is code of its own ({name}), and {_NO_CODE}. Architectures with a name "
        "('linear', 'mlp', 'gcn', 'gat') can be saved; of others, keep the weights: "
        "torch.save(model.net_.module_.state_dict(), path)"
    )


def _problem_of_object(path: str, part: Any) -> str:
    name = printable(qualified(type(part)))
    if path.endswith("architecture"):
        return _problem_of_architecture(name)
    if ".callbacks" in path or path.startswith("callbacks"):
        return (
            f"callbacks are code, here a {name}, and {_NO_CODE}. They are only for training: "
            "set_params(callbacks=None) before saving"
        )
    if name.startswith("sklearn.tree._") or "TreePredictor" in name:
        return (
            f"a {name} is an array of positions that scikit-learn follows without a check, so a "
            "file of one could crash the process that loads it; leave trees out of what is saved"
        )
    if isinstance(part, BaseEstimator):
        return (
            f"a {name} is of another package, and model files hold estimators of scikit-learn and "
            "of this one; save what comes after it, such as pipeline[1:]"
        )
    return (
        f"a {name} is no type that model files hold ({_NO_CODE}, and only known types); set it to "
        "a number, text, array or scikit-learn's estimator"
    )
