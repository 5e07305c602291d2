"""The contributions of the wires between regions, while these grow from 0 to their weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.utils import _safe_indexing
from torch import Tensor, nn

from ..connectome import n_pairs
from ..estimators import BaseConnectomeEstimator
from ..nn import Wires, pair_of_wires, select_members
from ..training import all_wires, single_thread
from ..types import FloatArray, IntArray
from .integration import BUDGET, quadrature
from .subjects import arranged, to_decision_scale


class WirePath:
    """The straight line from a network whose wires between regions are cut to the trained one.

    Each subject needs the gradient of weights that all subjects share; so a member is copied once
    for each subject, and the copies are a stack like any other.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    X : array-like
        Subjects as the network takes them; only a few at a time are looked at.

    Raises
    ------
    ValueError
        If the network has no wires between regions.
    """

    def __init__(self, network: BaseConnectomeEstimator, X: ArrayLike) -> None:
        module = network.net_.module_
        if not all_wires(module):
            raise ValueError(
                "edge importance over nodes is that of the wires between regions, but this network "
                "has none: architecture='linear' over nodes has none, and a callable architecture "
                "has those of its sk_ccnn.nn layers"
            )
        self.network, self.X = network, X
        self.n_members = network.net_.n_members
        n_values = sum(parameter.numel() for parameter in module.parameters())
        n_values += sum(wires.n_positions() * wires.n_members for wires, _ in all_wires(module))
        self.rows_at_once = max(1, BUDGET // n_values)

    def change(self) -> FloatArray:
        """Change of each member's outputs from cut wires: (n_members, n_subjects, n_outputs)."""
        cut = self._copies(range(self.n_members))
        with torch.no_grad():
            for wires, _ in all_wires(cut):
                wires.values.masked_fill_(wires.between, 0)
        whole, without = (self.network.member_outputs(self.X, each) for each in (None, cut))
        return to_decision_scale(self.network, torch.from_numpy(whole - without)).numpy()

    def attribute(self, rows: IntArray, n_steps: int) -> FloatArray:
        """Integrate over the line: array of shape (n_members, n_rows, n_pairs, n_outputs)."""
        copies = self._copies(np.repeat(np.arange(self.n_members), len(rows)).tolist())
        subjects = arranged(self.network, _safe_indexing(self.X, rows))
        subjects = subjects.repeat(self.n_members, 1, 1)[:, None]
        owned = all_wires(copies)
        learned = [wires.values.detach().clone() for wires, _ in owned]
        between = [wires.between for wires, _ in owned]
        totals = [torch.zeros(()) for _ in owned]
        with single_thread():
            for share, weight in quadrature(n_steps):
                for (wires, _), values, moves in zip(owned, learned, between, strict=True):
                    wires.values.data = torch.where(moves, share * values, values)
                gradients = self._gradients(copies, [wires.values for wires, _ in owned], subjects)
                totals = [
                    total + weight * each for total, each in zip(totals, gradients, strict=True)
                ]
        shape = (len(subjects), n_pairs(self.network.n_regions_), totals[0].shape[-1])
        by_pair = torch.zeros(shape, dtype=torch.float64, device=subjects.device)
        for (wires, member), values, total in zip(owned, learned, totals, strict=True):
            own = slice(None) if member is None else slice(member, member + 1)
            _add_by_pair(by_pair[own], wires, total * values[..., None])
        return by_pair.unflatten(0, (self.n_members, len(rows))).cpu().numpy()

    def _copies(self, members: Sequence[int]) -> nn.Module:
        """Copy members into a stack of their own, whose wires have gradients."""
        net = self.network.net_
        copies = select_members(net.module_, net.generators, members)[0].eval()
        for wires, _ in all_wires(copies):
            wires.values.requires_grad_()
        return copies

    def _gradients(
        self, copies: nn.Module, values: list[nn.Parameter], subjects: Tensor
    ) -> list[Tensor]:
        """Give the gradients of each output at the wires of each layer, last axis outputs."""
        sums = to_decision_scale(self.network, copies(subjects)).flatten(0, 1).sum(dim=0)
        of_outputs = [
            torch.autograd.grad(
                each, values, retain_graph=True, allow_unused=True, materialize_grads=True
            )
            for each in sums
        ]
        return [torch.stack(layer, dim=-1) for layer in zip(*of_outputs, strict=True)]


def _add_by_pair(by_pair: Tensor, wires: Wires, by_wire: Tensor) -> None:
    """Add up the wires of each pair of regions, in both directions."""
    index = wires.per_member(pair_of_wires(wires))[..., None].expand_as(by_wire)
    by_pair.scatter_add_(1, index, (by_wire * wires.between[..., None]).double())
