import numpy as np
import pytest

from sk_ccnn.benchmark import COHORTS


@pytest.fixture(scope="module")
def tasks(data_dir):
    return {task.name: task for make in COHORTS.values() for task in make(data_dir)}


def test_the_folds_are_those_that_are_announced(tasks):
    shapes = {name: task.X.shape for name, task in tasks.items()}
    assert shapes == {
        "ixi": (558, 68),
        "fcon1000": (1078, 148),
        "fcon1000-site": (1078, 148),
        "abide": (583, 19900),
        "abide-site": (583, 19900),
        "lemon": (225, 19900),
        "schizophrenia": (165, 148),
    }
    n_folds = {
        name: task.cv.get_n_splits(task.X, task.y, task.groups) for name, task in tasks.items()
    }
    assert n_folds == dict.fromkeys(shapes, 5) | {"schizophrenia": 15}


def test_no_site_is_in_training_and_test(tasks):
    for name in ("fcon1000-site", "abide-site"):
        task = tasks[name]
        for train, test in task.cv.split(task.X, task.y, task.groups):
            assert not set(task.groups[train]) & set(task.groups[test])


def test_the_regions_are_those_of_the_connectome(tasks):
    for task in tasks.values():
        n_regions = task.connectome.n_regions
        n_columns = n_regions if task.features == "nodes" else n_regions * (n_regions - 1) // 2
        assert task.X.shape[1] == n_columns
    assert tasks["abide"].constraint == "hard"
    assert tasks["fcon1000"].constraint == "none"


def test_correlations_are_correlations(tasks):
    assert np.abs(tasks["lemon"].X).max() <= 1
    assert np.std(tasks["lemon"].X) > 0.1


def test_a_cohort_that_is_not_fetched_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="is not fetched; set SK_CCNN_DATA"):
        COHORTS["lemon"](tmp_path)
