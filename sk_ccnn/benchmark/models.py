"""Ours beside all baselines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..baselines import baseline_classifiers, baseline_regressors
from ..estimators import BaseConnectomeEstimator, ConnectomeClassifier, ConnectomeRegressor
from ..model_selection import StackedGridSearchCV, weakest_wiring_cost
from ..types import Constraint
from .task import Task
from .voting import GroupedVotingClassifier, GroupedVotingRegressor

LAMBDAS = (0.0, *np.logspace(-5, -2, 4))

# As Kipf and Welling had them; no setting of the graph networks was tuned.
GRAPH_CHANNELS = (16, 16)


def models_for(
    task: Task,
    lambdas: Sequence[float] = LAMBDAS,
    *,
    graphs: bool = False,
    choose_constraint: bool = False,
) -> dict[str, Any]:
    """Make the models that a task is compared with.

    Parameters
    ----------
    task : Task
    lambdas : sequence of float
        Strengths of the wiring cost; nothing else of ours is searched.
    graphs : bool, default=False
        Whether graph networks over the connectome are among them.
    choose_constraint : bool, default=False
        As of `our_search`.

    Returns
    -------
    dict of str to estimator
        `ours_in` are the last.
    """
    make = baseline_regressors if task.is_regression else baseline_classifiers
    baselines = make(
        connectome=task.connectome if task.features == "nodes" else None,
        cv=task.inner_cv,
        n_features=task.X.shape[1],
    )
    if graphs:
        baselines |= {"GCN": graph_network(task, "gcn"), "GAT": graph_network(task, "gat")}
    models = baselines | {ours_name(task): our_search(task, lambdas, choose_constraint)}
    if task.connectome is not None:
        models[mean_name(task)] = our_mean(task, lambdas)
    return {name: in_front(task, model) for name, model in models.items()}


def in_front(task: Task, model: Any) -> Any:
    """Put the steps of a task in front of a model, the same for every model.

    Parameters
    ----------
    task : Task
    model : estimator
        A search too: what the steps learn, they learn from all its training subjects, once.

    Returns
    -------
    estimator
        A Pipeline, or the model itself where the task has no steps.
    """
    if not task.steps:
        return model
    steps = [(name, clone(step)) for name, step in task.steps]
    return Pipeline([*steps, ("model", model)])


def ours_name(task: Task) -> str:
    """Name our estimator for a task."""
    return "ConnectomeRegressor" if task.is_regression else "ConnectomeClassifier"


def mean_name(task: Task) -> str:
    """Name the mean of our estimators with and without the connectome's constraint."""
    return f"{ours_name(task)}, hard + none"


def ours_in(task: Task, models: Iterable[str]) -> list[str]:
    """Name those of the models that are ours."""
    return [name for name in models if name in (ours_name(task), mean_name(task))]


def graph_network(task: Task, architecture: Literal["gcn", "gat"]) -> BaseConnectomeEstimator:
    """Make a graph network over the task's connectome; nothing of it is searched.

    Parameters
    ----------
    task : Task
        Its connectome is the graph, whatever its constraint.
    architecture : {"gcn", "gat"}
        GAT's members are trained in turn, so that it has one only.

    Returns
    -------
    ConnectomeRegressor or ConnectomeClassifier
    """
    options: dict[str, Any] = {"n_members": 1} if architecture == "gat" else {}
    return network_for(task, architecture=architecture, hidden_channels=GRAPH_CHANNELS, **options)


def our_search(
    task: Task, lambdas: Sequence[float] = LAMBDAS, choose_constraint: bool = False
) -> StackedGridSearchCV:
    """Make our estimator with its defaults, and the search over `lambda_wiring`.

    Of the strengths that the inner folds cannot tell from the best, the weakest is chosen: three
    folds take luck for merit (``tests/benchmarks/selection_rule.py``). With `choose_constraint`,
    and a measured connectome, networks without a constraint are searched too; at the strength that
    is chosen, the better mean decides between them.
    """
    if choose_constraint and task.constraint == "hard" and task.connectome is not None:
        return _search(task, lambdas, constraint=["hard", "none"])
    return _search(task, lambdas, constraint=[task.constraint])


def our_mean(
    task: Task, lambdas: Sequence[float] = LAMBDAS
) -> GroupedVotingRegressor | GroupedVotingClassifier:
    """Make the mean of two searches as `our_search`: only the connectome's connections, and all.

    Better than either of them on inner folds (``tests/benchmarks/constraint_rule.py``).
    """
    searches = [(each, _search(task, lambdas, constraint=[each])) for each in ("hard", "none")]
    if task.is_regression:
        return GroupedVotingRegressor(searches)
    return GroupedVotingClassifier(searches, voting="soft")


def _search(
    task: Task, lambdas: Sequence[float], constraint: Sequence[Constraint]
) -> StackedGridSearchCV:
    grid: dict[str, list[Any]] = {"lambda_wiring": list(lambdas)}
    if len(constraint) > 1:
        grid = {"constraint": list(constraint)} | grid
    return StackedGridSearchCV(
        network_for(task, constraint=constraint[0]),
        grid,
        scoring=task.scoring,
        cv=task.inner_cv,
        refit=weakest_wiring_cost,
    )


def network_for(task: Task, **options: Any) -> BaseConnectomeEstimator:
    """Make our estimator on the task's connectome.

    Parameters
    ----------
    task : Task
    **options
        Parameters of the estimator; its defaults for the others, a hard constraint among them.

    Returns
    -------
    ConnectomeRegressor or ConnectomeClassifier
    """
    estimator = ConnectomeRegressor if task.is_regression else ConnectomeClassifier
    # The columns of a task are in the order of its connectome's regions, so names tell nothing.
    connectome = None if task.connectome is None else task.connectome.replace(labels=None)
    return estimator(connectome, features=task.features, random_state=0, **options)
