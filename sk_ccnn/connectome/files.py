"""Files that come with the package, and the names by which they are asked for."""

import csv
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import as_file
from importlib.resources.abc import Traversable

import numpy as np

from ..types import AnyArray, FloatArray
from .region_names import close_names, listing


def read_table(path: Traversable) -> list[dict[str, str]]:
    """Read a CSV file with a header as a list of dicts of str."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read_coordinates(regions: Sequence[Mapping[str, str]]) -> FloatArray:
    """Take x, y, z (mm) from the rows of a table, ndarray of shape (n_regions, 3)."""
    return np.array([[float(row[axis]) for axis in "xyz"] for row in regions])


def read_arrays(path: Traversable) -> dict[str, AnyArray]:
    """Read every array of an ``.npz`` file."""
    with as_file(path) as file, np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)


def require_known(name: object, known: Collection[object], what: str) -> None:
    """Refuse a name that is not among the known ones, which the error lists."""
    if name not in known:
        close = close_names(name, known)
        hint = f"; close names are {listing(close)}" if close else ""
        raise ValueError(
            f"no {what} {name!r}; there are {listing(sorted(known, key=str), 40)}{hint}"
        )
