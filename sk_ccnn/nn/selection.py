"""Take members out of a stack."""

import copy
from collections.abc import Sequence
from typing import TypeVar

from torch import nn

from .edges import PairLayer
from .generators import MemberGenerators
from .memberwise import Memberwise
from .wires import Wires

_Module = TypeVar("_Module", bound=nn.Module)


def select_members(
    module: _Module, generators: MemberGenerators, members: Sequence[int]
) -> tuple[_Module, MemberGenerators]:
    """Copy some members of a stack into a stack of their own.

    It relies on what holds for every stacked module: parameters have a leading axis of members, and
    buffers too, or a leading axis of length 1 where all members share them.

    Parameters
    ----------
    module : Module
        Stack of networks; it stays as it is.
    generators : MemberGenerators
        What its members draw from.
    members : sequence of int
        Which members, in this order.

    Returns
    -------
    module : Module
        Stack of those members, with weights of its own and shared constants.
    generators : MemberGenerators

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn.nn import MemberGenerators, Readout, select_members
    >>> generators = MemberGenerators([0, 1, 2])
    >>> stack = Readout(4, 1, 3, generators)
    >>> last, _ = select_members(stack, generators, [2])
    >>> bool((last.weight[0] == stack.weight[2]).all()), last.weight.shape
    (True, torch.Size([1, 4, 1]))
    """
    chosen, members = generators.select(members), list(members)
    # deepcopy takes what the memo holds for a copy.
    memo: dict[int, object] = {id(generators): chosen}
    alone: set[int] = set()
    for part in module.modules():
        if isinstance(part, Memberwise):
            own = [copy.deepcopy(part.members[member]) for member in members]
            memo[id(part.members)] = nn.ModuleList(own)
            alone.update(map(id, part.members.state_dict(keep_vars=True).values()))
    for tensor in module.parameters():
        if id(tensor) not in alone:
            memo[id(tensor)] = nn.Parameter(tensor.detach()[members], tensor.requires_grad)
    for buffer in module.buffers():
        if id(buffer) not in alone:
            is_shared = len(buffer) == 1 and len(generators) > 1
            memo[id(buffer)] = buffer if is_shared else buffer[members]
    selected = copy.deepcopy(module, memo)
    for part in selected.modules():
        if isinstance(part, Wires):  # that others had more wires means nothing to those chosen
            part.cut_padding()
    for part in selected.modules():
        if isinstance(part, PairLayer):
            part.find_pairs()
    return selected, chosen
