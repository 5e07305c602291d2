"""Which wires of a network are removed, and their removal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from ..nn import Wires
from ..training import StackNet, all_wires
from ..types import BoolArray, FloatArray

Ranking: TypeAlias = Literal["cost", "magnitude", "length"]
RANKINGS: tuple[Ranking, ...] = get_args(Ranking)


@dataclass(frozen=True)
class Removal:
    """The rule by which wires of a member are removed.

    Parameters
    ----------
    by : {"cost", "magnitude", "length"}
        The most expensive, the weakest or the longest wires are removed first.
    fraction : float, optional
        Share of the wires that are not 0 to remove.
    budget : float, optional
        Largest wiring cost that may remain, instead of a fraction.
    """

    by: Ranking
    fraction: float | None = None
    budget: float | None = None

    def chosen(self, weights: FloatArray, lengths: FloatArray, between: BoolArray) -> BoolArray:
        """Choose wires.

        Parameters
        ----------
        weights, lengths : ndarray of shape (n_wires,)
            Lengths in units of the mean distance.
        between : ndarray of shape (n_wires,), bool
            Whether a wire joins two different regions; the others are free, and stay unless the
            weakest share of all wires is asked for.

        Returns
        -------
        ndarray of shape (n_wires,), bool
        """
        strength = np.abs(weights.astype(np.float64))
        cost = strength * lengths
        if self.by == "magnitude" and self.budget is None:
            between = np.ones_like(between)
        candidates = np.flatnonzero((strength > 0) & between)
        rank = {"cost": -cost, "magnitude": strength, "length": -lengths}[self.by][candidates]
        # Wires of one pair of regions are equally long: of those, the weakest first.
        candidates = candidates[np.lexsort((strength[candidates], rank))]
        chosen = np.zeros(len(weights), dtype=bool)
        chosen[candidates[: self._count(cost[candidates])]] = True
        return chosen

    def after_training(self) -> Removal:
        """Give the rule for the wires that are left, after they were trained: Removal.

        Their cost may be above the budget again. A share of the wires is removed only once.
        """
        return self if self.budget is not None else replace(self, fraction=0.0)

    def _count(self, costs: FloatArray) -> int:
        """Count the candidates to remove, from their costs in order."""
        if self.budget is None:
            return round((self.fraction or 0.0) * len(costs))
        # Summed from the end, so that the cost of no wires is exactly 0.
        left = np.append(np.cumsum(costs[::-1])[::-1], 0.0)
        return int(np.argmax(left <= self.budget))


@torch.no_grad()
def remove_wires(net: StackNet, removals: Sequence[Removal]) -> None:
    """Set wires to 0, and leave every wire that is 0 there from now on.

    Parameters
    ----------
    net : StackNet
        Changed in place.
    removals : sequence of Removal, length n_members
        For each member, which chooses by its own weights.
    """
    wires_of = all_wires(net.module_)
    for member, removal in enumerate(removals):
        own = [
            _rows_of(wires, owner, member) for wires, owner in wires_of if owner in (None, member)
        ]
        weights, lengths, between = (
            torch.cat([part.flatten() for part in parts]).cpu().numpy()
            for parts in zip(*own, strict=True)
        )
        chosen = torch.tensor(removal.chosen(weights, lengths, between))
        values = [rows[0] for rows in own]
        sizes = [part.numel() for part in values]
        for part, is_removed in zip(values, chosen.split(sizes), strict=True):
            part.masked_fill_(is_removed.view(part.shape).to(part.device), 0)
    _freeze_zeros(net, [wires for wires, _ in wires_of])


def _rows_of(wires: Wires, owner: int | None, member: int) -> tuple[Tensor, Tensor, Tensor]:
    """Give the weights of a member, their lengths, and whether they join two regions."""
    row = slice(None) if owner == member else slice(member, member + 1)
    lengths, between = (wires.per_member(each)[row] for each in (wires.lengths, wires.between))
    return wires.values[row], lengths, between


def _freeze_zeros(net: StackNet, wires: list[Wires]) -> None:
    """Freeze the weights that are 0, beside those that are frozen already."""
    frozen = net.frozen
    name_of = {parameter: name for name, parameter in net.module_.named_parameters()}
    for each in wires:
        name = name_of[each.values]
        is_zero = each.values.detach() == 0
        frozen[name] = frozen[name] | is_zero if name in frozen else is_zero
    net.freeze(frozen)
