"""Bring sample weights, groups and other metadata to the regressor and to the folds."""

from __future__ import annotations

from inspect import signature
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils import Bunch
from sklearn.utils._metadata_requests import _raise_for_params, _routing_enabled
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.validation import has_fit_parameter

from ..estimators import splitter_of
from ..model_selection import takes_groups


def router_of(model: BaseEstimator) -> MetadataRouter:
    """Say which metadata the regressor and the folds of a model get: MetadataRouter."""
    to_estimator = (
        MethodMapping()
        .add(caller="fit", callee="fit")
        .add(caller="fit", callee="predict")
        .add(caller="predict", callee="predict")
        .add(caller="score", callee="predict")
    )
    to_splitter = MethodMapping().add(caller="fit", callee="split")
    return (
        MetadataRouter(owner=model)
        .add_self_request(model)
        .add(estimator=model.estimator, method_mapping=to_estimator)
        .add(splitter=splitter_of(model.cv), method_mapping=to_splitter)
    )


def route_fit(model: BaseEstimator, params: dict[str, Any]) -> Bunch:
    """Share out what `fit` was given.

    Parameters
    ----------
    model : estimator
        With the parameters `estimator` and `cv`.
    params : dict
        Metadata by name.

    Returns
    -------
    Bunch
        ``estimator`` with ``fit`` and ``predict``, ``splitter`` with ``split``: dicts.

    Raises
    ------
    ValueError
        If there are weights, and the regressor takes none.
    """
    if _routing_enabled():
        return process_routing(model, "fit", **params)
    for_fit = dict(params)
    groups = for_fit.pop("groups", None)
    if groups is not None:  # a search within has folds of its own
        for_fit |= dict.fromkeys(takes_groups(model.estimator), groups)
    if "sample_weight" in for_fit:
        weight = for_fit.pop("sample_weight")
        for_fit[_weight_name(model.estimator)] = weight
    return Bunch(
        estimator=Bunch(fit=for_fit, predict={}),
        splitter=Bunch(split={} if groups is None else {"groups": groups}),
    )


def _weight_name(estimator: BaseEstimator) -> str:
    """Name the parameter by which a regressor, or the last step of a pipeline, takes weights."""
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__{_weight_name(last)}"
    takes_all = any(
        each.kind is each.VAR_KEYWORD for each in signature(estimator.fit).parameters.values()
    )
    if takes_all or has_fit_parameter(
        estimator, "sample_weight"
    ):  # a search passes on what it gets
        return "sample_weight"
    raise ValueError(f"sample_weight was given, but {type(estimator).__name__} takes no weights")


def params_for_predict(model: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Give what the regressor gets beside X when it predicts: dict.

    Parameters
    ----------
    model : estimator
        See `router_of`.
    params : dict
        Metadata by name.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If there are any, and routing is not switched on.
    """
    if not params:
        return {}
    _raise_for_params(params, model, "predict")
    routed: Bunch = process_routing(model, "predict", **params)
    for_predict: dict[str, Any] = routed.estimator.predict
    return for_predict
