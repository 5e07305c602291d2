"""Communities: groups of regions that are more connected among themselves than with others."""

import numpy as np
from sklearn.utils import check_random_state

from .export import to_networkx


def louvain(connectome, resolution, random_state):
    """Find the communities described in :meth:`sk_ccnn.Connectome.communities`."""
    import networkx

    graph = to_networkx(connectome.replace(weights=abs(connectome.weights)))
    seed = int(check_random_state(random_state).randint(2**31 - 1))
    found = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    index = {label: position for position, label in enumerate(connectome.labels)}
    communities = np.empty(connectome.n_regions, dtype=int)
    in_order = sorted(found, key=lambda members: min(index[label] for label in members))
    for number, members in enumerate(in_order):
        communities[[index[label] for label in members]] = number
    return communities
