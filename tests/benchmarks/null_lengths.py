"""How many edges the length-preserving null rewires, and how much longer it makes them.

Over the packaged connectome (Desikan-Killiany, 84 regions, tract lengths), for several numbers of
bins: the share of edges that moved, and the change of the mean length of an edge, means over seeds.
Where netneurotools is installed, its null of the same name is measured beside it, with bins of
equal width.

    python tests/benchmarks/null_lengths.py
"""

from contextlib import redirect_stdout
from io import StringIO

import numpy as np

from sk_ccnn.connectome import load_connectome
from sk_ccnn.nulls import length_preserving

N_SEEDS = 8
BINS = (5, 10, 20, 40)


def measure(brain, adjacency):
    """Give the share of the brain's edges that a null lacks, and its added mean length in mm."""
    lengths, edges = brain.distances(), brain.adjacency()
    moved = (edges & ~adjacency).sum() / edges.sum()
    return moved, lengths[adjacency].mean() - lengths[edges].mean()


def ours(brain, n_bins, seed):
    """Adjacency of our null."""
    return length_preserving(brain, n_bins=n_bins, random_state=seed).connectome.adjacency()


def of_netneurotools(brain, n_bins, seed):
    """Adjacency of netneurotools' null."""
    from netneurotools.networks import match_length_degree_distribution

    edges, n_swaps = brain.adjacency().astype(float), 20 * brain.n_regions  # as it recommends
    with redirect_stdout(StringIO()):  # it prints when no edge is left to swap
        rewired, _, _ = match_length_degree_distribution(
            edges, brain.distances(), nbins=n_bins, nswap=n_swaps, seed=seed
        )
    return np.asarray(rewired) != 0


def main():
    """Print the table."""
    brain, makers = load_connectome(), {"ours": ours}
    try:
        import netneurotools.networks  # noqa: F401
    except ImportError:
        print("netneurotools is not installed")
    else:
        makers["netneurotools"] = of_netneurotools
    for name, make in makers.items():
        for n_bins in BINS:
            rows = [measure(brain, make(brain, n_bins, seed)) for seed in range(N_SEEDS)]
            moved, longer = np.mean(rows, axis=0)
            print(f"{name:<14} {n_bins:>2} bins: {moved:.3f} of the edges moved, {longer:+.2f} mm")


if __name__ == "__main__":
    main()
