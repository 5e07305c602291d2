"""The files that come with the package."""

import csv
from importlib.resources import as_file, files

import numpy as np

from ..connectome.region_names import listing

_DATA = files(__package__) / "data"


def read_table(*path):
    """Read a CSV file with a header as a list of dicts of str."""
    with _DATA.joinpath(*path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_coordinates(regions):
    """Take x, y, z (mm) from the rows of a table, ndarray of shape (n_regions, 3)."""
    return np.array([[float(row[axis]) for axis in "xyz"] for row in regions])


def read_arrays(*path):
    """Read every array of an ``.npz`` file."""
    with as_file(_DATA.joinpath(*path)) as place, np.load(place, allow_pickle=False) as arrays:
        return dict(arrays)


def require_known(name, known, what):
    """Refuse a name that is not among the known ones, which the error lists."""
    if name not in known:
        raise ValueError(f"no {what} {name!r}; there are {listing(sorted(known), 40)}")
