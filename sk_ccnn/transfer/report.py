"""What fine-tuning did: which regions trained, and how many of them are altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..results import Result, format_rows
from ..types import BoolArray


@dataclass(frozen=True, eq=False, repr=False)
class TuningReport(Result):
    """Regions that a transfer trained; prints as a table, trained and most altered ones first.

    Attributes
    ----------
    regions : tuple of str
        Names of the regions, in the order of the source.
    is_trained : ndarray of shape (n_regions,), bool
        Whether the weights of a region trained.
    altered_regions : DataFrame or None
        How each region differs with the target, from `altered_regions`; None if that decided
        nothing.
    false_discoveries : float
        Share of false discoveries that is accepted among the altered regions.
    n_epochs : int
        Epochs of training.
    has_source : bool
        Whether the networks began at the weights of a source.
    """

    regions: tuple[str, ...]
    is_trained: BoolArray
    altered_regions: pd.DataFrame | None
    false_discoveries: float
    n_epochs: int
    has_source: bool = True

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each region: DataFrame, trained regions first, then the most altered."""
        frame = pd.DataFrame(
            {"trained": self.is_trained}, index=pd.Index(self.regions, name="region")
        )
        if self.altered_regions is None:
            return frame.sort_values("trained", ascending=False, kind="stable")
        frame = frame.join(self.altered_regions)
        order = np.lexsort((-frame["effect_size"].abs(), frame["p_value"], ~frame["trained"]))
        return frame.iloc[order]

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()}: the first of {len(self.regions)} regions"

    def rows(self, n: int = 10) -> list[tuple[str, ...]]:
        """Write the first n regions of the frame into cells, a line for each."""
        frame = self.to_frame().head(n)
        columns = [name for name in ("effect_size", "p_value", "q_value") if name in frame]
        rows = [("region", "trained", *(name.replace("_", " ") for name in columns))]
        trained = frame["trained"].to_numpy()
        values = frame[columns].to_numpy()
        for region, is_trained, numbers in zip(frame.index, trained, values, strict=True):
            shown = (f"{number:.3f}" for number in numbers)
            rows.append((region, "yes" if is_trained else "no", *shown))
        return rows

    def table(self, n: int = 10) -> str:
        """Format the first n regions of the frame, a line for each: str."""
        return format_rows(self.rows(n))

    def sentence(self) -> str:
        """Say which regions trained, and how many are altered: str."""
        n_regions, n_trained = len(self.regions), int(np.count_nonzero(self.is_trained))
        epochs = f"{self.n_epochs} epochs"
        if not self.has_source:
            return f"Without a source, all {n_regions} regions trained from scratch for {epochs}."
        words = f"{n_trained} of {n_regions} regions trained for {epochs}"
        if not n_trained:
            words = f"Only the read-out trained, for {epochs}, and none of {n_regions} regions"
        if self.altered_regions is None:
            return f"{words}."
        n_altered = int(self.altered_regions["altered"].sum())
        return (
            f"{words}; {n_altered} of {n_regions} are altered at a false discovery rate of "
            f"{self.false_discoveries:.0%}."
        )


def arrays_of_frame(frame: pd.DataFrame) -> dict[str, Any]:
    """Give a table of regions as arrays, which any file can hold: dict."""
    columns = {str(name): frame[name].to_numpy() for name in frame}
    index = np.array(frame.index, dtype=object)
    return {"columns": columns, "index": index, "index_name": frame.index.name}


def frame_of_arrays(arrays: dict[str, Any]) -> pd.DataFrame:
    """Give the table that `arrays_of_frame` took apart: DataFrame."""
    index = pd.Index(arrays["index"], name=arrays["index_name"])
    return pd.DataFrame(dict(arrays["columns"]), index=index)
