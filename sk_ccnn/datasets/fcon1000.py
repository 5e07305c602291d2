"""1000 Functional Connectomes: cortical thickness, age and site."""

from __future__ import annotations

from typing import Literal, overload

import pandas as pd
from sklearn.utils import Bunch

from .remote import PU25_COMMIT, PU25_REPOSITORY, DataFolder, Source, fetch

_SOURCE = Source(
    PU25_REPOSITORY,
    PU25_COMMIT,
    "data",
    {"fcon1000.csv": "45c47c92755732dd54dcad6ddf13abf3d1ec34f8ae3ca2e962021627195f0798"},
)
_DESCRIPTION = (
    "1000 Functional Connectomes Project: 1078 people of 23 sites, thickness (mm) of the 148 "
    "cortical regions of the Destrieux atlas by FreeSurfer, age 8 to 85 years, most of them in "
    "their twenties. Sites differ in age: a model can learn the site instead of the age, so "
    "report cross-validation grouped by `site` beside the plain one. sex: 0 and 1 as in the source."
)


@overload
def fetch_fcon1000(
    *, data_dir: DataFolder | None = None, return_X_y: Literal[False] = False, verbose: int = 1
) -> Bunch: ...


@overload
def fetch_fcon1000(
    *, data_dir: DataFolder | None = None, return_X_y: Literal[True], verbose: int = 1
) -> tuple[pd.DataFrame, pd.Series]: ...


def fetch_fcon1000(
    *, data_dir: DataFolder | None = None, return_X_y: bool = False, verbose: int = 1
) -> Bunch | tuple[pd.DataFrame, pd.Series]:
    """Fetch cortical thickness, age and site of the 1000 Functional Connectomes Project.

    Downloaded once (1 MB), then read from disk; checked by SHA-256 each time.

    Parameters
    ----------
    data_dir : str or path-like, optional
        Folder of data; by default ``SK_CCNN_DATA``, else ``~/sk_ccnn_data``.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.
    verbose : int, default=1
        0 for no progress bar.

    Returns
    -------
    Bunch
        ``data`` (DataFrame of shape (1078, 148), thickness in mm, indexed by subject),
        ``target`` (Series of ages in years), ``site`` (Series, the groups for
        `sklearn.model_selection.GroupKFold`), ``sex``, ``description``, ``citation``, ``licence``.

    Raises
    ------
    OSError, ValueError
        If the file cannot be fetched, or is not the one expected.

    References
    ----------
    Biswal et al. 2010, PNAS 107:4734-4739, doi 10.1073/pnas.0911855107
    """
    (path,) = fetch(_SOURCE, _SOURCE.files, "fcon1000", data_dir, verbose)
    table = pd.read_csv(path, index_col="sub_id")
    regions = [name for name in table if name[:3] in ("lh_", "rh_") and "Mean" not in name]
    if return_X_y:
        return table[regions], table["age"]
    return Bunch(
        data=table[regions],
        target=table["age"],
        site=table["site"],
        sex=table["sex"],
        description=_DESCRIPTION,
        citation="Biswal et al. 2010, PNAS 107:4734, doi 10.1073/pnas.0911855107",
        licence="1000 Functional Connectomes Project: see http://fcon_1000.projects.nitrc.org",
    )
