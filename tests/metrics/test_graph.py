"""Graph measures are networkx's, and know a small world from a random graph."""

import networkx
import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.metrics import modularity, small_worldness
from sk_ccnn.nulls import make_nulls


def watts_strogatz(rewired):
    graph = networkx.connected_watts_strogatz_graph(60, 6, rewired, seed=0)
    return Connectome(networkx.to_numpy_array(graph))


def test_clustering_and_paths_are_networkx():
    graph = watts_strogatz(0.1).to_networkx()
    found = small_worldness(watts_strogatz(0.1), n_nulls=2, random_state=0)
    assert found.clustering == pytest.approx(networkx.transitivity(graph))
    assert found.path_length == pytest.approx(networkx.average_shortest_path_length(graph))


def test_small_worldness_is_the_ratio_of_ratios_and_near_1_for_a_random_graph():
    small = small_worldness(watts_strogatz(0.1), random_state=0)
    clustering = small.clustering / small.null_clustering
    assert small.sigma == pytest.approx(clustering / (small.path_length / small.null_path_length))
    (null,) = make_nulls(watts_strogatz(0.1), n_nulls=1, random_state=0)
    random = small_worldness(null.connectome, random_state=1)
    assert small.sigma > 2
    assert random.sigma == pytest.approx(1, abs=0.25)


def test_small_worldness_does_not_ask_for_strengths_signs_or_directions():
    graph = watts_strogatz(0.1)
    turned = np.triu(graph.to_dense() * -3.0) + np.tril(graph.to_dense() * 0.1)
    assert small_worldness(Connectome(turned), random_state=0) == small_worldness(
        graph, random_state=0
    )


def test_regions_without_connections_leave_small_worldness_as_it_is():
    graph = watts_strogatz(0.1)
    lonely = Connectome(np.pad(graph.to_dense(), 5))
    found = small_worldness(lonely, random_state=0)
    assert found == small_worldness(graph, random_state=0)
    assert found.n_regions == 60


def test_a_complete_graph_has_no_small_worldness():
    with pytest.raises(ValueError, match="connects all regions"):
        small_worldness(Connectome(np.ones((6, 6))))


def test_modularity_of_communities_that_share_no_edge_is_known():
    blocks = Connectome(np.kron(np.eye(4), np.ones((5, 5))))
    assert modularity(blocks, random_state=0) == pytest.approx(1 - 1 / 4)
    assert modularity(Connectome(np.ones((6, 6))), random_state=0) == pytest.approx(0)
    assert np.isnan(modularity(Connectome(np.zeros((4, 4)))))


def test_the_brain_is_more_modular_than_when_it_is_rewired_and_one_seed_gives_one_value():
    brain = load_connectome()
    (null,) = make_nulls(brain.replace(lengths=None), n_nulls=1, random_state=0)
    found = modularity(brain, random_state=0)
    assert found == modularity(brain, random_state=0)
    assert found > modularity(null.connectome, random_state=0) + 0.1
