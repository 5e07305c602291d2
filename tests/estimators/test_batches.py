import subprocess
import sys
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from sk_ccnn import ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.estimators import batches
from sk_ccnn.estimators.batches import read_in_batches

N_REGIONS = 12


@pytest.fixture(scope="module")
def subjects():
    """Give matrices of 40 subjects."""
    random = np.random.default_rng(0)
    half = np.triu(random.normal(size=(40, N_REGIONS, N_REGIONS)), 1)
    return half + half.swapaxes(1, 2)


@pytest.fixture(scope="module")
def network(subjects):
    """Give a small network over edges."""
    return small(ConnectomeRegressor).fit(subjects, np.arange(40.0))


def small(kind):
    """Make a network that is fitted in a moment."""
    return kind(n_members=2, max_epochs=1, hidden_channels=1, random_state=0)


@pytest.fixture
def few_at_a_time(monkeypatch):
    """Read seven subjects at once."""
    monkeypatch.setattr(batches, "_batch_size", lambda X: 7)


def in_other_ways(subjects):
    """Give the same subjects as a user may have them."""
    pairs = subjects[:, *np.triu_indices(N_REGIONS, 1)]
    return [subjects, list(subjects), pairs, pd.DataFrame(pairs), pairs.tolist()]


@pytest.mark.parametrize("way", range(5))
def test_predictions_are_those_of_all_subjects_at_once(subjects, network, way, monkeypatch):
    X = in_other_ways(subjects)[way]
    at_once = network.predict(X)
    monkeypatch.setattr(batches, "_batch_size", lambda X: 7)
    # A product of other sizes rounds in another order, in float32.
    np.testing.assert_allclose(network.predict(X), at_once, rtol=1e-4, atol=1e-4)
    assert network.member_outputs(X).shape == (2, 40, 1)


def test_embeddings_are_those_of_all_subjects_at_once(subjects, monkeypatch):
    transformer = small(ConnectomeTransformer).fit(subjects[:, 0])
    at_once = transformer.transform(subjects[:, 0])
    monkeypatch.setattr(batches, "_batch_size", lambda X: 7)
    found = transformer.transform(subjects[:, 0])
    np.testing.assert_allclose(found, at_once, rtol=1e-4, atol=1e-5)
    assert found.dtype == at_once.dtype


def test_every_subject_is_read_once_and_in_order(subjects, network, few_at_a_time):
    layout = network.plan_.layout
    parts = list(read_in_batches(network, subjects, layout, layout.arrange))
    assert [len(part) for part in parts] == [7] * 5 + [5]
    np.testing.assert_array_equal(np.concatenate(parts), subjects)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_wrong_in_the_last_batch_is_an_error(subjects, network, few_at_a_time, wrong):
    pairs = subjects[:, *np.triu_indices(N_REGIONS, 1)].copy()
    pairs[-1, 3] = wrong
    with pytest.raises(ValueError, match="contains"):
        network.predict(pairs)


def test_matrices_of_another_size_in_a_later_batch_are_an_error(subjects, network, few_at_a_time):
    with pytest.raises(ValueError, match="shape|features"):
        network.predict([*subjects[:20], *subjects[:20, :5, :5]])


def test_no_subjects_are_an_error_as_before(subjects, network):
    with pytest.raises(ValueError, match="0 sample"):
        network.predict(subjects[:0])


def test_numpy_takes_a_small_part_of_X_beyond_it(network):
    X = np.ones((20_000, N_REGIONS, N_REGIONS))
    tracemalloc.start()
    network.predict(X)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.2 * X.nbytes


@pytest.mark.slow
@pytest.mark.parametrize("case", ["pairs", "matrices", "classes", "embeddings"])
def test_a_process_takes_a_small_part_of_X_beyond_it(case):
    script = "tests/benchmarks/prediction_memory.py"
    command = [sys.executable, script, "--one", case, "--megabytes", "150"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert float(said.split(", ")[-1].split()[0]) < 0.2
