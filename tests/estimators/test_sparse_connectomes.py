"""A connectome with sparse weights: the same network, and memory for its wires only."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.nulls import make_nulls
from sk_ccnn.stacking import fit_together

OPTIONS = {
    "n_members": 2,
    "max_epochs": 8,
    "random_state": 0,
    "lambda_wiring": 0.05,
}
MEASURED = ("wiring_cost_", "density_", "n_connections_", "connectome_similarity_")


def thinned(brain):
    lengths = None if brain.lengths is None else sparse.csr_array(brain.lengths)
    return brain.replace(weights=sparse.csr_array(brain.to_dense()), lengths=lengths)


@pytest.mark.parametrize("geometry", ["coordinates", "tracts", "paths"])
@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_a_fit_does_not_depend_on_the_storage(brain, cohort, features, geometry):
    X, y = cohort
    if features == "edges":
        X = X[:, :, None] + X[:, None, :]
    distances = brain.distances()
    kept = {
        "coordinates": {},
        "tracts": {"lengths": distances * (distances < 60)},
        "paths": {"coordinates": None},
    }
    brain = brain.replace(**kept[geometry])
    dense, thin = (
        ConnectomeRegressor(each, **OPTIONS).fit(X, y) for each in (brain, thinned(brain))
    )
    assert_allclose(thin.predict(X), dense.predict(X), rtol=1e-10)
    learned = thin.learned_connectome()
    assert sparse.issparse(learned.weights)
    expected = dense.learned_connectome().to_dense()
    assert isinstance(dense.learned_connectome().weights, np.ndarray)
    assert_allclose(learned.to_dense(), expected, rtol=1e-10, atol=1e-12)
    assert ((learned.to_dense() == 0) == (expected == 0)).all()
    for name in MEASURED:
        assert getattr(thin, name) == pytest.approx(getattr(dense, name), rel=1e-10)
    again = pickle.loads(pickle.dumps(thin))
    assert (again.predict(X) == thin.predict(X)).all()
    assert again.learned_connectome() == learned


@pytest.mark.parametrize("architecture", ["gcn", "linear", "autoencoder"])
def test_other_architectures_do_not_depend_on_it_either(brain, cohort, architecture):
    from sk_ccnn import ConnectomeTransformer

    X, y = cohort
    make = ConnectomeTransformer if architecture == "autoencoder" else ConnectomeRegressor
    kind = {} if architecture == "autoencoder" else {"architecture": architecture}
    dense, thin = (make(each, **OPTIONS, **kind).fit(X, y) for each in (brain, thinned(brain)))
    found = [
        each.transform(X) if hasattr(each, "transform") else each.predict(X)
        for each in (thin, dense)
    ]
    assert_allclose(*found, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_one_of_a_stack_of_other_connectomes_is_unpickled_as_it_was(brain, cohort, features):
    X, y = cohort
    if features == "edges":
        X = X[:, :, None] + X[:, None, :]
    brains = [brain.threshold(density) for density in (0.25, 0.4, 0.3)]
    brains += [null.connectome for null in make_nulls(brain, n_nulls=2, random_state=0)]
    models = [ConnectomeRegressor(each, **OPTIONS) for each in brains]
    assert fit_together(models, X, [y] * len(models)) == [None] * len(models)
    for model, own in zip(models, brains, strict=True):
        again = pickle.loads(pickle.dumps(model))
        # Where all members have the same pairs, a read-out sums them in another order.
        assert_allclose(again.predict(X), model.predict(X), rtol=1e-12)
        assert model.learned_connectome() == again.learned_connectome()
        alone = ConnectomeRegressor(own, **OPTIONS).fit(X, y)
        assert_allclose(model.predict(X), alone.predict(X), rtol=1e-9)
        assert_allclose(again.fit(X, y).predict(X), alone.predict(X), rtol=1e-9)


LARGE = """
import pickle, resource
import numpy as np, torch
from scipy import sparse
from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.penalties import ModularCost, WiringCost, proximal_step

peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
torch.set_num_threads(1)
before, rng, n = peak(), np.random.default_rng(0), 20_000
ends = rng.integers(n, size=(2, 100_000))
ring = np.stack([np.arange(n), (np.arange(n) + 1) % n])
ends = np.concatenate([ends, ring], axis=1)
weights = sparse.csr_array((rng.random(ends.shape[1]) + 0.1, ends), shape=(n, n))
brain = Connectome(weights, coordinates=rng.normal(size=(n, 3)) * 40)
layer = ConnectomeLinear(np.arange(n), np.arange(n), brain)
optimizer = torch.optim.Adam(layer.parameters())
layer(torch.randn(4, n)).square().mean().backward()
optimizer.step()
proximal_step(layer, [WiringCost(0.1), ModularCost(0.1, np.arange(n) % 7)], optimizer)
X = rng.normal(size=(24, n)).astype(np.float32)
model = ConnectomeRegressor(
    brain, hidden_channels=1, n_members=1, max_epochs=2, lambda_wiring=0.01, random_state=0
).fit(X, X[:, 0])
again = pickle.loads(pickle.dumps(model))
assert (again.predict(X) == model.predict(X)).all()
learned = again.learned_connectome()
assert sparse.issparse(learned.weights) and 0 < learned.n_edges <= brain.n_edges
assert np.isfinite(model.connectome_similarity_) and brain.distances().nnz == brain.n_edges
assert Connectome(weights).distances().nnz == brain.n_edges  # along paths
print(peak() - before)
"""


def test_twenty_thousand_neurons_take_memory_for_their_wires_only():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LARGE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 300  # MiB; 20 000 x 20 000 marks of a byte each would take 381


def test_a_connectome_is_compared_and_pickled_by_what_is_stored():
    rng, n = np.random.default_rng(0), 20_000
    weights = sparse.csr_array((rng.random(50_000), rng.integers(n, size=(2, 50_000))), (n, n))
    brain = Connectome(weights, coordinates=rng.normal(size=(n, 3)))
    assert pickle.loads(pickle.dumps(brain)) == brain
    assert len(pickle.dumps(brain)) < 3_000_000
