"""Assemble the net that trains a stack of members."""

import numpy as np
import torch

from ..penalties import ModularCost, OffConnectomeCost, WiringCost
from .members import all_wires, owner_of_parameters
from .net import StackNet
from .optimizer import StackedAdam


def make_net(module, members, generators, criterion, **kwargs):
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


def penalty_terms(module, members):
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
    terms = []
    for wires, member in all_wires(module):
        which = slice(None) if member is None else slice(member, member + 1)
        penalties = [
            WiringCost(members.spread("lambda_wiring")[which]),
            OffConnectomeCost(members.spread("lambda_constraint")[which]),
        ]
        if members.communities is not None:
            communities = members.spread_communities(np.shape(members.communities)[-1])[which]
            penalties.append(ModularCost(members.spread("lambda_modular")[which], communities))
        terms += [(wires, penalty) for penalty in penalties if penalty.is_active(wires)]
    return terms


@torch.no_grad()
def wiring_cost(module):
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


def sum_over_wires(module, measure):
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
        Members of a `Memberwise` network one after the other.
    """
    stacked, owned = 0, {}
    for wires, member in all_wires(module):
        if member is None:
            stacked = stacked + measure(wires)
        else:
            owned[member] = owned.get(member, 0) + measure(wires)
    return torch.cat([owned[m] for m in sorted(owned)]) + stacked if owned else stacked
