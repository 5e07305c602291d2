"""Time the two products of a layer, forward and backward: dense weights, or one sparse matrix.

    python tests/benchmarks/products.py [--members 20] [--batch 64]

`sk_ccnn.nn.linear` chooses between them by the size and the density of a layer.
"""

import argparse
import time

import numpy as np
import torch
from joblib import cpu_count
from subjects import make_subjects

from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.nn.linear import prefers_sparse
from sk_ccnn.nn.sparse import SparseProduct

REPEATS = 15


def milliseconds(product, inputs, upstream):
    """Give the median time of a product with its gradients, CPU time."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        torch.autograd.grad(product(), inputs, upstream)
        times.append(time.process_time() - start)
    return 1000 * np.median(times[2:])


def compare(n_regions, density, n_members, batch):
    """Print a line for one layer of one channel."""
    connectome, _, _ = make_subjects(2, n_regions, density)
    regions = np.arange(n_regions)
    wires = ConnectomeLinear(regions, regions, connectome, n_members).wires
    upstream = torch.randn(n_members, batch, n_regions)
    cells = []
    for is_shared in (True, False):
        x = torch.randn(batch, n_regions) if is_shared else torch.randn(upstream.shape)
        inputs = [wires.values] if is_shared else [wires.values, x.requires_grad_()]
        pattern = wires.pattern(is_shared)
        dense = milliseconds(lambda x=x: torch.matmul(x, wires()), inputs, upstream)
        sparse = milliseconds(
            lambda x=x, pattern=pattern: SparseProduct.apply(
                x.transpose(-1, -2), wires.values, pattern
            ).transpose(1, 2),
            inputs,
            upstream,
        )
        cells.append(f"{dense:7.2f} {sparse:7.2f} {dense / sparse:5.1f}")
    chosen = "sparse" if prefers_sparse(wires.values.shape[1], wires.n_positions()) else "dense"
    print(f"{n_regions:7d} {density:7.2f}   {cells[0]}   {cells[1]}   {chosen}", flush=True)


def main():
    """Print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--batch", type=int, default=64)
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(
        f"{given.members} members, batches of {given.batch}, float32, one thread, {cpu_count()} "
        "cores; CPU milliseconds dense, sparse, and their ratio, input shared and own"
    )
    print("regions density    shared input            own input               chosen")
    for n_regions in (116, 200, 400):
        for density in (0.05, 0.1, 0.2):
            compare(n_regions, density, given.members, given.batch)


if __name__ == "__main__":
    main()
