"""What all tests share: one thread, no windows, the folder of real data, a small cohort."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import settings

from sk_ccnn import Connectome

REPOSITORY = Path(__file__).parents[1]

os.environ["MPLBACKEND"] = "Agg"
# A second thread is slower for networks of this size and rounds differently.
torch.set_num_threads(1)

settings.register_profile("sk_ccnn", deadline=None)
settings.register_profile("sk_ccnn-ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("sk_ccnn-ci" if os.environ.get("CI") else "sk_ccnn")


# Scripts that measure, and import each other; they hold no tests.
collect_ignore = ["benchmarks"]


@pytest.fixture(scope="session")
def data_dir():
    """Folder of real cohorts, which are not part of the repository."""
    folder = Path(os.environ.get("SK_CCNN_DATA") or REPOSITORY.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"needs real data, and there is no folder {folder}; SK_CCNN_DATA can name one")
    return folder


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of ten named regions."""
    names = ["insula", "cuneus", "precuneus", "fusiform", "lingual"]
    coordinates = np.random.default_rng(0).normal(size=(10, 3)) * 40
    return Connectome.from_coordinates(
        coordinates,
        density=0.4,
        labels=[f"{side}_{name}" for side in "LR" for name in names],
        random_state=0,
    )


@pytest.fixture(scope="session")
def cohort():
    """Give measures of ten regions, and a target that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 10))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=80)


@pytest.fixture(scope="session")
def patients(cohort):
    """Give measures of ten regions and a diagnosis."""
    X, y = cohort
    return X, np.where(y > 40, "patient", "control")


@pytest.fixture(scope="session")
def small_cohort():
    """Give measures of ten regions, and an age that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 10))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=60)


@pytest.fixture(scope="session")
def small_patients(small_cohort):
    """Give the same measures and a diagnosis."""
    X, age = small_cohort
    return X, np.where(age > 40, "patient", "control")
