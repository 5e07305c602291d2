"""The named cohorts: data, folds, and the connectome that each has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TypeAlias

import numpy as np
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    RepeatedStratifiedKFold,
    StratifiedKFold,
)

from ..connectome import Connectome
from ..datasets import (
    data_folder,
    fetch_fcon1000,
    fetch_group_connectome,
    fetch_schizophrenia,
    load_atlas,
    load_connectome,
    load_ixi,
)
from ..io import read_npz
from ..types import AnyArray, Features, FloatArray
from .task import Task

Folder: TypeAlias = str | PathLike[str] | None
Data: TypeAlias = tuple[FloatArray, AnyArray, Connectome, Features]

# Of the connectomes that are drawn by the distance rule: that of the packaged one.
_DENSITY = 0.2


def ixi(data_dir: Folder = None) -> list[Task]:
    """Age from thickness, over the packaged connectome: list of Task.

    It comes with the package: the folder of data is not used.
    """
    # The first of two different ages, so that the folds are those of all 558 people.
    cohort = load_ixi(conflicting="first")
    X, age = cohort.data, cohort.target.to_numpy()
    connectome = load_connectome("desikan_killiany", cortex_only=True).align(X.columns)
    title = f"IXI: age of {len(age)} people from the thickness of 68 regions"
    return [_plain("ixi", title, X.to_numpy(), age, connectome, "nodes")]


def fcon1000(data_dir: Folder = None) -> list[Task]:
    """Age from thickness, plain and grouped by site: list of Task."""
    cohort = fetch_fcon1000(data_dir=data_dir)
    X, age, site = cohort.data, cohort.target.to_numpy(), cohort.site.to_numpy()
    title = (
        f"1000 Functional Connectomes: age of {len(age)} people from the thickness of 148 regions"
    )
    data: Data = (X.to_numpy(), age, _by_distance("destrieux", X.columns), "nodes")
    tasks = [_plain("fcon1000", title, *data), _by_site("fcon1000-site", title, *data, site)]
    return [replace(task, constraint="none", sites=site) for task in tasks]


def schizophrenia(data_dir: Folder = None) -> list[Task]:
    """Diagnosis from thickness at the first visit: list of Task."""
    cohort = fetch_schizophrenia(visit=1, data_dir=data_dir)
    X, group = cohort.data, cohort.target.to_numpy(dtype=str)
    title = f"NIMH-CZ: schizophrenia in {len(group)} people from the thickness of 148 regions"
    connectome = _by_distance("destrieux", X.columns)
    task = _plain("schizophrenia", title, X.to_numpy(), group, connectome, "nodes")
    repeated = RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=0)
    return [replace(task, cv=repeated, constraint="none")]


def abide(data_dir: Folder = None) -> list[Task]:
    """Diagnosis from functional connectivity, plain and grouped by site: list of Task."""
    X, path = _correlations("abide/abide583_schaefer200_fc_int8.npz", data_dir)
    diagnosis, site = read_npz(path, "cohort", "text"), read_npz(path, "site", "text")
    connectome = fetch_group_connectome("schaefer200", data_dir=data_dir)
    title = f"ABIDE I: autism in {len(diagnosis)} people from correlations between 200 regions"
    data: Data = (X, diagnosis, connectome, "edges")
    tasks = [_plain("abide", title, *data), _by_site("abide-site", title, *data, site)]
    return [replace(task, sites=site, is_functional=True) for task in tasks]


def lemon(data_dir: Folder = None) -> list[Task]:
    """Age from functional connectivity: list of Task."""
    X, path = _correlations("lemon/lemon225_schaefer200_fc_int8.npz", data_dir)
    age = read_npz(path, "age_mid")
    connectome = fetch_group_connectome("schaefer200", data_dir=data_dir)
    title = (
        f"LEMON: age of {len(age)} people, young or elderly, from correlations between 200 regions"
    )
    return [replace(_plain("lemon", title, X, age, connectome, "edges"), is_functional=True)]


COHORTS: dict[str, Callable[..., list[Task]]] = {
    "ixi": ixi,
    "fcon1000": fcon1000,
    "abide": abide,
    "lemon": lemon,
    "schizophrenia": schizophrenia,
}


def _plain(
    name: str, title: str, X: FloatArray, y: AnyArray, connectome: Connectome, features: Features
) -> Task:
    """Five shuffled folds, stratified by class."""
    splitter = KFold if y.dtype.kind in "fiu" else StratifiedKFold
    outer = splitter(5, shuffle=True, random_state=0)
    inner = splitter(3, shuffle=True, random_state=1)
    return Task(name, title, X, y, connectome, features, outer, inner)


def _by_site(
    name: str,
    title: str,
    X: FloatArray,
    y: AnyArray,
    connectome: Connectome,
    features: Features,
    site: AnyArray,
) -> Task:
    """Five groups of sites, and three of those within the training sites."""
    title = f"{title}, other sites"
    return Task(name, title, X, y, connectome, features, GroupKFold(5), GroupKFold(3), groups=site)


def _by_distance(atlas: str, names: Sequence[str]) -> Connectome:
    """Draw a connectome for an atlas that none was measured for here."""
    regions = load_atlas(atlas)
    drawn = Connectome.from_coordinates(
        regions.coordinates, density=_DENSITY, labels=regions.labels, random_state=0
    )
    return drawn.align(names)


def _correlations(file: str, data_dir: Folder) -> tuple[FloatArray, Path]:
    """Read correlations that were packed as int8: ndarray of float32, and the path."""
    path = data_folder(data_dir) / file
    if not path.is_file():
        raise FileNotFoundError(
            f"no {path}: this cohort is packed from one edge list a subject and is not fetched; "
            "set SK_CCNN_DATA to the folder that has it, or use --X with files of your own"
        )
    return read_npz(path, "fc_triu_x127").astype(np.float32) / 127, path
