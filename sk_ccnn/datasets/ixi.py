"""IXI, in the package: healthy adults, cortical thickness and age."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal, TypeAlias, overload

import pandas as pd
from sklearn.utils import Bunch

from ..caller import warn_caller
from ..connectome import require_known
from ..io import keep_one_row
from .remote import DataFolder

Conflicting: TypeAlias = Literal["drop", "first"]

_DATA = files(__package__) / "data" / "ixi"
_DESCRIPTION = (
    "IXI: 576 healthy adults of three hospitals in London, thickness (mm) of the 68 cortical "
    "regions of the Desikan-Killiany atlas by FreeSurfer; 558 have an age (20 to 86 years). The "
    "table of ages has 590 rows for 565 people: most who come twice have the same age in both, "
    "2 have different ones (see `conflicting`). Which hospital it was is not told. sex: 1 male, "
    "2 female."
)


@overload
def load_ixi(*, conflicting: Conflicting = "drop", return_X_y: Literal[False] = False) -> Bunch: ...


@overload
def load_ixi(
    *, conflicting: Conflicting = "drop", return_X_y: Literal[True]
) -> tuple[pd.DataFrame, pd.Series]: ...


def load_ixi(
    *, conflicting: Conflicting = "drop", return_X_y: bool = False
) -> Bunch | tuple[pd.DataFrame, pd.Series]:
    """Load cortical thickness and age of the healthy adults of IXI.

    They come with the package, so nothing is downloaded. Each person is one row. The tables of the
    source are treacherous: 590 rows of ages for 565 people, so that a plain join doubles people,
    whose copies then are in training and test folds alike; 2 people with two different ages; and
    18 people without an age, who are left out here.

    Parameters
    ----------
    conflicting : {"drop", "first"}, default="drop"
        People with two different ages: leave them out, or take the first.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    Bunch
        ``data`` (DataFrame of shape (n_people, 68), thickness in mm, indexed by subject; 556
        people, or 558 with ``conflicting="first"``), ``target`` (Series of ages in years),
        ``sex`` (Series, 1 male, 2 female), ``conflicting`` (subjects with two ages),
        ``without_age`` (subjects who are left out), ``description``, ``citation``, ``licence``.

    Raises
    ------
    ValueError
        If `conflicting` is unknown.

    Notes
    -----
    The data are under the licence CC BY-SA 3.0, and tables that you derive from them stay under
    it; your code does not. It asks that the source be acknowledged.

    References
    ----------
    IXI dataset, https://brain-development.org/ixi-dataset/

    Examples
    --------
    >>> from sk_ccnn.datasets import load_ixi
    >>> X, age = load_ixi(return_X_y=True)
    >>> X.shape, round(age.min()), round(age.max())
    ((556, 68), 20, 86)
    >>> X.columns[0]
    'lh_bankssts_thickness'
    """
    require_known(conflicting, ("drop", "first"), "way to treat conflicting ages")
    thickness = _read("IXI_aparc_thickness.csv").set_index("participant_id")
    people = _read("IXI_age_gender.csv").drop_duplicates().set_index("participant_id").dropna()
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


def fetch_ixi(
    *,
    conflicting: Conflicting = "drop",
    return_X_y: bool = False,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> Bunch | tuple[pd.DataFrame, pd.Series]:
    """Call `load_ixi`, which has the same; deprecated, because nothing is fetched any more.

    Parameters
    ----------
    conflicting, return_X_y
        See `load_ixi`.
    data_dir, verbose
        Not used.

    Returns
    -------
    Bunch, or (DataFrame, Series)
        See `load_ixi`.

    Warns
    -----
    FutureWarning
        Always.
    """
    warn_caller(
        "IXI comes with the package now: use load_ixi, which gives the same; fetch_ixi will be "
        "removed",
        FutureWarning,
    )
    if return_X_y:
        return load_ixi(conflicting=conflicting, return_X_y=True)
    return load_ixi(conflicting=conflicting)


def _read(name: str) -> pd.DataFrame:
    with (_DATA / name).open(encoding="utf-8") as lines:
        return pd.read_csv(lines)
