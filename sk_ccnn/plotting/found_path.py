"""The path of wiring costs in whatever a search or an estimator found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..estimators import find_network, wrapped_estimators
from ..model_selection import WiringChoice
from ..results import name_of_score
from ..types import FloatArray


class FoundPath(NamedTuple):
    """What `LambdaPathDisplay` draws; see there."""

    lambdas: FloatArray
    scores: FloatArray
    densities: FloatArray | None
    chosen: tuple[int, int] | None
    metric: str
    names: tuple[str, ...]


def path_of_estimator(estimator: Any) -> FoundPath:
    """Find the path that a fitted estimator has chosen from, however it is wrapped.

    Parameters
    ----------
    estimator : estimator
        As of `find_network`, fitted.

    Returns
    -------
    FoundPath

    Raises
    ------
    TypeError, NotFittedError
        If there is none.
    """
    find_network(estimator, fitted=True)
    for each in wrapped_estimators(estimator):
        if hasattr(each, "choice_"):
            return path_of_result(each.choice_)
        if hasattr(each, "cv_results_"):
            metric = None
            if not each.multimetric_:
                metric = name_of_score(each.best_estimator_, each.scoring)
            path = path_of_result(each.cv_results_)
            chosen = (0, int(each.best_index_)) if hasattr(each, "best_index_") else None
            return path._replace(chosen=chosen, metric=metric or path.metric)
    raise TypeError(
        "needed a fitted ConnectomeRegressorCV, ConnectomeClassifierCV, LambdaPathCV or search "
        f"over lambda_wiring, or an estimator around one; got {estimator!r}, which has one strength"
    )


def path_of_result(result: Any) -> FoundPath:
    """Read the path of a result.

    Parameters
    ----------
    result : WiringChoice or dict

    Returns
    -------
    FoundPath
        Of a dict, the best mean is what was chosen.

    Raises
    ------
    TypeError
        If it is no such result.
    ValueError
        If something else was searched beside `lambda_wiring`.
    """
    if isinstance(result, WiringChoice):
        densities = None if np.isnan(result.densities).any() else result.densities
        names = tuple(map(str, result.constraints))
        try:
            chosen: tuple[int, int] | None = result.chosen
        except ValueError:  # no score is defined: who draws it says so
            chosen = None
        return FoundPath(result.lambdas, result.scores, densities, chosen, result.metric, names)
    if isinstance(result, Mapping) and "params" in result:
        return _path_of_search(result)
    raise TypeError(
        "needed a WiringChoice (choice_ of a ConnectomeRegressorCV, ConnectomeClassifierCV or "
        f"LambdaPathCV) or cv_results_ of a search, got {type(result).__name__}"
    )


def _path_of_search(results: Mapping[str, Any]) -> FoundPath:
    searched = [name.removeprefix("param_") for name in results if name.startswith("param_")]
    if len(searched) != 1 or not re.search(r"(^|__)lambda_wiring$", searched[0]):
        raise ValueError(f"needed a search over lambda_wiring alone, got one over {searched}")
    found: dict[str, list[FloatArray]] = {}
    for name in results:
        match = re.fullmatch(r"split(\d+)_test_(.+)", name)
        if match:
            found.setdefault(match[2], []).append(np.asarray(results[name], dtype=float))
    metric = next(name for name in found if name != "density")
    scores = np.stack(found[metric], axis=-1)[None]
    densities = np.stack(found["density"], axis=-1)[None] if "density" in found else None
    lambdas = np.asarray(results[f"param_{searched[0]}"], dtype=float)[None]
    means = scores.mean(axis=-1)[0]
    chosen = (0, int(np.argmax(means))) if np.isfinite(means).all() else None
    return FoundPath(lambdas, scores, densities, chosen, metric, ("",))
