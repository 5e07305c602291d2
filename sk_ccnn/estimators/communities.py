"""Which community each region of an estimator's connectome belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ..caller import warn_caller
from ..connectome import Connectome, match_regions
from ..types import AnyArray, IntArray


def resolve_communities(
    given: Any, connectome: Connectome, orders: Sequence[Connectome]
) -> IntArray:
    """Find the community of each region.

    Parameters
    ----------
    given : array-like of shape (n_regions,), dict or None
        What the estimator was given: labels in the order of the regions, or by their names. None
        finds communities in the connectome.
    connectome : Connectome
        Its regions are in the order of X.
    orders : list of Connectome
        Whose order of regions the user may have in mind.

    Returns
    -------
    ndarray of shape (n_regions,), of int
        Numbers of communities.

    Raises
    ------
    ValueError
        If a region has no community, or it is not clear which.
    """
    if given is None:
        communities = _found(connectome)
    else:
        labels = (
            _by_name(given, connectome)
            if _is_named(given)
            else _by_order(given, connectome, orders)
        )
        if pd.isna(labels).any():
            lacking = [connectome.labels[index] for index in np.flatnonzero(pd.isna(labels))]
            raise ValueError(f"communities must name one for each region, got none for {lacking}")
        communities = pd.factorize(labels)[0]
    if len(set(communities.tolist())) < 2:
        warn_caller(
            "all regions are in one community, so that no wire is between two and lambda_modular "
            "has no effect"
        )
    return communities


# The candidates of a search have few connectomes between them.
@lru_cache(maxsize=4)
def _found(connectome: Connectome) -> IntArray:
    """Find communities in a connectome, the same ones every time."""
    communities = connectome.communities(random_state=0)
    communities.flags.writeable = False
    return communities


def _is_named(given: Any) -> bool:
    keys = given.keys() if hasattr(given, "keys") else [None]
    return len(keys) > 0 and all(isinstance(key, str) for key in keys)


def _by_name(given: Mapping[str, Any], connectome: Connectome) -> AnyArray:
    names, labels = zip(*given.items(), strict=True)
    try:
        regions = match_regions(connectome.labels, names)
    except ValueError as error:
        raise ValueError(f"communities are matched to the regions by name, and {error}") from error
    return np.array(labels, dtype=object)[regions]


def _by_order(given: Any, connectome: Connectome, orders: Sequence[Connectome]) -> AnyArray:
    labels = np.asarray(given, dtype=object)
    if labels.shape != (connectome.n_regions,):
        raise ValueError(
            f"communities must name one for each of {connectome.n_regions} regions, got an array "
            f"of shape {labels.shape}"
        )
    if connectome.labels not in [order.labels for order in orders]:
        raise ValueError(
            "X has the regions in another order than the connectome, so communities are needed by "
            "name: a dict or a Series from region to community"
        )
    return labels
