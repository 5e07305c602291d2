"""The wiring that a network has learned, with its signs where they mean something."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from ..connectome import Connectome, edge_list
from ..estimators import BaseConnectomeEstimator, find_network
from ..nn import ConnectomeRegression, EdgeReadout, Wires


class LearnedWiring(NamedTuple):
    """What a network has learned.

    Parameters
    ----------
    connectome : Connectome
        Its weights are what was learned.
    signed : bool
        Whether the signs of the weights mean something.
    label : str
        What a weight is, and its unit.
    """

    connectome: Connectome
    signed: bool
    label: str


def has_negative(connectome: Connectome) -> bool:
    """Tell whether a weight is negative, so that signs mean something.

    Parameters
    ----------
    connectome : Connectome

    Returns
    -------
    bool
    """
    return bool((edge_list(connectome.weights)[2] < 0).any())


def learned_wiring(estimator: Any) -> LearnedWiring:
    """Give the learned wiring of a network, or of what is wrapped around one.

    Parameters
    ----------
    estimator : estimator
        Fitted; as of `find_network`.

    Returns
    -------
    LearnedWiring
        The weights of a linear model over edges with one output (a number, or two classes) are
        signed; of any other network, the sum of abs(weight) over layers and channels.

    Raises
    ------
    TypeError, NotFittedError
        As of `find_network`.
    ValueError
        If the network has no wires between regions.
    """
    network = find_network(estimator, fitted=True)
    readout = getattr(network.net_.module_, "readout", None)
    if isinstance(network.net_.module_, ConnectomeRegression) and isinstance(readout, EdgeReadout):
        effects = _effect_of_outputs(network)
        if effects is not None:
            weights = readout.scale * _mean_weights(readout.wires, effects)
            unit = "standardised" if network.standardize else "per unit of X"
            label = f"weight ({unit})"
            if hasattr(network, "classes_"):
                label = f"weight for {network.classes_[1]!s} ({unit})"
            connectome = network.connectome_
            name = f"learned on {connectome.name}" if connectome.name else "learned"
            if not sparse.issparse(connectome.weights):
                weights = weights.toarray()
            return LearnedWiring(connectome.replace(weights=weights, name=name), True, label)
    return LearnedWiring(network.learned_connectome(), False, "sum of |weight| (arbitrary units)")


def _effect_of_outputs(network: BaseConnectomeEstimator) -> np.ndarray | None:
    """Tell what each output does to what is predicted; None where several things are."""
    n_outputs = network.plan_.target.n_outputs
    if hasattr(network, "classes_"):
        return np.array([-1.0, 1.0]) if n_outputs == 2 else None
    return np.ones(1) if n_outputs == 1 else None


def _mean_weights(wires: Wires, effects: np.ndarray) -> Any:
    """Average the weights of pairs over members, both directions of a pair alike."""
    arrays = (wires.index, wires.source, wires.target, wires.exists)
    index, source, target, exists = (wires.per_member(each).cpu().numpy() for each in arrays)
    values = wires.values.detach().double().cpu().numpy() * effects[index % wires.shape[-1]]
    kept = exists.astype(bool)
    shape = (wires.n_regions, wires.n_regions)
    one_way = sparse.coo_array((values[kept] / len(values), (source[kept], target[kept])), shape)
    return sparse.csr_array(one_way + one_way.T)
