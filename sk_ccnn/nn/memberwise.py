"""Stack modules that have no axis of members."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

from .generators import MemberGenerators

_Result = TypeVar("_Result")

# A user's module may draw from torch's global generator; one at a time keeps fits repeatable.
_GLOBAL_GENERATOR = threading.RLock()


class Memberwise(nn.Module):
    """Run one module per member in turn and stack their outputs.

    Whatever a module draws from torch's global generator, when it is built or trained, it draws
    from its member's own state; the global state is restored.

    Parameters
    ----------
    build : callable or sequence of callable, length n_members
        Makes the module of any member, or of each, without arguments. The module maps (batch, ...)
        to (batch, n_outputs).
    generators : MemberGenerators
        One per member.

    Shapes
    ------
    - input: (batch, ...) shared by all members, or (n_members, batch, ...)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(
        self,
        build: Callable[[], nn.Module] | Sequence[Callable[[], nn.Module]],
        generators: MemberGenerators,
    ) -> None:
        super().__init__()
        self._generators = generators
        builders = [build] * len(generators) if callable(build) else build
        self.members = nn.ModuleList(
            self._as_member(member, build) for member, build in enumerate(builders)
        )

    def _as_member(self, member: int, function: Callable[..., _Result], *args: Tensor) -> _Result:
        generator = self._generators[member]
        with _GLOBAL_GENERATOR, torch.random.fork_rng(devices=[]):
            torch.set_rng_state(generator.get_state())
            result = function(*args)
            generator.set_state(torch.get_rng_state())
        return result

    def forward(self, x: Tensor) -> Tensor:
        """Map each member's input by that member's module."""
        own = x.dim() > 3
        outputs = [
            self._as_member(index, module, x[index] if own else x)
            for index, module in enumerate(self.members)
        ]
        return torch.stack(outputs)
