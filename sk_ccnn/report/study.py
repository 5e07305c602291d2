"""What a report is asked to do: the study, and how much computing it may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..benchmark import LAMBDAS, OwnFiles
from ..nulls import NullKind
from ..preprocessing import CorrelationKind


@dataclass(frozen=True, kw_only=True)
class Study(OwnFiles):
    """A study of one's own: two files, and what is predicted from which.

    Parameters
    ----------
    X, participants, target, groups, connectome, n_folds, n_repeats, n_inner_folds, id_column, \
duplicates, columns, drop, matching, missing
        The files and what is done with them, as of `sk_ccnn.benchmark.OwnFiles`. Who is left out is
        counted in the report. Without a connectome there is no null test.
    positive : str, optional
        The class that is looked for, such as the patients. Needed for two classes unless exactly
        one of them is named as controls are (control, HC, 0, no, ...).
    age : str, optional
        Column of ages; by default the one that is named age. If it is the target, brain-age gaps
        are reported.
    unit : str, optional
        Unit of the target; by default years where the target is the age.
    describe : sequence of str, default=()
        Columns of participants that describe the cohort, beside age, sex and groups.
    title : str, optional
        Title of the page.
    representation : {"correlation", "log", "tangent", "partial"}, optional
        What becomes of functional connectivity; X is taken for correlations only where it is given.
    shrinkage : float, optional
        Of the correlations.

    Examples
    --------
    >>> from sk_ccnn.report import Study
    >>> Study(X="thickness.csv", participants="participants.tsv", target="age").n_folds
    5
    """

    positive: str | None = None
    age: str | None = None
    unit: str | None = None
    describe: Sequence[str] = ()
    title: str | None = None
    representation: CorrelationKind | None = None
    shrinkage: float | None = None


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How much computing a report may take.

    Parameters
    ----------
    lambdas : tuple of float
        Strengths of the wiring cost among which inner folds choose.
    n_lambdas : int, default=12
        Strengths on the path that is shown.
    nulls : tuple of str, default=("degree", "length")
        Kinds of null connectomes.
    n_nulls : int, default=39
        Of each kind; no p-value is below ``1 / (n_nulls + 1)``.
    n_bootstraps : int, default=2000
        Samples of people, or of whole groups, for intervals.
    models : tuple of str, optional
        Names of the baselines, as the benchmark names them; by default all.
    network : dict
        Parameters of our network that are not its defaults.
    is_quick : bool, default=False
        Whether the page says that this was a quick look.

    Examples
    --------
    >>> from sk_ccnn.report import Budget
    >>> Budget.quick().n_nulls
    19
    """

    lambdas: tuple[float, ...] = LAMBDAS
    n_lambdas: int = 12
    nulls: tuple[NullKind, ...] = ("degree", "length")
    n_nulls: int = 39
    n_bootstraps: int = 2000
    models: tuple[str, ...] | None = None
    network: dict[str, Any] | None = None
    is_quick: bool = False

    @classmethod
    def quick(cls) -> Budget:
        """Give the budget of a first look, of minutes: Budget."""
        return cls(
            lambdas=(0.0, 1e-4, 1e-3),
            n_lambdas=6,
            nulls=("degree",),
            n_nulls=19,
            n_bootstraps=1000,
            models=("dummy", "RidgeCV", "logistic regression", "kernel ridge"),
            network={"n_members": 2, "max_epochs": 30},
            is_quick=True,
        )

    @property
    def smallest_p(self) -> float:
        """The smallest p-value that the null test can give."""
        return 1 / (self.n_nulls + 1)
