"""Early schizophrenia: cortical thickness and volumes at two visits."""

from __future__ import annotations

from typing import Literal, overload

import pandas as pd
from sklearn.utils import Bunch

from ..connectome import require_known
from .remote import PU25_COMMIT, PU25_REPOSITORY, DataFolder, Source, fetch

_SOURCE = Source(
    PU25_REPOSITORY,
    PU25_COMMIT,
    "data",
    {"LNM_data.csv": "bf11b56e76cbdcf6de2a9b03123db06be3b8eca7c1b82f544d2f90ba05e00c35"},
)
_DESCRIPTION = (
    "Early schizophrenia, NIMH-CZ: 98 patients and 67 controls at 2 visits each, thickness (mm) of "
    "the 148 cortical regions of the Destrieux atlas and volumes (mm³) by FreeSurfer. The two "
    "visits of a person must not be split between training and test: take one visit, or group by "
    "`subjects`. Patients are younger than controls: compare with a prediction from age alone."
)


@overload
def fetch_schizophrenia(
    *,
    visit: Literal[1, 2, "mean"] | None = 1,
    return_X_y: Literal[False] = False,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Bunch: ...


@overload
def fetch_schizophrenia(
    *,
    visit: Literal[1, 2, "mean"] | None = 1,
    return_X_y: Literal[True],
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> tuple[pd.DataFrame, pd.Series]: ...


def fetch_schizophrenia(
    *,
    visit: Literal[1, 2, "mean"] | None = 1,
    return_X_y: bool = False,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Bunch | tuple[pd.DataFrame, pd.Series]:
    """Fetch cortical thickness of people with early schizophrenia and of controls.

    Downloaded once (0.5 MB), then read from disk; checked by SHA-256 each time.

    Parameters
    ----------
    visit : {1, 2, "mean", None}, default=1
        One row per person, of that visit, or with the mean of thickness, volumes and age over the
        visits; None for both visits, two rows per person.
    data_dir : str or path-like, optional
        Folder of data; by default ``SK_CCNN_DATA``, else ``~/sk_ccnn_data``.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.
    verbose : int, default=1
        0 for no progress bar.

    Returns
    -------
    Bunch
        ``data`` (DataFrame of shape (n_rows, 148), thickness in mm), ``target`` (Series of
        ``"patient"`` and ``"control"``), ``subjects`` (Series, the groups for
        `sklearn.model_selection.GroupKFold` when both visits are used), ``age`` in years, ``sex``,
        ``visit`` (1.5 for a mean), ``volumes`` (DataFrame, mm³), ``description``, ``citation``,
        ``licence``.

    Raises
    ------
    OSError, ValueError
        If the file cannot be fetched, or is not the one expected; with ``visit=None`` and
        ``return_X_y=True``, which would give no groups.
    """
    require_known(visit, (1, 2, "mean", None), "visit")
    if visit is None and return_X_y:
        raise ValueError(
            "visit=None gives two rows a person, which must stay together in every fold; take the "
            "Bunch, which has `subjects` to group by, or one visit"
        )
    (path,) = fetch(_SOURCE, _SOURCE.files, "scz", data_dir, verbose)
    table = pd.read_csv(path)
    if visit == "mean":
        table = _mean_of_visits(table)
    elif visit is not None:
        table = table[table["visit"] == visit].reset_index(drop=True)
    regions = [name for name in table if name.endswith("_thickness") and "Mean" not in name]
    described = ["sub_id", "age", "sex", "site", "visit", "group"]
    volumes = [name for name in table if name not in {*described, *regions} and "Mean" not in name]
    if return_X_y:
        return table[regions], table["group"]
    return Bunch(
        data=table[regions],
        target=table["group"],
        subjects=table["sub_id"],
        age=table["age"],
        sex=table["sex"],
        visit=table["visit"],
        volumes=table[volumes],
        description=_DESCRIPTION,
        citation=f"NIMH-CZ early schizophrenia cohort, distributed in {PU25_REPOSITORY}",
        licence="as stated by its repository; research use",
    )


def _mean_of_visits(table: pd.DataFrame) -> pd.DataFrame:
    """Average what was measured over the visits of each person, in the order of the first rows."""
    people = table.groupby("sub_id", sort=False)
    of_people = people[["sex", "site", "group"]]
    if (of_people.nunique() > 1).any(axis=None):
        raise ValueError("the sex, site or group of a person differs between visits")
    means = people.mean(numeric_only=True)
    return pd.concat([means, of_people.first()], axis=1).reset_index()
