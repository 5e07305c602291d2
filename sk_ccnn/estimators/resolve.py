"""The connectome that fits a table, found by names or by numbers, never by luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..connectome import (
    Connectome,
    Consensus,
    are_pair_names,
    as_connectome,
    list_connectomes,
    load_connectome,
    n_pairs,
    pair_names,
    regions_of_diagonal,
    regions_of_names,
    regions_of_pairs,
    require_packaged,
    unnamed_labels,
)
from ..types import Constraint, FeaturesOption, FloatArray
from .assumed_order import warn_of_assumed_order, warn_of_unused_names
from .correlation import correlation_connectome
from .layout import FeatureLayout
from .named_columns import by_pair_names, by_region_names
from .table_on_disk import TableOnDisk

# A dense matrix between all units of this many regions takes a gigabyte.
MAX_REGIONS = 4000


def resolve_connectome(
    connectome: Any,
    table: FloatArray | TableOnDisk,
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
    table : ndarray or TableOnDisk of shape (n_subjects, n_columns)
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
    columns = _Columns(table.shape[1], _given_names(names), layout, features)
    if features == "edges" and layout is None and columns.names is None:
        _refuse_diagonal(table)
    if connectome is None:
        return _unconstrained(columns)
    if isinstance(connectome, str) and connectome == "correlation":
        return _correlation(columns, _in_memory(table), weight)
    if _is_consensus(connectome):
        recipe = Consensus() if isinstance(connectome, str) else connectome
        found, layout = _consensus(recipe, columns, _in_memory(table), weight)
    else:
        found, layout = _given(_candidates(connectome), columns)
    return _checked(found, layout, constraint), layout


def _refuse_diagonal(table: FloatArray | TableOnDisk) -> None:
    """Refuse vectors of nilearn, whose diagonal would pass for pairs of one region more."""
    n_regions = None if isinstance(table, TableOnDisk) else regions_of_diagonal(table)
    if n_regions is not None:
        raise ValueError(
            f"X has {table.shape[1]} columns without names, of which those where nilearn's vectors "
            f"have the diagonal of {n_regions} regions are all the same: "
            "ConnectomeVectorizer(source='nilearn') puts such vectors in order, without it"
        )


def _in_memory(table: FloatArray | TableOnDisk) -> FloatArray:
    return table.read() if isinstance(table, TableOnDisk) else table


@dataclass(frozen=True)
class _Columns:
    """What is known of the columns of X."""

    count: int
    names: list[str] | None
    layout: FeatureLayout | None
    features: FeaturesOption

    @property
    def names_of_pairs(self) -> list[str] | None:
        """The names, where they say that each column is a pair of regions."""
        if self.layout is not None or self.features == "nodes" or self.names is None:
            return None
        return self.names if are_pair_names(self.names) else None


def _unconstrained(columns: _Columns) -> tuple[Connectome, FeatureLayout]:
    """Lay out columns by themselves, and connect all regions."""
    names = columns.names_of_pairs
    if names is not None:
        return by_pair_names([_regions_of_pairs(names)], names)
    layout = columns.layout or _layout_alone(columns.count, columns.features)
    return unconstrained(layout.n_regions, _labels_of_columns(columns, layout)), layout


def _correlation(
    columns: _Columns, table: FloatArray, weight: FloatArray
) -> tuple[Connectome, FeatureLayout]:
    """Connect regions whose measures go together in the training subjects."""
    layout = columns.layout or _layout_alone(columns.count, columns.features)
    if layout.features == "edges":
        raise ValueError(
            "connectome='correlation' correlates measures of regions and needs "
            "features='nodes', but X holds edges"
        )
    labels = _labels_of_columns(columns, layout)
    return correlation_connectome(layout.arrange(table), weight, labels), layout


def _consensus(
    recipe: Consensus, columns: _Columns, table: FloatArray, weight: FloatArray
) -> tuple[Connectome, FeatureLayout]:
    """Connect regions that most of the training subjects have connected."""
    names = columns.names_of_pairs
    if names is None:
        layout = _layout_of_subjects_connectomes(columns)
        return recipe.group_connectome_of_pairs(table, weight), layout
    named = _regions_of_pairs(names)
    known = recipe.regions(named.n_regions)
    known, layout = by_pair_names([known if known.has_labels else named], names)
    found = recipe.group_connectome_of_pairs(layout.ordered(table), weight)
    return found.replace(labels=known.labels), layout


def _given(candidates: list[Connectome], columns: _Columns) -> tuple[Connectome, FeatureLayout]:
    """Match columns to the regions of a connectome, by name where there are names."""
    if columns.names is not None and columns.layout is None and candidates[0].has_labels:
        are_pairs = columns.features == "edges" or columns.names_of_pairs is not None
        return (by_pair_names if are_pairs else by_region_names)(candidates, columns.names)
    connectome, layout = _by_number(candidates, columns)
    if connectome.has_labels:
        warn_of_assumed_order(connectome, layout)
    elif columns.names is not None and columns.layout is None:
        warn_of_unused_names(connectome, columns.names)
    return connectome, layout


def _labels_of_columns(columns: _Columns, layout: FeatureLayout) -> list[str] | None:
    """Take the names of single columns for those of the regions."""
    return columns.names if layout.features == "nodes" and layout.in_channels == 1 else None


def _regions_of_pairs(names: list[str]) -> Connectome:
    """Give the regions that names of pairs speak of, all connected."""
    regions, _ = regions_of_names(names)
    return unconstrained(len(regions), regions)


def _given_names(names: Sequence[str] | None) -> list[str] | None:
    """Give names that somebody has given, not those that a program makes up."""
    if names is None:
        return None
    made_up = [f"x{column}" for column in range(len(names))]
    if are_pair_names(names):
        regions, _ = regions_of_names(names)
        made_up = pair_names(unnamed_labels(len(regions)))
    return None if list(names) == made_up else list(names)


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


def _layout_of_subjects_connectomes(columns: _Columns) -> FeatureLayout:
    """Lay out columns that can be nothing but pairs of regions."""
    layout = columns.layout
    if columns.features == "nodes" or (layout is not None and layout.features == "nodes"):
        raise ValueError(
            "connectome='consensus' is made from each subject's own connectome and needs "
            "features='edges', but X holds measures of regions"
        )
    return layout or _layout_alone(columns.count, "edges")


def _by_number(candidates: list[Connectome], columns: _Columns) -> tuple[Connectome, FeatureLayout]:
    """Match the number of columns, or of regions in three-dimensional X."""
    n_columns, layout, features = columns.count, columns.layout, columns.features
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
        + _hint_at_diagonal(candidates, n_columns)
    )


def _hint_at_diagonal(candidates: list[Connectome], n_columns: int) -> str:
    """Say what to do with vectors of nilearn, whose diagonal is the reason."""
    if all(n_columns != n_pairs(connectome.n_regions + 1) for connectome in candidates):
        return ""
    return (
        f". {n_columns} are the pairs with the diagonal, as nilearn's "
        "ConnectivityMeasure(vectorize=True) gives them without discard_diagonal=True; their order "
        "is another too, and ConnectomeVectorizer(source='nilearn') puts both right"
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
