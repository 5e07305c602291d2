"""What is asked of the files of a cohort of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ..io import Duplicates

PathOption: TypeAlias = str | PathLike[str]


@dataclass(frozen=True, kw_only=True)
class OwnFiles:
    """The files of a cohort of one's own, and what is done with them.

    Parameters
    ----------
    X, participants : str or path-like
        Source and participants of `sk_ccnn.io.read_cohort`.
    target : str
        Column of participants: numbers, or two classes. Who has none is left out, with a warning.
    groups : str, optional
        Column of participants that is never split between training and test (site, family). Who
        has none is left out, with a warning.
    connectome : str or path-like, optional
        Name of a connectome in the package or one of `sk_ccnn.datasets.fetch_group_connectome`, or
        a file; by default none, and all regions may be connected.
    n_folds, n_repeats : int, default=5 and 1
        Folds, and how often they are drawn anew; folds of whole groups are drawn once.
    n_inner_folds : int, default=3
        Folds of the training subjects, by which models are tuned; with groups, every training set
        needs as many groups, which `run_benchmark` looks at before it trains.
    id_column, duplicates, columns, drop
        See `sk_ccnn.io.read_cohort`.
    matching : bool, default=False
        Leave out the columns of a table that measure no region of `connectome`, with a warning.
    missing : {"drop", "error"}, default="drop"
        What to do with people who lack a measure: leave them out, with a warning, or stop.

    Examples
    --------
    >>> from sk_ccnn.benchmark import OwnFiles
    >>> OwnFiles(X="thickness.csv", participants="participants.tsv", target="age").n_folds
    5
    """

    X: PathOption
    participants: PathOption
    target: str
    groups: str | None = None
    connectome: PathOption | None = None
    n_folds: int = 5
    n_repeats: int = 1
    n_inner_folds: int = 3
    id_column: str | None = None
    duplicates: Duplicates = "error"
    columns: Sequence[str] | None = None
    drop: Sequence[str] | None = None
    matching: bool = False
    missing: Literal["error", "drop"] = "drop"
