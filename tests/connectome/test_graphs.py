"""Other libraries get every edge, and what they find in them follows the connectome."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome


def test_networkx_graph_carries_labels_positions_weights_and_lengths():
    networkx = pytest.importorskip("networkx")
    connectome = load_connectome()
    graph = connectome.to_networkx()
    assert np.array_equal(networkx.to_numpy_array(graph), connectome.to_dense())
    node = graph.nodes["L_bankssts"]
    assert [node[axis] for axis in "xyz"] == connectome.coordinates[0].tolist()
    i, j = np.argwhere(connectome.adjacency())[0]
    edge = graph.edges[connectome.labels[i], connectome.labels[j]]
    assert edge["length"] == connectome.lengths[i, j]
    assert Connectome([[0, 1], [0, 0]]).to_networkx().is_directed()


@pytest.mark.parametrize("end", ["graphml", "gexf", "gml"])
@pytest.mark.parametrize("directed", [False, True])
def test_networkx_writes_the_graph_and_reads_the_same(end, directed, tmp_path):
    networkx = pytest.importorskip("networkx")
    connectome = load_connectome()
    if directed:
        connectome = connectome.replace(weights=np.triu(connectome.to_dense()))
    graph = connectome.to_networkx()
    getattr(networkx, f"write_{end}")(graph, tmp_path / "a")
    read = getattr(networkx, f"read_{end}")(tmp_path / "a")
    assert np.array_equal(networkx.to_numpy_array(read), connectome.to_dense())
    assert [*read] == [*connectome.labels]
    for label in connectome.labels:
        assert {**graph.nodes[label], "label": label} == {**read.nodes[label], "label": label}
    for i, j, edge in graph.edges(data=True):
        assert edge["length"] == read.edges[i, j]["length"]


def test_torch_geometric_data_keeps_direction():
    pytest.importorskip("torch_geometric")
    data = Connectome(
        [[0, 2], [0, 0]], coordinates=np.eye(2, 3), lengths=[[0, 5], [5, 0]]
    ).to_torch_geometric()
    assert data.edge_index.tolist() == [[0], [1]] and data.num_nodes == 2
    assert data.edge_weight.tolist() == [2] and data.edge_length.tolist() == [5]
    assert data.pos.shape == (2, 3) and data.validate()


def test_communities_follow_blocks_whatever_the_sign():
    blocks = np.kron(np.eye(3), np.ones((4, 4))) + 0.01
    for sign in (1, -1):
        found = Connectome(sign * blocks).communities(random_state=0)
        assert found.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_communities_are_reproducible():
    connectome = load_connectome()
    assert np.array_equal(
        connectome.communities(random_state=3), connectome.communities(random_state=3)
    )


def test_unconnected_regions_are_communities_of_their_own():
    assert Connectome(np.zeros((3, 3))).communities().tolist() == [0, 1, 2]
