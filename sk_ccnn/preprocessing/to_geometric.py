"""A cohort as a dataset of torch-geometric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_array, check_consistent_length
from sklearn.utils.validation import _get_feature_names

from ..connectome import Connectome, edge_list
from ..estimators import resolve_connectome, to_table
from ..nn import relative_weights
from ..types import FeaturesOption, FloatArray

if TYPE_CHECKING:
    import torch
    from torch_geometric.data import InMemoryDataset


def to_torch_geometric(
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    connectome: Connectome | ArrayLike | str | None,
    features: FeaturesOption = "auto",
) -> InMemoryDataset:
    """Give a cohort to torch-geometric: one graph a subject, all with the connectome's edges.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_columns) or (n_subjects, n_regions, n_regions)
        As the estimators take it. Measures become the features of the regions; of connections, a
        region's features are its own row.
    y : array-like of shape (n_subjects,) or (n_subjects, n_targets), optional
        Numbers, or classes, which are numbered in the order of ``np.unique``.
    connectome : Connectome, array-like, str or None
        As the estimators take it.
    features : {"auto", "nodes", "edges"}, default="auto"
        What X is.

    Returns
    -------
    torch_geometric.data.InMemoryDataset
        Its graphs have ``x`` of shape (n_regions, n_features), ``edge_index``, ``edge_weight``
        (relative weights of the connections) and ``y`` of shape (1,) or (1, n_targets).

    Raises
    ------
    ValueError
        If the columns do not fit the connectome, or `y` not X.

    Examples
    --------
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.preprocessing import to_torch_geometric
    >>> X, age = make_age_cohort(n_subjects=10, random_state=0, return_X_y=True)
    >>> dataset = to_torch_geometric(X, age, connectome="desikan_killiany")
    >>> len(dataset), dataset[0].x.shape, dataset[0].edge_weight.shape
    (10, torch.Size([84, 1]), torch.Size([1394]))
    """
    import torch
    from torch_geometric.data import Data, InMemoryDataset

    brain, arranged = _arranged(X, connectome, features)
    x = torch.tensor(arranged, dtype=torch.float32)
    rows, columns, weights = edge_list(relative_weights(brain))
    of_edges = {
        "edge_index": torch.tensor(np.stack([rows, columns]), dtype=torch.long),
        "edge_weight": torch.tensor(weights, dtype=torch.float32),
    }
    targets = [{}] * len(x) if y is None else [{"y": row} for row in _targets(y, len(x))]
    graphs = [Data(x=row, **of_edges, **own) for row, own in zip(x, targets, strict=True)]
    dataset = InMemoryDataset()
    dataset.data, dataset.slices = dataset.collate(graphs)
    return dataset


def _arranged(
    X: ArrayLike,
    connectome: Connectome | ArrayLike | str | None,
    features: FeaturesOption,
) -> tuple[Connectome, FloatArray]:
    """Find the connectome of the columns, and give each subject region by region."""
    table, layout = to_table(X, features)
    names = _get_feature_names(table)
    table = check_array(table, dtype=[np.float64, np.float32])
    brain, layout = resolve_connectome(
        connectome,
        table,
        names=names,
        layout=layout,
        features=features,
        constraint="none",
        weight=np.ones(len(table)),
    )
    return brain, layout.arrange(table)


def _targets(y: ArrayLike, n_subjects: int) -> torch.Tensor:
    """Give each subject's target as a tensor that can be batched."""
    import torch

    y = np.asarray(y)
    check_consistent_length(np.empty(n_subjects), y)
    if y.dtype.kind not in "fiu":
        _, y = np.unique(y, return_inverse=True)
    dtype = torch.float32 if y.dtype.kind == "f" else torch.long
    return torch.tensor(y, dtype=dtype).view(n_subjects, 1, *y.shape[1:])
