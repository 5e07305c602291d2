"""A connectome as other libraries want it; they are imported only when asked for."""

import numpy as np

from .topology import edge_list


def to_networkx(connectome):
    """Build the graph described in :meth:`sk_ccnn.Connectome.to_networkx`."""
    import networkx

    graph = networkx.DiGraph() if connectome.is_directed else networkx.Graph()
    graph.graph["name"] = connectome.name
    for index, label in enumerate(connectome.labels):
        graph.add_node(label, index=index)
        if connectome.coordinates is not None:
            graph.nodes[label]["position"] = tuple(connectome.coordinates[index].tolist())
    for i, j, weight in zip(*edge_list(connectome.weights), strict=True):
        edge = {"weight": float(weight)}
        if connectome.lengths is not None and connectome.lengths[i, j] > 0:
            edge["length"] = float(connectome.lengths[i, j])
        graph.add_edge(connectome.labels[i], connectome.labels[j], **edge)
    return graph


def to_torch_geometric(connectome):
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
