"""Measure time and memory of networks over connectomes of thousands of neurons.

    python tests/benchmarks/large_connectome.py [--neurons 139000] [--wires 15000000]

Two cases, each in a process of its own, on one thread:

- ``estimator``: 20 000 neurons, 1 million wires, coordinates: a ConnectomeRegressor is fitted,
  pickled, unpickled and asked for its learned connectome. Aim: the process never takes more than
  1.5 GB.
- ``layer``: 139 000 neurons, 15 million wires, coordinates, as many as a fly has. Building a
  ConnectomeLinear: within 60 s and 6 GB. Then a batch of 32 goes forward, and a whole step is
  taken (forward, backward, Adam, the proximal step of the wiring cost): within 6 times the forward
  pass. Beside it, on the same matrix: the CSR products of torch and SciPy, and the C kernel of
  flydnet (MIT) where that is installed (``pip install --no-deps flydnet``): a peer for this
  comparison only.

Times are CPU seconds of this process. They depend on the machine, so compare ratios.
"""

import argparse
import importlib.util
import os
import pickle
import resource
import subprocess
import sys
import time

import numpy as np
import torch
from joblib import cpu_count
from scipy import sparse

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.penalties import WiringCost, proximal_step

BATCH = 32


def peak():
    """Give the largest memory that this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


class Clock:
    """Print what each step took, and the peak of memory after it."""

    def __init__(self):
        self.start = time.process_time()

    def lap(self, what):
        """Print the CPU seconds since the last lap, and return them."""
        seconds = time.process_time() - self.start
        print(f"  {what:42} {seconds:8.2f} s   peak {peak():5.2f} GB", flush=True)
        self.start = time.process_time()
        return seconds


def random_weights(n_neurons, n_wires):
    """Draw synapse weights between neurons, and where these lie."""
    rng = np.random.default_rng(0)
    ends = rng.integers(n_neurons, size=(2, n_wires), dtype=np.int32)
    strength = rng.uniform(0.1, 1, size=n_wires)
    weights = sparse.csr_array((strength, tuple(ends)), shape=(n_neurons, n_neurons))
    return weights, rng.uniform(0, 500, size=(n_neurons, 3))


def measure_estimator(n_neurons, n_wires, n_subjects):
    """Fit, pickle and look at a network."""
    weights, coordinates = random_weights(n_neurons, n_wires)
    X = np.random.default_rng(1).normal(size=(n_subjects, n_neurons)).astype(np.float32)
    y = X[:, :20].sum(axis=1)
    clock = Clock()
    brain = Connectome(weights, coordinates=coordinates)
    clock.lap("Connectome")
    network = ConnectomeRegressor(
        brain, hidden_channels=1, n_members=1, max_epochs=10, lambda_wiring=1e-3, random_state=0
    ).fit(X, y)
    clock.lap(f"fit, {n_subjects} subjects, 10 epochs")
    stored = pickle.dumps(network)
    clock.lap(f"pickle of {len(stored) / 1e6:.0f} MB")
    again = pickle.loads(stored)
    clock.lap("unpickle")
    same = np.array_equal(again.predict(X), network.predict(X))
    clock.lap(f"predict twice, equal: {same}")
    learned = network.learned_connectome()
    clock.lap("learned connectome")
    print(f"  {learned!r}\n  aim: peak at most 1.5 GB, found {peak():.2f}", flush=True)


def best_of(run, n_runs=3):
    """Give the smallest CPU seconds of a few runs; the first is not counted."""
    seconds = []
    for _ in range(n_runs + 1):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return min(seconds[1:])


def measure_layer(n_neurons, n_wires):
    """Build a layer, and compare its forward pass and a step with bare products."""
    weights, coordinates = random_weights(n_neurons, n_wires)
    clock = Clock()
    brain = Connectome(weights, coordinates=coordinates)
    del weights
    seconds = clock.lap("Connectome")
    regions = np.arange(n_neurons)
    layer = ConnectomeLinear(regions, regions, brain)
    seconds += clock.lap("ConnectomeLinear")
    print(f"  aim: at most 60 s and 6 GB, found {seconds:.0f} s and {peak():.2f} GB", flush=True)
    x = torch.randn(BATCH, n_neurons, generator=torch.Generator().manual_seed(0))
    layer(x)
    clock.lap("first forward pass, which lays out the matrix")
    with torch.no_grad():
        forward = best_of(lambda: layer(x))
    step = best_of(make_step(layer, x))
    products = bare_products(layer, x)
    print(f"  forward pass {forward:.3f} s, whole step {step:.3f} s: {step / forward:.1f} times")
    print(f"  aim: at most 6 times; peak {peak():.2f} GB", flush=True)
    for name, seconds in products.items():
        print(f"  {name:42} {seconds:8.3f} s   our forward pass {forward / seconds:.2f} of it")


def make_step(layer, x):
    """Make the function that takes one step of a training."""
    optimizer = torch.optim.Adam(layer.parameters(), lr=1e-3, fused=True)
    cost = WiringCost(1e-3)

    def take():
        optimizer.zero_grad()
        layer(x).square().mean().backward()
        optimizer.step()
        proximal_step(layer, cost, optimizer)

    return take


def bare_products(layer, x):
    """Time other products of the same matrix: dict of str to CPU seconds."""
    wires, n_out = layer.wires, layer.wires.shape[1]
    ends = np.divmod(wires.index[0].numpy(), n_out)
    values = wires.values[0].detach().numpy()
    matrix = sparse.csr_array((values, ends[::-1]), shape=(n_out, wires.shape[0]))
    units = x.T.contiguous()
    parts = [torch.from_numpy(each) for each in (matrix.indptr, matrix.indices, matrix.data)]
    of_torch = torch.sparse_csr_tensor(*parts, matrix.shape)
    expected = (layer(x)[0] - layer.bias[0]).detach().T.numpy()
    seconds = {}

    def add(name, multiply):
        np.testing.assert_allclose(multiply(), expected, rtol=1e-3, atol=1e-3)
        seconds[name] = best_of(multiply)

    add("torch's CSR product", lambda: of_torch @ units)
    add("SciPy's CSR product", lambda: matrix @ units.numpy())
    if importlib.util.find_spec("flydnet") is None:
        print("  flydnet is not installed: its kernel is left out")
        return seconds
    from flydnet.ganglion.csr import CSR, backend

    peer = CSR(matrix.data, matrix.indices, matrix.indptr, matrix.shape)
    add(f"flydnet's product (its {backend()} path)", lambda: peer @ units.numpy())
    return seconds


def main():
    """Run each case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--neurons", type=int, default=139_000, help="of the layer")
    parser.add_argument("--wires", type=int, default=15_000_000, help="of the layer")
    parser.add_argument("--subjects", type=int, default=200, help="of the estimator")
    parser.add_argument("--case", choices=["estimator", "layer"])
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.case == "estimator":
        return measure_estimator(20_000, 1_000_000, given.subjects)
    if given.case == "layer":
        return measure_layer(given.neurons, given.wires)
    print(f"{cpu_count()} cores, one thread", flush=True)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "FLYDNET_THREADS": "1"}
    options = ["--neurons", given.neurons, "--wires", given.wires, "--subjects", given.subjects]
    sizes = {
        "estimator": (20_000, 1_000_000),
        "layer": (given.neurons, given.wires),
    }
    for case, (n_neurons, n_wires) in sizes.items():
        print(f"{case}: {n_neurons} neurons, {n_wires} wires", flush=True)
        command = [sys.executable, "-W", "ignore", __file__, "--case", case, *map(str, options)]
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
