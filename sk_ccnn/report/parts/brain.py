"""Which regions and wires the predictions come from, out of fold, and how stable that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...attributions import RegionImportance, region_importance
from ...connectome import Connectome
from ...estimators import find_network
from ...types import FloatArray
from ..cohort import Cohort
from ..figures import new_figure, to_picture
from ..live import live_brain
from ..part import Live, Part, Picture, Table, csv, make_table, shown
from ..study import Budget

_N_ROWS = 15


def brain_part(cohort: Cohort, budget: Budget, *, n_jobs: int, lambda_wiring: float) -> Part:
    """Find out what matters to the network, and show it on the brain.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    n_jobs : int
    lambda_wiring : float
        Of the networks that are explained, and of that of all people whose wiring is shown.

    Returns
    -------
    Part
    """
    task = cohort.task
    network = cohort.network(budget, lambda_wiring=lambda_wiring)
    found = region_importance(
        network,
        task.X,
        task.y,
        cv=cohort.one_round(),
        groups=task.groups,
        n_jobs=n_jobs,
        random_state=0,
    )
    brain = _placed(cohort, found.connectome)
    wiring = _wiring(cohort, network)
    first = _sentence(cohort, found)
    in_space, pictures, live = _on_the_brain(found, brain, wiring, first)
    numbers = {"region_importance": csv(_frame(cohort, found), index=False)}
    if wiring is not None:
        numbers["wiring"] = csv(_wires(cohort, wiring), index=False)
    facts = {
        "fold_stability": float(found.fold_stability),
        "member_stability": float(found.member_stability),
        "method": found.method,
        "lambda_wiring": lambda_wiring,
        "has_brain": brain is not None,
    }
    words = (first, _stability(found), _WARNING, *in_space)
    pictures = (_bars(cohort, found, first), *pictures)
    return Part(words, (_table(cohort, found),), pictures, live, numbers, facts)


def _on_the_brain(
    found: RegionImportance, brain: Connectome | None, wiring: Connectome | None, finding: str
) -> tuple[tuple[str, ...], tuple[Picture, ...], tuple[Live, ...]]:
    """Show regions and wires where they lie, or say why not."""
    if brain is None:
        said = (
            "The regions have no coordinates here, so there is no picture of a brain; a connectome "
            "that is given by name (--connectome schaefer200) has them."
        )
        return (said,), (), ()
    regions = _regions(found, brain, finding)
    if wiring is None or not wiring.n_edges:
        said = "The network keeps no wire between regions, so there is no wiring to be shown."
        return (said,), (regions,), ()
    placed = brain.replace(weights=wiring.symmetrize("mean").weights)
    return (), (regions, _glass(placed)), (live_brain(placed, found.importances),)


def _table(cohort: Cohort, found: RegionImportance) -> Table:
    return make_table(
        f"The {min(_N_ROWS, len(found.importances))} regions that matter most",
        ("region", f"mean contribution to {_explained(cohort)}", "sd over folds"),
        [
            (row.region, shown(row.importance, 3), shown(row.sd, 3))
            for row in _frame(cohort, found).head(_N_ROWS).itertuples()
        ],
    )


_WARNING = (
    "An importance is about the network, not about the brain: of regions that vary together the "
    "network may use any, and an unimportant region may be as much affected."
)


def _sentence(cohort: Cohort, found: RegionImportance) -> str:
    first = [*_frame(cohort, found)["region"].head(3)]
    return f"Predictions come most from {', '.join(first[:-1])} and {first[-1]}, out of fold."


def _stability(found: RegionImportance) -> str:
    value = found.fold_stability
    if not np.isfinite(value):
        return "How far folds agree on it is not known."
    how = "well" if value > 0.7 else "in part" if value > 0.4 else "poorly"
    members = found.member_stability
    seeds = f"; of networks of other seeds {members:.2f}" if np.isfinite(members) else ""
    return (
        f"Folds agree {how} on which regions matter (mean Spearman correlation {value:.2f}{seeds})"
        ". Folds share most of their people, so another cohort would agree less."
    )


def _frame(cohort: Cohort, found: RegionImportance) -> pd.DataFrame:
    """Name the regions as the study does, largest first: DataFrame."""
    frame = pd.DataFrame({"region": cohort.labels, "importance": found.importances, "sd": found.sd})
    return frame.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


def _placed(cohort: Cohort, used: Connectome) -> Connectome | None:
    """Give the regions with coordinates and names, where there are any."""
    brain = cohort.task.connectome or used
    return None if brain.coordinates is None else brain.replace(labels=cohort.labels)


def _wiring(cohort: Cohort, network: Any) -> Connectome | None:
    """Train the network on everybody, and sum its weights: Connectome, or None without wires."""
    network = clone(network).fit(cohort.task.X, cohort.task.y)
    try:
        learned: Connectome = find_network(network, fitted=True).learned_connectome()
    except ValueError:
        return None
    return learned


def _wires(cohort: Cohort, wiring: Connectome) -> pd.DataFrame:
    """List the learned wires, strongest first: DataFrame."""
    weights: FloatArray = wiring.to_dense()
    rows, columns = np.nonzero(weights)
    labels = np.array(cohort.labels, dtype=object)
    frame = pd.DataFrame(
        {"from": labels[rows], "to": labels[columns], "weight": weights[rows, columns]}
    )
    return frame.sort_values("weight", ascending=False, kind="stable", ignore_index=True)


def _bars(cohort: Cohort, found: RegionImportance, finding: str) -> Picture:
    from ...plotting import ImportanceDisplay

    figure = new_figure(7.0, 4.6)
    ImportanceDisplay.from_result(_named(cohort, found), ax=figure.subplots())
    caption = "Mean contribution of the regions to the predictions of held-out people, by fold."
    return to_picture(figure, f"Importance of regions, largest first. {finding}", caption)


def _named(cohort: Cohort, found: RegionImportance) -> Any:
    """Put the names of the study to the regions and to what is explained: RegionImportance."""
    from dataclasses import replace

    brain = found.connectome.replace(labels=cohort.labels)
    return replace(found, connectome=brain, outputs=(_explained(cohort),))


def _explained(cohort: Cohort) -> str:
    """Name what contributions are to, as the study does: str."""
    if cohort.classes is not None:
        return f"log odds of {cohort.classes[1]}"
    return f"{cohort.study.target} ({cohort.unit})" if cohort.unit else cohort.study.target


def _regions(found: RegionImportance, brain: Connectome, finding: str) -> Picture:
    from ...plotting import RegionsDisplay

    figure = new_figure(9.0, 3.4)
    RegionsDisplay.from_values(found.importances, brain, label="importance", ax=figure.subplots())
    return to_picture(
        figure, f"Importance of regions on a glass brain. {finding}", "Regions on the brain.", "png"
    )


def _glass(wiring: Connectome) -> Picture:
    from ...plotting import WiringDisplay

    figure = new_figure(9.0, 3.4)
    WiringDisplay.from_connectome(wiring, ax=figure.subplots(), label="learned strength")
    caption = "The strongest wires of the network of all people, both directions averaged."
    alt = f"Strongest of {wiring.n_edges // 2} learned wires on a glass brain."
    return to_picture(figure, alt, caption, "png")
