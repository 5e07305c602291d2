"""Time the products of a layer, forward and backward: dense weights, or a sparse matrix.

    python tests/benchmarks/products.py [--regions 116 200 400] [--density .05 .1 .2 .3]
        [--members 1 5 20] [--batch 64] [--dtype float32] [--channels 1] [--only nodes pairs]

- nodes: `ConnectomeLinear` between units in regions, its input shared by all members (a first
  layer) or of each its own. Each way gets its input as it would lie behind a layer of that way:
  subjects first for the dense product, units first for the sparse one.
- pairs: `EdgesToRegions`, the entry over edges, from a table of the pairs that have wires: region
  by region in dense blocks, or one sparse matrix.

Sparse products are those of torch and, where numba is installed, those that it compiles. A ratio
above 1 says that the faster of them is faster than the dense one. "chosen" is what the layer does,
by the thresholds of `sk_ccnn.nn.linear` and `sk_ccnn.nn.edges`, and "!" marks where the other is
faster by a tenth or more.
"""

import argparse
import platform
import time
from contextlib import contextmanager
from itertools import product

import numpy as np
import torch
from joblib import cpu_count
from subjects import make_connectome

from sk_ccnn.nn import ConnectomeLinear, EdgesToRegions, edges, kernels, linear

NEVER = {"SPARSE_BELOW": -1.0}
ALWAYS = {"SPARSE_BELOW": 1.0, "FEWEST_POSITIONS": 0}
WAYS = {"torch": False, "numba": True} if kernels.HAS_NUMBA else {"torch": False}


@contextmanager
def thresholds(module, values):
    """Choose between the two products by other thresholds, those that a module has."""
    before = {name: getattr(module, name) for name in values if hasattr(module, name)}
    try:
        for name in before:
            setattr(module, name, values[name])
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def milliseconds(layer, x, upstream, repeats):
    """Give the median time of a layer with its gradients, CPU time."""
    inputs = [layer.wires.values, *([x] if x.requires_grad else [])]
    times = []
    for _ in range(repeats + 2):
        start = time.process_time()
        torch.autograd.grad(layer(x), inputs, upstream)
        times.append(time.process_time() - start)
    return 1000 * np.median(times[2:])


def units_first(x):
    """Give the same numbers, whose units come first in memory."""
    return x.transpose(-1, -2).contiguous().transpose(-1, -2)


def sparse_times(module, layer, x, upstream, repeats):
    """Time the sparse products: list of milliseconds, one of each of `WAYS`."""
    times = []
    for has_numba in WAYS.values():
        with thresholds(module, ALWAYS), thresholds(kernels, {"HAS_NUMBA": has_numba}):
            times.append(milliseconds(layer, x, upstream, repeats))
    return times


def times_of_nodes(connectome, n_members, batch, dtype, channels, repeats):
    """Time a layer over nodes: [(chosen, dense, *sparse)] for shared input and for own."""
    units = np.repeat(np.arange(connectome.n_regions), channels)
    layer = ConnectomeLinear(units, units, connectome, n_members).to(dtype)
    upstream = torch.randn(n_members, batch, len(units), dtype=dtype)
    is_chosen = linear.prefers_sparse(layer.wires.values.shape[1], len(units) ** 2)
    found = []
    for is_shared in (True, False):
        x = torch.randn((batch, len(units)) if is_shared else upstream.shape, dtype=dtype)
        with thresholds(linear, NEVER):
            dense = milliseconds(layer, x.requires_grad_(not is_shared), upstream, repeats)
        x = units_first(x.detach()).requires_grad_(not is_shared)
        sparse = sparse_times(linear, layer, x, units_first(upstream), repeats)
        found.append((is_chosen, dense, *sparse))
    return found


def times_of_pairs(connectome, n_members, batch, dtype, channels, repeats):
    """Time the entry over pairs: [(chosen, dense, *sparse)]."""
    layer = EdgesToRegions(channels, connectome, n_members).to(dtype)
    x = torch.randn(batch, 1, layer.pairs.numel(), dtype=dtype)
    upstream = torch.randn(n_members, batch, connectome.n_regions * channels, dtype=dtype)
    with thresholds(edges, NEVER):
        dense = milliseconds(layer, x, upstream, repeats)
    sparse = sparse_times(edges, layer, x, units_first(upstream), repeats)
    return [(edges.is_sparse(layer.wires), dense, *sparse)]


def cell(is_chosen, dense, *sparse):
    """Describe what one input takes."""
    # By the thresholds a layer chooses between dense and sparse; numba is used where it is there.
    chosen, other = (sparse[-1], dense) if is_chosen else (dense, sparse[-1])
    mark = "!" if chosen > 1.1 * other else " "
    times = "".join(f"{each:8.2f}" for each in (dense, *sparse))
    return f"{times}{dense / min(sparse):7.2f}  {'sparse' if is_chosen else 'dense':6}{mark} "


def main():
    """Print a line for each layer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, nargs="+", default=[116, 200, 400])
    parser.add_argument("--density", type=float, nargs="+", default=[0.05, 0.1, 0.2, 0.3])
    parser.add_argument("--members", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--batch", type=int, nargs="+", default=[64])
    parser.add_argument("--dtype", nargs="+", default=["float32"], choices=["float32", "float64"])
    parser.add_argument("--channels", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=["nodes", "pairs"], choices=["nodes", "pairs"])
    parser.add_argument("--repeats", type=int, default=13)
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(
        f"{given.channels} channels, one thread, {cpu_count()} cores ({platform.processor()}), "
        f"torch {torch.__version__}; CPU milliseconds, median of {given.repeats}"
    )
    head = "".join(f"{way:>8}" for way in ("dense", *WAYS)) + f"{'ratio':>7}  chosen  "
    titles = {"nodes": ["shared input", "own input"], "pairs": ["pairs"]}
    for kind in given.only:
        above = "".join(f"  {title:{len(head) - 2}}" for title in titles[kind])
        print(
            f"\n{kind:38}{above}\nregions density members batch dtype   {head * len(titles[kind])}"
        )
        times = times_of_nodes if kind == "nodes" else times_of_pairs
        sizes = (given.regions, given.density, given.members, given.batch, given.dtype)
        for n_regions, density, n_members, batch, dtype in product(*sizes):
            connectome = make_connectome(n_regions, density)
            how = (n_members, batch, getattr(torch, dtype), given.channels, given.repeats)
            cells = "".join(cell(*each) for each in times(connectome, *how))
            print(f"{n_regions:7}{density:8.2f}{n_members:8}{batch:6} {dtype:8}{cells}", flush=True)


if __name__ == "__main__":
    main()
