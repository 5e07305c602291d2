"""The members of a stack: what may differ between them, and the net that trains them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from ..nn import MemberGenerators, Memberwise, Wires
from ..penalties import BasePenalty, ModularCost, OffConnectomeCost, WiringCost
from ..types import AnyArray, FloatArray
from .net import StackNet
from .optimizer import StackedAdam

PerMember: TypeAlias = float | Sequence[float] | FloatArray | Tensor


@dataclass(frozen=True)
class Members:
    """Seeds and hyperparameters of the members, one value each.

    Parameters
    ----------
    seeds : array-like of shape (n_members,), int
        Seed of the initial weights and dropout.
    lr, alpha, dropout, lambda_wiring, lambda_constraint, lambda_modular : float or (n_members,)
        Learning rate, weight decay, dropout rate and strengths of the penalties.
    communities : array-like of shape (n_regions,) or (n_members, n_regions), int, optional
        Community of each region; only needed for `lambda_modular`.

    Examples
    --------
    >>> Members(seeds=[1, 2, 3], lambda_wiring=[0.0, 0.1, 1.0]).spread("lambda_wiring")
    tensor([0.0000, 0.1000, 1.0000], dtype=torch.float64)
    """

    seeds: Sequence[int] | AnyArray
    lr: PerMember = 1e-2
    alpha: PerMember = 0.0
    dropout: PerMember = 0.0
    lambda_wiring: PerMember = 0.0
    lambda_constraint: PerMember = 0.0
    lambda_modular: PerMember = 0.0
    communities: Sequence[int] | Sequence[Sequence[int]] | AnyArray | Tensor | None = None

    def __len__(self) -> int:
        return len(self.seeds)

    @classmethod
    def joined(cls, stacks: Sequence[Members]) -> Members:
        """Put the members of several stacks one after the other.

        Parameters
        ----------
        stacks : sequence of Members

        Returns
        -------
        Members
        """
        seeds = [seed for members in stacks for seed in members.seeds]
        names = [f.name for f in fields(cls) if f.name not in ("seeds", "communities")]
        values = {name: torch.cat([each.spread(name) for each in stacks]) for name in names}
        return cls(seeds, **values, communities=_joined_communities(stacks))

    def spread(self, name: str) -> Tensor:
        """One value for each member: float64 tensor of shape (n_members,)."""
        values = torch.as_tensor(getattr(self, name), dtype=torch.float64)
        return values.expand(len(self)).clone()

    def spread_communities(self, n_regions: int) -> Tensor:
        """One row for each member: int tensor of shape (n_members, n_regions).

        Without communities all regions are in one.
        """
        given = np.zeros(n_regions) if self.communities is None else np.asarray(self.communities)
        return torch.tensor(np.broadcast_to(given.astype(int), (len(self), n_regions)))


def _joined_communities(stacks: Sequence[Members]) -> Tensor | None:
    """Give the communities of each member, None if none has any."""
    known = [each.communities for each in stacks if each.communities is not None]
    if not known:
        return None
    n_regions = np.shape(known[0])[-1]
    return torch.cat([each.spread_communities(n_regions) for each in stacks])


def owner_of_parameters(module: nn.Module) -> dict[Tensor, int]:
    """Tell which member a parameter or buffer without a leading axis of members belongs to.

    Parameters
    ----------
    module : Module
        Any network; members of its `Memberwise` parts own their state.

    Returns
    -------
    dict
        From parameter or persistent buffer to member index.
    """
    return {
        tensor: member
        for part in module.modules()
        if isinstance(part, Memberwise)
        for member, own in enumerate(part.members)
        for tensor in own.state_dict(keep_vars=True).values()
    }


def all_wires(module: nn.Module) -> list[tuple[Wires, int | None]]:
    """Give the wires of a network and the member that owns each, None where it is stacked."""
    owner = owner_of_parameters(module)
    return [(part, owner.get(part.values)) for part in module.modules() if isinstance(part, Wires)]


def make_net(
    module: nn.Module,
    members: Members,
    generators: MemberGenerators,
    criterion: type[nn.Module] | nn.Module,
    **kwargs: Any,
) -> StackNet:
    """Make a `StackNet` whose members each have their own learning rate, decay and penalties.

    Parameters
    ----------
    module : Module
        Stack of networks.
    members : Members
        Hyperparameters of each member.
    generators : MemberGenerators
        What the module draws from.
    criterion : Module
        Loss per member and subject.
    **kwargs
        Further parameters of `StackNet`.

    Returns
    -------
    StackNet
        Initialised.
    """
    lr = members.spread("lr")
    fastest = float(lr.max())
    net = StackNet(
        module,
        criterion,
        generators=generators,
        optimizer=StackedAdam,
        optimizer__lr_scale=lr / fastest,
        optimizer__alpha=members.spread("alpha"),
        optimizer__terms=penalty_terms(module, members),
        optimizer__owner=owner_of_parameters(module),
        optimizer__param_groups=[("*bias", {"decays": False})],
        lr=fastest,
        use_caching=False,
        verbose=0,
        **kwargs,
    )
    return net.initialize()


def penalty_terms(module: nn.Module, members: Members) -> list[tuple[Wires, BasePenalty]]:
    """Pair the wires of a network with the penalties that act on them.

    Parameters
    ----------
    module : Module
        Stack of networks.
    members : Members
        Strengths of each member.

    Returns
    -------
    list of (Wires, BasePenalty)
    """
    terms: list[tuple[Wires, BasePenalty]] = []
    for wires, member in all_wires(module):
        which = slice(None) if member is None else slice(member, member + 1)
        penalties: list[BasePenalty] = [
            WiringCost(members.spread("lambda_wiring")[which]),
            OffConnectomeCost(members.spread("lambda_constraint")[which]),
        ]
        if members.communities is not None:
            communities = members.spread_communities(np.shape(members.communities)[-1])[which]
            penalties.append(ModularCost(members.spread("lambda_modular")[which], communities))
        terms += [(wires, penalty) for penalty in penalties if penalty.is_active(wires)]
    return terms


@torch.no_grad()
def wiring_cost(module: nn.Module) -> Tensor:
    """Cost of all wires of each member at strength 1.

    Parameters
    ----------
    module : Module
        Stack of networks.

    Returns
    -------
    Tensor of shape (n_members,)
        Sum of abs(weight) * distance / mean distance.
    """
    return sum_over_wires(module, WiringCost(1.0).value)


def sum_over_wires(module: nn.Module, measure: Callable[[Wires], Tensor]) -> Tensor:
    """Sum a measure of wires over the layers of each member.

    Parameters
    ----------
    module : Module
        Stack of networks.
    measure : callable
        From `Wires` to a tensor of shape (n_members of these wires, ...).

    Returns
    -------
    Tensor of shape (n_members, ...)
        Members of a `Memberwise` network one after the other. A single 0 where there are no wires.
    """
    stacked: Tensor | None = None
    owned: dict[int, Tensor] = {}
    for wires, member in all_wires(module):
        measured = measure(wires)
        if member is not None:
            owned[member] = owned[member] + measured if member in owned else measured
        else:
            stacked = measured if stacked is None else stacked + measured
    if not owned:
        return torch.zeros(1) if stacked is None else stacked
    joined = torch.cat([owned[member] for member in sorted(owned)])
    return joined if stacked is None else joined + stacked
