"""Connectomes to make nulls of: small ones with all that is hard, and real ones."""

import re

import numpy as np
import pytest
from hypothesis import reject
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.datasets import fetch_group_connectome


@st.composite
def _connectomes(draw, sizes=(5, 12)):
    """Directed or not, dense or sparse, connected or not, with negative weights and ties."""
    n_regions, directed = draw(st.integers(*sizes)), draw(st.booleans())
    random = np.random.RandomState(draw(st.integers(0, 10_000)))
    weights = random.choice([-2.0, -0.5, 0.25, 1.0, 1.0, 3.0], size=(n_regions, n_regions))
    weights *= random.random_sample(weights.shape) < draw(st.floats(0.2, 0.6))
    if not directed:
        weights = np.triu(weights, 1) + np.triu(weights, 1).T
    coordinates = random.uniform(-60, 60, size=(n_regions, 3))
    stored = sparse.csr_array(weights) if draw(st.booleans()) else weights
    return Connectome(stored, coordinates=coordinates, name="drawn")


@pytest.fixture(scope="session")
def connectomes():
    """Strategy: small connectomes with coordinates."""
    return _connectomes


@pytest.fixture(scope="session")
def reject_if_too_small():
    """Leave out what has no such null, and only that."""

    def leave_out(error):
        assert re.search("no two edges|at least 2 edges|needs edges|connects all", str(error))
        reject()

    return leave_out


@pytest.fixture(params=["84 regions", "cortex", "ENIGMA"])
def brain(request):
    """Real connectomes, two of them packaged; ENIGMA's has negative weights."""
    if request.param == "ENIGMA":
        folder = request.getfixturevalue("data_dir")
        if not (folder / "enigma").is_dir():
            pytest.skip(f"needs ENIGMA's connectomes, and there is no folder {folder / 'enigma'}")
        return fetch_group_connectome(data_dir=folder, verbose=0)
    return load_connectome(cortex_only=request.param == "cortex")


@pytest.fixture(scope="session")
def degrees():
    """Outgoing and incoming degrees of a connectome."""
    return lambda connectome: np.stack([connectome.adjacency().sum(axis) for axis in (1, 0)])


@pytest.fixture(scope="session")
def multiset():
    """Sorted weights of a connectome."""
    return lambda connectome: np.sort(connectome.to_dense(), axis=None)


@pytest.fixture(scope="session")
def n_pieces():
    """Count the weakly connected pieces of a connectome."""

    def count(connectome):
        graph = sparse.csr_array(connectome.adjacency())
        return connected_components(graph, connection="weak")[0]

    return count
