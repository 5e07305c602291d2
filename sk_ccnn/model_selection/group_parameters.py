"""How the groups of the training subjects reach what splits by them within a model."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import Any

from sklearn import config_context, get_config
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection._search import BaseSearchCV
from sklearn.pipeline import Pipeline


def takes_groups(model: Any) -> tuple[str, ...]:
    """Name the parameters of ``model.fit`` by which groups reach the folds within a model.

    A search, a `ConnectomeRegressorCV`, a `BrainAgeRegressor`, or any of these within a Pipeline or
    another estimator that hands on what it gets. With metadata routing, what requests them.

    Parameters
    ----------
    model : estimator

    Returns
    -------
    tuple of str
        Empty where nothing takes groups.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.model_selection import GridSearchCV, GroupKFold
    >>> from sklearn.pipeline import make_pipeline
    >>> search = GridSearchCV(Ridge(), {"alpha": [1, 10]}, cv=GroupKFold(3))
    >>> takes_groups(make_pipeline(search)), takes_groups(Ridge())
    (('gridsearchcv__groups',), ())
    """
    parameters = signature(model.fit).parameters
    if "groups" in parameters:
        return ("groups",)
    if get_config()["enable_metadata_routing"]:
        return ("groups",) if _requests_groups(model) else ()
    if isinstance(model, Pipeline):
        name, last = model.steps[-1]
        return tuple(f"{name}__{each}" for each in takes_groups(last)) if _fits(last) else ()
    if isinstance(model, TransformedTargetRegressor):
        return takes_groups(model.regressor) if _fits(model.regressor) else ()
    hands_on = any(each.kind is Parameter.VAR_KEYWORD for each in parameters.values())
    # A search hands groups to any splitter, one of the user's own too.
    if isinstance(model, BaseSearchCV) or (hands_on and _requests_groups(model)):
        return ("groups",)
    return ()


def _fits(step: Any) -> bool:
    return hasattr(step, "fit")


def _requests_groups(model: Any) -> bool:
    """Tell whether anything within a model asks for groups, such as a `GroupKFold`."""
    routing = getattr(model, "get_metadata_routing", None)
    # Some of scikit-learn's can only say so where metadata are routed.
    with config_context(enable_metadata_routing=True):
        return routing is not None and bool(routing().consumes("fit", {"groups"}))
