"""Warnings of columns that were taken to be in the order of the connectome's regions."""

from __future__ import annotations

from ..caller import warn_caller
from ..connectome import Connectome, listing
from .layout import FeatureLayout


class UnnamedRegionsWarning(UserWarning):
    """Columns without names were taken to be in the order of the connectome's regions."""


def warn_of_assumed_order(connectome: Connectome, layout: FeatureLayout) -> None:
    """Say which columns were taken for which regions.

    Parameters
    ----------
    connectome : Connectome
        With labels.
    layout : FeatureLayout
    """
    first = ", ".join(repr(label) for label in connectome.labels[:3])
    is_nodes = layout.features == "nodes"
    what = "regions" if is_nodes else "pairs of regions"
    triangle = "" if is_nodes else "(upper triangle, row by row; nilearn's vectors are not) "
    warn_caller(
        f"X has no names of {what}, so they are taken to be in the order of the connectome's "
        f"{connectome.n_regions} regions, {first}, ... {triangle}"
        "Names make sure of it: give a DataFrame, "
        "and let the steps before the network keep its names by "
        'set_output(transform="pandas")',
        UnnamedRegionsWarning,
    )


def warn_of_unused_names(connectome: Connectome, names: list[str]) -> None:
    """Say that names of columns cannot be matched to regions that have none.

    Parameters
    ----------
    connectome : Connectome
        Without labels.
    names : list of str
        Of the columns.
    """
    warn_caller(
        f"the connectome has no labels, so the names of X's columns ({listing(names, 3)}) are not "
        f"used: they are taken to be in the order of its {connectome.n_regions} regions. Labels "
        "make sure of it: connectome.replace(labels=...)",
        UnnamedRegionsWarning,
    )
