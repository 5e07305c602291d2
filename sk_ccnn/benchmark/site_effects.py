"""Take out what a site adds to each feature, in front of every model alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from ..preprocessing import ConfoundRegressor
from .task import Task


def without_site_effects(task: Task) -> Task:
    """Let a task's features lose the mean of their site, learned from training subjects.

    A site that no training subject is from is taken for the mean of the others. The target has no
    part in it; where sites differ in what is predicted, some of that is lost too.

    Parameters
    ----------
    task : Task
        With `sites`.

    Returns
    -------
    Task
        The site, as a number, is the first column of X, which the last of the steps takes away.

    Raises
    ------
    ValueError
        If the task has no sites.
    """
    if task.sites is None:
        raise ValueError(f"{task.name} has no sites whose effects could be taken out")
    codes = np.unique(task.sites, return_inverse=True)[1]
    X = np.column_stack([codes.astype(task.X.dtype), task.X])
    features = Pipeline(list(task.steps)) if task.steps else "passthrough"
    beside = ColumnTransformer(
        [("site", "passthrough", [0]), ("features", features, slice(1, None))]
    )
    regression = ConfoundRegressor(0, categorical=(0,), unknown="ignore")
    steps = (("beside the site", beside), ("without the site", regression))
    return replace(task, X=X, steps=steps, title=f"{task.title}, site effects taken out")
