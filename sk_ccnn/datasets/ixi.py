"""IXI: healthy adults, cortical thickness and age."""

from __future__ import annotations

from typing import Literal, overload

import pandas as pd
from sklearn.utils import Bunch

from ..connectome import require_known
from ..io import keep_one_row
from .remote import DataFolder, Source, fetch

_SOURCE = Source(
    "predictive-clinical-neuroscience/PCNtoolkit-demo",
    "81967c1e158feeaa3651aed6decee80f3018a563",
    "data",
    {
        "IXI_aparc_thickness.csv": (
            "8ef851d1c1edf8f0a90078df818e49579fff9f96a84769542088f3545887b964"
        ),
        "IXI_age_gender.csv": "278b1dc4ce54ab4885aab709f8266227ef3af3527ba1fe1856f74947cdfab006",
    },
)
_DESCRIPTION = (
    "IXI: 576 healthy adults of three hospitals in London, thickness (mm) of the 68 cortical "
    "regions of the Desikan-Killiany atlas by FreeSurfer; 558 have an age (20 to 86 years). The "
    "table of ages has 590 rows for 565 people: most who come twice have the same age in both, "
    "2 have different ones (see `conflicting`). sex: 1 male, 2 female."
)


@overload
def fetch_ixi(
    *,
    conflicting: Literal["drop", "first"] = "drop",
    return_X_y: Literal[False] = False,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Bunch: ...


@overload
def fetch_ixi(
    *,
    conflicting: Literal["drop", "first"] = "drop",
    return_X_y: Literal[True],
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> tuple[pd.DataFrame, pd.Series]: ...


def fetch_ixi(
    *,
    conflicting: Literal["drop", "first"] = "drop",
    return_X_y: bool = False,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Bunch | tuple[pd.DataFrame, pd.Series]:
    """Fetch cortical thickness and age of the IXI cohort.

    Downloaded once (0.4 MB), then read from disk; checked by SHA-256 each time.

    Parameters
    ----------
    conflicting : {"drop", "first"}, default="drop"
        People with two different ages: leave them out, or take the first.
    data_dir : str or path-like, optional
        Folder of data; by default ``SK_CCNN_DATA``, else ``~/sk_ccnn_data``.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.
    verbose : int, default=1
        0 for no progress bar.

    Returns
    -------
    Bunch
        ``data`` (DataFrame of shape (n_people, 68), thickness in mm, indexed by subject),
        ``target`` (Series of ages in years), ``sex``, ``conflicting`` (subjects with two ages),
        ``without_age`` (subjects who are left out), ``description``, ``citation``, ``licence``.

    Raises
    ------
    OSError, ValueError
        If the files cannot be fetched, or are not the ones expected.

    References
    ----------
    https://brain-development.org/ixi-dataset/
    """
    require_known(conflicting, ("drop", "first"), "way to treat conflicting ages")
    thickness, people = fetch(_SOURCE, _SOURCE.files, "ixi", data_dir, verbose)
    thickness = pd.read_csv(thickness, index_col="participant_id")
    people = pd.read_csv(people).drop_duplicates().set_index("participant_id").dropna()
    twice = people.index[people.index.duplicated()].unique()
    known = keep_one_row(people, conflicting)
    regions = [
        name for name in thickness if name.endswith("_thickness") and "MeanThickness" not in name
    ]
    data = thickness.loc[thickness.index.isin(known.index), regions]
    known = known.loc[data.index]
    if return_X_y:
        return data, known["age"]
    return Bunch(
        data=data,
        target=known["age"],
        sex=known["sex"],
        conflicting=sorted(set(twice) & set(thickness.index)),
        without_age=sorted(set(thickness.index) - set(people.index)),
        description=_DESCRIPTION,
        citation="IXI dataset, Imperial College London, https://brain-development.org/ixi-dataset/",
        licence="CC BY-SA 3.0",
    )
