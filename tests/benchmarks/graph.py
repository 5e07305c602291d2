"""Time a graph convolution, forward and backward: ours, and torch-geometric's routes.

    python tests/benchmarks/graph.py [--batch 64]

All subjects share the connectome. torch-geometric takes a batch of all their graphs as a list of
edges, or as one sparse (CSR) adjacency that is laid out beforehand, or the one graph with the
subjects along another axis (static).
"""

import argparse
import time

import numpy as np
import torch
from joblib import cpu_count
from subjects import make_subjects
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GCNConv
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.utils import to_torch_csr_tensor

from sk_ccnn.nn import GraphConvolution, relative_weights

REPEATS = 30
ROUTES = ("ours", "batch", "static", "csr")


class Routes:
    """The same convolution of the same subjects, on every route.

    Parameters
    ----------
    connectome : Connectome
    batch, channels : int
    """

    def __init__(self, connectome, batch, channels):
        n_regions = connectome.n_regions
        self.x = torch.randn(batch, n_regions, channels)
        self.layer = GraphConvolution(channels, channels, connectome)
        weights = torch.tensor(relative_weights(connectome), dtype=torch.float32)
        edges = weights.nonzero().T.contiguous()
        self.edges, self.strength = edges, weights[edges[0], edges[1]]
        self.graphs = Batch.from_data_list(
            [Data(x=subject, edge_index=edges, edge_attr=self.strength) for subject in self.x]
        )
        of_all = gcn_norm(self.graphs.edge_index, self.graphs.edge_attr, batch * n_regions)
        self.csr = to_torch_csr_tensor(of_all[0].flip(0), of_all[1], 2 * (batch * n_regions,))
        self.by_edges, self.by_csr, self.static = (
            self._convolution(channels, **how)
            for how in ({}, {"normalize": False}, {"node_dim": -2})
        )

    def _convolution(self, channels, **how):
        convolution = GCNConv(channels, channels, **how)
        convolution.lin.weight = torch.nn.Parameter(self.layer.weight[0].detach().T.clone())
        return convolution

    def of(self, name):
        """Give a route's function of x, and its weight and bias."""
        flat, graphs = self.x.flatten(0, 1).shape, self.graphs
        if name == "ours":
            return lambda x: self.layer(x)[0], [self.layer.weight, self.layer.bias]
        convolution = {"batch": self.by_edges, "csr": self.by_csr, "static": self.static}[name]
        functions = {
            "batch": lambda x: convolution(x.view(flat), graphs.edge_index, graphs.edge_attr),
            "csr": lambda x: convolution(x.view(flat), self.csr),
            "static": lambda x: convolution(x, self.edges, self.strength),
        }
        return functions[name], [convolution.lin.weight, convolution.bias]

    def step(self, name, upstream):
        """Go forward and backward: all that came out, in one form, and the CPU milliseconds."""
        function, parameters = self.of(name)
        x = self.x.clone().requires_grad_()
        start = time.process_time()
        output = function(x).view_as(x)
        of_x, of_weight, of_bias = torch.autograd.grad(output, [x, *parameters], upstream)
        milliseconds = 1000 * (time.process_time() - start)
        of_weight = of_weight[0] if name == "ours" else of_weight.T
        return (output.detach(), of_x, of_weight, of_bias.flatten()), milliseconds


def compare(n_regions, density, batch, channels):
    """Print a line for one size."""
    connectome, _, _ = make_subjects(2, n_regions, density)
    routes = Routes(connectome, batch, channels)
    upstream = torch.randn(routes.x.shape)
    times = {name: [] for name in ROUTES}
    for _ in range(REPEATS):
        found = {}
        for name in ROUTES:
            found[name], milliseconds = routes.step(name, upstream)
            times[name].append(milliseconds)
    times = {name: np.array(values[3:]) for name, values in times.items()}
    largest = max(
        float((mine - its).abs().max() / its.abs().max())
        for name in ROUTES[1:]
        for mine, its in zip(found["ours"], found[name], strict=True)
    )
    print(
        f"{n_regions:7d} {density:7.2f} {channels:9d}  "
        + " ".join(f"{np.median(times[name]):7.2f}" for name in ROUTES)
        + "   "
        + " ".join(f"{np.median(times[name] / times['ours']):8.1f}" for name in ROUTES[1:])
        + f"   {largest:.1e}",
        flush=True,
    )


def main():
    """Print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch", type=int, default=64)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.sparse.check_sparse_tensor_invariants.disable()  # as torch does, but without a warning
    print(
        f"graph convolution, forward and backward, batches of {given.batch}, float32, one thread, "
        f"{cpu_count()} cores; CPU milliseconds and ratios, medians of {REPEATS - 3}"
    )
    print(
        "regions density  channels     ours   batch  static     csr   batch/us static/us   csr/us"
        "   largest relative difference"
    )
    for n_regions in (116, 400):
        for density in (0.05, 0.2):
            for channels in (1, 4, 16):
                compare(n_regions, density, given.batch, channels)


if __name__ == "__main__":
    main()
