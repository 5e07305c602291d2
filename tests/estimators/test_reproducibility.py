"""One random state gives one result, and nobody else's randomness or threads are touched."""

import numpy as np
import pytest
import torch
from joblib import parallel_config
from numpy.testing import assert_allclose
from sklearn.model_selection import cross_val_predict
from torch import nn

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer

QUICK = {"n_members": 2, "max_epochs": 12, "dropout": 0.3, "random_state": 0}


def torchs_own(spec):
    """Build a network whose dropout draws from torch's global state."""
    return nn.Sequential(nn.Flatten(), nn.Linear(10, 8), nn.Dropout(0.5), nn.Linear(8, 1))


@pytest.fixture(scope="module")
def serial(brain, cohort):
    X, y = cohort
    return cross_val_predict(ConnectomeRegressor(brain, batch_size=20, **QUICK), X, y, cv=4)


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
@pytest.mark.parametrize("n_jobs", [1, 2])
def test_predictions_are_the_same_bit_for_bit_on_any_backend(
    backend, n_jobs, serial, brain, cohort
):
    model = ConnectomeRegressor(brain, batch_size=20, **QUICK)
    with parallel_config(backend=backend, n_jobs=n_jobs):
        assert (cross_val_predict(model, *cohort, cv=4) == serial).all()


def test_a_users_module_that_draws_from_the_global_state_is_repeatable_in_threads(cohort):
    model = ConnectomeRegressor(architecture=torchs_own, **QUICK)
    expected = cross_val_predict(model, *cohort, cv=4)
    for _ in range(3):
        with parallel_config(backend="threading", n_jobs=2):
            assert (cross_val_predict(model, *cohort, cv=4) == expected).all()


@pytest.fixture
def threads_restored():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_number_of_torch_threads_does_not_matter(dtype, brain, cohort, threads_restored):
    X, y = cohort
    model = ConnectomeRegressor(brain, **QUICK)
    predictions = []
    for n_threads in (1, 2):
        torch.set_num_threads(n_threads)
        predictions.append(model.fit(X.astype(dtype), y).predict(X.astype(dtype)))
        assert torch.get_num_threads() == n_threads
    assert_allclose(*predictions, rtol=1e-5)


@pytest.mark.parametrize("random_state", [0, None])
def test_global_random_states_are_left_alone(random_state, brain, cohort, patients):
    numpy_before, torch_before = np.random.get_state(), torch.get_rng_state()
    quick = QUICK | {"random_state": random_state, "early_stopping": True}
    ConnectomeRegressor(brain, **quick).fit(*cohort).predict(cohort[0])
    ConnectomeClassifier(brain, **quick).fit(*patients).predict_proba(patients[0])
    ConnectomeTransformer(brain, **quick).fit_transform(cohort[0])
    ConnectomeRegressor(architecture=torchs_own, **quick).fit(*cohort)
    assert (torch.get_rng_state() == torch_before).all()
    after = np.random.get_state()
    assert (after[1] == numpy_before[1]).all() and after[2] == numpy_before[2]


def test_a_random_state_that_goes_on_gives_other_results_each_time(brain, cohort):
    state = np.random.RandomState(0)
    model = ConnectomeRegressor(brain, **(QUICK | {"random_state": state}))
    first, second = (model.fit(*cohort).predict(cohort[0]) for _ in range(2))
    assert not np.allclose(first, second)


def test_without_a_random_state_results_differ_even_after_seeding_numpy(brain, cohort):
    predictions = []
    for _ in range(2):
        np.random.seed(0)
        model = ConnectomeRegressor(brain, **(QUICK | {"random_state": None}))
        predictions.append(model.fit(*cohort).predict(cohort[0]))
    assert not np.allclose(*predictions)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-4), (np.float64, 1e-9)])
def test_more_members_are_added_to_the_same_first_ones(dtype, tolerance, brain, cohort):
    X, y = cohort[0].astype(dtype), cohort[1]
    few = ConnectomeRegressor(brain, **QUICK).fit(X, y)
    many = ConnectomeRegressor(brain, **(QUICK | {"n_members": 4})).fit(X, y)
    assert_allclose(many.member_outputs(X)[:2], few.member_outputs(X), atol=tolerance)
