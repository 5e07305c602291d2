"""What an evaluation found, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..results import LEVEL, Result, why_undecided
from .hubs import HubOverlap
from .lengths import EdgeLengths
from .similarity import Similarity

GIVEN = {"degree": "degrees", "length": "degrees and lengths"}
# How each measure is shown; three decimals where it is not here.
_FORMATS = {
    "wires that are not 0": ".0f",
    "wires that are exactly 0": ".1%",
    "wiring cost": ".4g",
    "wiring cost over reference": ".1%",
    "median edge length": ".3g",
    "mean edge length by weight": ".3g",
}


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Result):
    """Scores of a network beside its wiring, its reference's and the biological connectome's.

    Attributes
    ----------
    frame : DataFrame
        A row for each measure; columns ``network``, ``reference`` (if there is one) and
        ``connectome``, the biological one. NaN where a measure has no meaning.
    similarities : dict of str to Similarity
        For ``"network"`` and ``"reference"``.
    hubs : dict of str to HubOverlap
        For ``"network"`` and ``"reference"``.
    lengths : dict of str to EdgeLengths
        For each column; all with the same bins.
    notes : tuple of str
        Why a measure is missing.
    n_subjects : int
        Number of subjects that were predicted.
    """

    frame: pd.DataFrame
    similarities: Mapping[str, Similarity]
    hubs: Mapping[str, HubOverlap]
    lengths: Mapping[str, EdgeLengths]
    notes: tuple[str, ...]
    n_subjects: int

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers: DataFrame, a copy of `frame`."""
        return self.frame.copy()

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()}: scores of a network beside its wiring"

    def rows(self) -> list[tuple[str, ...]]:
        """Write the numbers into cells, a line for each measure: list of tuple of str."""
        rows = [("measure", *self.frame.columns)]
        for measure, values in zip(self.frame.index, self.frame.to_numpy(), strict=True):
            spec = _FORMATS.get(measure, "+.1f" if measure.startswith("z ") else ".3f")
            shown = (format(value, spec) if np.isfinite(value) else "" for value in values)
            rows.append((measure, *shown))
        return rows

    def sentence(self) -> str:
        """Say what the wiring says about the connectome, and no more: str."""
        found = self.similarities.get("network")
        p_values = {} if found is None else found.p_values
        if found is None or not np.isfinite([found.rho, *p_values.values()]).all():
            return "whether the learned wiring is like the connectome cannot be told."
        known = [f"p = {p:.3f} given {GIVEN[kind]}" for kind, p in p_values.items()]
        verdict = "wires are stronger where tracts are stronger"
        undecided = why_undecided(min(map(len, found.null_rhos.values())), "nulls")
        if undecided:
            verdict = f"it could not be decided whether {verdict}: {undecided}"
        elif not (found.rho > 0 and max(p_values.values()) <= LEVEL):
            verdict = f"it was not found that {verdict}"
        return f"{verdict} (Spearman {found.rho:+.2f} over edges; {', '.join(known)})."

    def remarks(self) -> tuple[str, ...]:
        """Give the number of subjects, and why a measure is missing: tuple of str."""
        return (f"{self.n_subjects} subjects.", *(f"Left out: {note}" for note in self.notes))
