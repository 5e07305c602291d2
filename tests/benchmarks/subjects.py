"""Made-up subjects for the other scripts: noise, and a connectome on a sphere."""

import numpy as np

from sk_ccnn import Connectome


def make_connectome(n_regions, density):
    """Draw a connectome by the distance rule: Connectome."""
    directions = np.random.default_rng(0).normal(size=(n_regions, 3))
    coordinates = 70 * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    return Connectome.from_coordinates(coordinates, density=density, random_state=0)


def make_subjects(n_subjects, n_regions, density=0.2):
    """Make noise over nodes; speed depends on nothing else: connectome, X, y."""
    rng = np.random.default_rng(1)
    X = rng.standard_normal((n_subjects, n_regions), dtype=np.float32)
    y = X[:, 0] + rng.standard_normal(n_subjects, dtype=np.float32)
    return make_connectome(n_regions, density), X, y


def make_pairs(n_subjects, n_regions, density):
    """Make noise over all pairs, of which 20 that are connected tell y: connectome, X, y."""
    rng = np.random.default_rng(1)
    connectome = make_connectome(n_regions, density)
    X = rng.standard_normal((n_subjects, n_regions * (n_regions - 1) // 2), dtype=np.float32)
    informative = rng.choice(np.flatnonzero(connected_pairs(connectome)), 20, replace=False)
    y = X[:, informative].sum(axis=1) + rng.standard_normal(n_subjects, dtype=np.float32)
    return connectome, X, y


def connected_pairs(connectome):
    """Tell which pairs (upper triangle, row by row) are connected: bool array (n_pairs,)."""
    adjacency = connectome.to_dense() != 0
    return (adjacency | adjacency.T)[np.triu_indices(connectome.n_regions, 1)]
