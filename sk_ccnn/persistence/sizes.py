"""How much memory the network of a plan takes, before it is built."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ..connectome import Connectome
from ..estimators import FitPlan
from ..nn import NetworkSpec
from ..training import Members
from .errors import ModelFileError, printable
from .memory import MemoryCount

_ARCHITECTURES = ("linear", "mlp", "gcn", "gat", "encoder", "autoencoder")
_WIRE_BYTES = 100  # of a wire of a stack: position, pair, length, marks, and its layout
_COPIES = 2  # of the weights of a member
_LAYER_BYTES = 2**20  # of a layer however small, and of the time to build it


def count_plan(plan: FitPlan, count: MemoryCount) -> None:
    """Count the network that a plan of a file asks for.

    Parameters
    ----------
    plan : FitPlan
        Built of what the file holds: any part of it may be forged.
    count : MemoryCount

    Raises
    ------
    ModelFileError
        If it is no plan, or its network is larger than the limit.
    """
    if type(plan) is not FitPlan:
        raise ModelFileError("the file holds a network without a plan")
    spec, members = vars(plan).get("spec"), vars(plan).get("members")
    if type(spec) is not NetworkSpec or type(members) is not Members:
        raise ModelFileError("the file holds a network whose plan is not whole")
    if not isinstance(spec.connectome, Connectome):
        raise ModelFileError("the file holds a network without a connectome")
    if not isinstance(plan.architecture, str) or plan.architecture not in _ARCHITECTURES:
        raise ModelFileError(
            f"the file holds a network of architecture {printable(plan.architecture)}, which has "
            "no name"
        )
    if plan.dtype not in ("float32", "float64"):
        raise ModelFileError("the file holds a network that is not float32 or float64")
    n_members = np.size(members.seeds)
    count.add(_LAYER_BYTES * len(spec.hidden_channels), f"{len(spec.hidden_channels)} layers")
    n_values = _values_of_member(spec)
    n_bytes = n_values * (_WIRE_BYTES + n_members * _COPIES * np.dtype(plan.dtype).itemsize)
    count.add(n_bytes, f"a network of {n_members} members with up to {n_values:,} weights")
    _require_layout(vars(plan).get("layout"), spec)


def _require_layout(layout: Any, spec: NetworkSpec) -> None:
    """Refuse features that are not those of the network, which is tried with some of them."""
    sizes = ("features", "n_regions", "in_channels")
    found = [getattr(layout, name, None) for name in sizes]
    wanted = [spec.features, spec.connectome.n_regions, spec.in_channels]
    if found != wanted:
        raise ModelFileError("the file holds a network for other features than those of its plan")


def _values_of_member(spec: NetworkSpec) -> int:
    """Give an upper bound for the weights of one member, of whatever architecture."""
    sizes = (spec.in_channels, spec.n_outputs, *spec.hidden_channels)
    if any(type(size) is not int or size < 0 for size in sizes):
        raise ModelFileError(f"the file holds a network of sizes {printable(str(sizes))}")
    n_regions = spec.connectome.n_regions
    n_pairs = n_regions**2 if spec.constraint != "hard" else spec.connectome.n_edges + n_regions
    widths = spec.hidden_channels or (1,)
    is_edges = spec.features == "edges"
    first = 1 if is_edges else spec.in_channels
    # There and, in an autoencoder, back again.
    layers = 2 * n_pairs * sum(a * b for a, b in pairwise((first, *widths)))
    of_channels = sum(a * b for a, b in pairwise((n_regions if is_edges else first, *widths)))
    read_out = n_regions * max(first, widths[-1]) * spec.n_outputs
    if is_edges:  # pairs are read out directly too
        read_out += n_pairs * min(spec.n_outputs, n_regions)
    return layers + of_channels + read_out
