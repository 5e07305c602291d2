"""The connectome that fits a table, found by names or by numbers, never by luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..connectome import (
    Connectome,
    Consensus,
    as_connectome,
    list_connectomes,
    load_connectome,
    n_pairs,
    regions_of_pairs,
    require_packaged,
)
from ..types import Constraint, FeaturesOption, FloatArray, IntArray
from .correlation import correlation_connectome
from .reading import FeatureLayout

# A dense matrix between all units of this many regions takes a gigabyte.
MAX_REGIONS = 4000


def resolve_connectome(
    connectome: Any,
    table: FloatArray,
    *,
    names: Sequence[str] | None,
    layout: FeatureLayout | None,
    features: FeaturesOption,
    constraint: Constraint,
    weight: FloatArray,
) -> tuple[Connectome, FeatureLayout]:
    """Find the connectome of a table's regions, and how the columns describe them.

    Parameters
    ----------
    connectome : Connectome, Consensus, str, square array or None
        What the estimator was given.
    table : ndarray of shape (n_subjects, n_columns)
        Validated features.
    names : sequence of str or None
        Names of the columns.
    layout : FeatureLayout or None
        How X was laid out, if its shape told.
    features : {"auto", "nodes", "edges"}
        What the estimator was told.
    constraint : {"hard", "soft", "init", "none"}
        What a missing connection means.
    weight : ndarray of shape (n_subjects,)
        Weight of each subject.

    Returns
    -------
    connectome : Connectome
        Its regions in the order of the columns.
    layout : FeatureLayout

    Raises
    ------
    ValueError
        If the columns do not fit the connectome.
    """
    n_columns = table.shape[1]
    if names is not None and list(names) == [f"x{column}" for column in range(n_columns)]:
        names = None  # scikit-learn's own, for columns that have none
    if _is_consensus(connectome):
        layout = _layout_of_subjects_connectomes(n_columns, layout, features)
        recipe = Consensus() if isinstance(connectome, str) else connectome
        return _checked(recipe.group_connectome_of_pairs(table, weight), layout, constraint), layout
    if connectome is None or (isinstance(connectome, str) and connectome == "correlation"):
        layout = layout or _layout_alone(n_columns, features)
        labels = names if layout.features == "nodes" and layout.in_channels == 1 else None
        if connectome is None:
            return unconstrained(layout.n_regions, labels), layout
        if layout.features == "edges":
            raise ValueError(
                "connectome='correlation' correlates measures of regions and needs "
                "features='nodes', but X holds edges"
            )
        return correlation_connectome(layout.arrange(table), weight, labels), layout
    candidates = _candidates(connectome)
    if names is not None and layout is None and features != "edges" and candidates[0].has_labels:
        if features == "nodes" or n_columns != n_pairs(candidates[0].n_regions):
            connectome, layout = _by_name(candidates, names)
            return _checked(connectome, layout, constraint), layout
    connectome, layout = _by_number(candidates, n_columns, layout, features)
    return _checked(connectome, layout, constraint), layout


def unconstrained(n_regions: int, labels: Sequence[str] | None = None) -> Connectome:
    """Connect every region with every other by a wire of length 1."""
    everything = 1.0 - np.eye(n_regions)
    return Connectome(everything, lengths=everything, labels=labels, name="unconstrained")


def possible_orders(connectome: Any, found: Connectome) -> list[Connectome]:
    """List the connectomes whose order of regions a user may have in mind.

    Parameters
    ----------
    connectome : Connectome, Consensus, str, square array or None
        What the estimator was given.
    found : Connectome
        What `resolve_connectome` made of it.

    Returns
    -------
    list of Connectome
    """
    if connectome is None or _is_consensus(connectome):
        return [found]
    if isinstance(connectome, str) and connectome == "correlation":
        return [found]
    return _candidates(connectome)


def _is_consensus(connectome: Any) -> bool:
    return isinstance(connectome, Consensus) or (
        isinstance(connectome, str) and connectome == "consensus"
    )


def _candidates(connectome: Any) -> list[Connectome]:
    """Give the connectomes that a name may mean, widest first, or the one that is given."""
    if not isinstance(connectome, str):
        return [as_connectome(connectome)]
    try:
        require_packaged(connectome, ("correlation", "consensus"))
    except ValueError as error:
        raise ValueError(
            f"connectome must be one of {sorted(list_connectomes())}, 'correlation', "
            f"'consensus', a Connectome, a square array or None; got {connectome!r}: {error}"
        ) from error
    return [load_connectome(connectome), load_connectome(connectome, cortex_only=True)]


def _layout_alone(n_columns: int, features: FeaturesOption) -> FeatureLayout:
    """Lay out columns without a connectome to compare them with."""
    if features != "edges":
        if n_columns > MAX_REGIONS:
            raise ValueError(
                f"X has {n_columns} columns, and without a connectome to say otherwise each is a "
                f"region; more than {MAX_REGIONS} regions, all connected with each other, do not "
                "fit into memory. If the columns are pairs of regions, say features='edges'"
            )
        return FeatureLayout("nodes", n_columns)
    try:
        return FeatureLayout("edges", regions_of_pairs(n_columns))
    except ValueError as error:
        raise ValueError(f"features='edges': {error}") from error


def _layout_of_subjects_connectomes(
    n_columns: int, layout: FeatureLayout | None, features: FeaturesOption
) -> FeatureLayout:
    """Lay out columns that can be nothing but pairs of regions."""
    if features == "nodes" or (layout is not None and layout.features == "nodes"):
        raise ValueError(
            "connectome='consensus' is made from each subject's own connectome and needs "
            "features='edges', but X holds measures of regions"
        )
    return layout or _layout_alone(n_columns, "edges")


def _by_name(
    candidates: list[Connectome], names: Sequence[str]
) -> tuple[Connectome, FeatureLayout]:
    """Match columns to regions by name; several columns may measure one region."""
    try:
        # The narrowest connectome that has all the names: its density was chosen for its regions.
        connectome, regions = _narrowest_match(candidates, names)
    except ValueError as error:
        raise ValueError(
            f"the columns of X are matched to the connectome's regions by name, and {error}. "
            "To match by position instead, pass X as an array without names"
        ) from error
    order = dict.fromkeys(regions.tolist())
    counts = np.bincount(regions)[list(order)]
    if len(set(counts.tolist())) > 1:
        fewest = connectome.labels[list(order)[int(counts.argmin())]]
        raise ValueError(
            "every region needs the same number of columns, but the names give between "
            f"{counts.min()} (as for {fewest!r}) and {counts.max()} columns a region"
        )
    columns = tuple(int(column) for region in order for column in np.flatnonzero(regions == region))
    in_order = columns == tuple(range(len(names)))
    layout = FeatureLayout("nodes", len(order), int(counts[0]), None if in_order else columns)
    return connectome.subset(list(order)), layout


def _narrowest_match(
    candidates: list[Connectome], names: Sequence[str]
) -> tuple[Connectome, IntArray]:
    for connectome in candidates[:0:-1]:
        try:
            return connectome, connectome.match(names)
        except ValueError:
            continue
    return candidates[0], candidates[0].match(names)


def _by_number(
    candidates: list[Connectome],
    n_columns: int,
    layout: FeatureLayout | None,
    features: FeaturesOption,
) -> tuple[Connectome, FeatureLayout]:
    """Match the number of columns, or of regions in three-dimensional X."""
    if layout is not None:
        for connectome in candidates:
            if connectome.n_regions == layout.n_regions:
                return connectome, layout
        raise ValueError(
            f"X has {layout.n_regions} regions but the connectome has {_sizes(candidates)}"
        )
    for possible in _possible_layouts(features):
        for connectome in candidates:
            found = possible(connectome.n_regions, n_columns)
            if found.n_columns == n_columns and found.in_channels > 0:
                return connectome, found
    needed = {
        "nodes": f"{_sizes(candidates)} columns (or a multiple: several measures a region) for "
        "features='nodes'",
        "edges": f"{' or '.join(str(n_pairs(c.n_regions)) for c in candidates)} columns (the "
        "pairs of regions) for features='edges'",
    }
    wanted = list(needed.values()) if features == "auto" else [needed[features]]
    raise ValueError(
        f"connectome has {_sizes(candidates)} regions but X has {n_columns} columns; needed "
        + ", or ".join(wanted)
    )


def _possible_layouts(features: FeaturesOption) -> list[Callable[[int, int], FeatureLayout]]:
    """Give the ways to read columns, likeliest first, as functions of the two numbers."""
    single = [lambda n_regions, n_columns: FeatureLayout("nodes", n_regions)]
    pairs = [lambda n_regions, n_columns: FeatureLayout("edges", n_regions)]
    several = [
        lambda n_regions, n_columns: FeatureLayout("nodes", n_regions, n_columns // n_regions)
    ]
    return {"nodes": single + several, "edges": pairs, "auto": single + pairs + several}[features]


def _sizes(candidates: list[Connectome]) -> str:
    return " or ".join(str(connectome.n_regions) for connectome in candidates)


def _checked(connectome: Connectome, layout: FeatureLayout, constraint: Constraint) -> Connectome:
    if layout.features == "edges" and connectome.is_directed:
        raise ValueError(
            "features='edges' needs an undirected connectome, but weights[i, j] differs from "
            "weights[j, i]; symmetrize() makes it undirected"
        )
    if constraint == "hard" and connectome.isolated_regions and connectome.n_regions > 1:
        raise ValueError(
            f"constraint='hard' needs every region connected, but {connectome!r} has no "
            f"connection for {list(connectome.isolated_regions)}; leave them out (subset), lower "
            "the threshold, or use another constraint"
        )
    return connectome
