"""What all tests share: one thread, no windows, and the folder of real data."""

import os
from pathlib import Path

import pytest
import torch
from hypothesis import settings

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
