"""A connectome as a graph of other libraries, which are imported only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.utils import check_random_state

from ..types import IntArray, RandomState
from .base import BaseConnectome
from .topology import edge_list

if TYPE_CHECKING:
    import networkx
    from torch_geometric.data import Data


def to_networkx(connectome: BaseConnectome) -> networkx.Graph:
    """Build the graph described in :meth:`sk_ccnn.Connectome.to_networkx`."""
    import networkx

    graph = networkx.DiGraph() if connectome.is_directed else networkx.Graph()
    graph.graph["name"] = connectome.name
    for index, label in enumerate(connectome.labels):
        graph.add_node(label, index=index)
        if connectome.coordinates is not None:
            # One number each: no file format of networkx holds a tuple.
            position = zip("xyz", connectome.coordinates[index].tolist(), strict=True)
            graph.nodes[label].update(position)
    for i, j, weight in zip(*edge_list(connectome.weights), strict=True):
        edge = {"weight": float(weight)}
        if connectome.lengths is not None and connectome.lengths[i, j] > 0:
            edge["length"] = float(connectome.lengths[i, j])
        graph.add_edge(connectome.labels[i], connectome.labels[j], **edge)
    return graph


def to_torch_geometric(connectome: BaseConnectome) -> Data:
    """Build the data described in :meth:`sk_ccnn.Connectome.to_torch_geometric`."""
    import torch
    from torch_geometric.data import Data

    rows, columns, values = edge_list(connectome.weights)
    data = Data(
        edge_index=torch.from_numpy(np.stack([rows, columns]).astype(np.int64)),
        edge_weight=torch.from_numpy(values.astype(np.float32)),
        num_nodes=connectome.n_regions,
        labels=list(connectome.labels),
    )
    if connectome.lengths is not None:
        lengths = connectome.lengths[rows, columns]
        data.edge_length = torch.from_numpy(lengths.astype(np.float32))
    if connectome.coordinates is not None:
        data.pos = torch.from_numpy(connectome.coordinates.astype(np.float32))
    return data


def louvain(connectome: BaseConnectome, resolution: float, random_state: RandomState) -> IntArray:
    """Find the communities described in :meth:`sk_ccnn.Connectome.communities`."""
    import networkx

    weights: Any = connectome.weights
    graph = to_networkx(connectome.replace(weights=abs(weights)))
    seed = int(check_random_state(random_state).randint(2**31 - 1))
    found = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    index = {label: number for number, label in enumerate(connectome.labels)}
    communities = np.empty(connectome.n_regions, dtype=int)
    in_order = sorted(found, key=lambda members: min(index[label] for label in members))
    for number, members in enumerate(in_order):
        communities[[index[label] for label in members]] = number
    return communities
