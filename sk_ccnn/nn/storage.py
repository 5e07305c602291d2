"""In which form the weights of each layer are multiplied."""

from __future__ import annotations

from typing import Literal, TypeAlias

from torch import nn

from .edges import EdgeReadout, EdgesToRegions, is_sparse
from .linear import prefers_sparse
from .rebuilt_edges import RegionsToEdges
from .wires import Wires

Storage: TypeAlias = Literal["dense", "sparse", "packed"]


def storage_of_wires(module: nn.Module) -> list[tuple[Wires, Storage]]:
    """Tell how the wires of a network are multiplied.

    Parameters
    ----------
    module : Module
        Stack of networks.

    Returns
    -------
    list of (Wires, {"dense", "sparse", "packed"})
        ``"dense"``: laid out with zeros where there is no wire. ``"sparse"``: as one sparse matrix.
        ``"packed"``: as they are.
    """
    of_layers: dict[Wires, Storage] = {}
    for part in module.modules():
        if isinstance(part, EdgeReadout):
            of_layers[part.wires] = "packed"
        elif isinstance(part, EdgesToRegions | RegionsToEdges):
            of_layers[part.wires] = "sparse" if is_sparse(part.wires) else "dense"
    every = [part for part in module.modules() if isinstance(part, Wires)]
    return [(wires, of_layers.get(wires) or _of_units(wires)) for wires in every]


def _of_units(wires: Wires) -> Storage:
    return "sparse" if prefers_sparse(wires.values.shape[1], wires.n_positions()) else "dense"
