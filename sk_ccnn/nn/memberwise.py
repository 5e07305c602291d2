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
    from its member's own state; the global state is restored. A CUDA device draws other numbers
    than the CPU.

    Parameters
    ----------
    build : callable or sequence of callable, length n_members
        Makes the module of any member, or of each, without arguments. The module maps (batch, ...)
        to (batch, n_outputs).
    generators : MemberGenerators
        One per member.
    n_outputs : int, optional
        Outputs that each module must have; any by default.

    Raises
    ------
    TypeError
        If what is built is no torch module.
    ValueError
        If a module fails on its input, or its output has another shape, or no gradient.

    Shapes
    ------
    - input: (batch, ...) shared by all members, or (n_members, batch, ...)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(
        self,
        build: Callable[[], nn.Module] | Sequence[Callable[[], nn.Module]],
        generators: MemberGenerators,
        n_outputs: int | None = None,
    ) -> None:
        super().__init__()
        self._n_outputs = n_outputs
        self._generators = generators
        builders = [build] * len(generators) if callable(build) else build
        made = [self._as_member(member, build) for member, build in enumerate(builders)]
        for module in made:
            if not isinstance(module, nn.Module):
                raise TypeError(
                    f"an architecture must return a torch module, got {type(module).__name__}"
                )
        self.members = nn.ModuleList(made)

    def _as_member(self, member: int, function: Callable[..., _Result], *args: Tensor) -> _Result:
        generator = self._generators[member]
        devices = sorted({each.device.index for each in args if each.is_cuda})
        with _GLOBAL_GENERATOR, torch.random.fork_rng(devices=devices):
            torch.set_rng_state(generator.get_state())
            for device in devices if self.training else ():
                # Such a device has a generator of its own, which takes its seed from the member's.
                with torch.cuda.device(device):
                    torch.cuda.manual_seed(int(torch.randint(2**62, ())))
            result = function(*args)
            generator.set_state(torch.get_rng_state())
        return result

    def forward(self, x: Tensor) -> Tensor:
        """Map each member's input by that member's module."""
        own = x.dim() > 3
        outputs = [
            self._output_of(index, module, x[index] if own else x)
            for index, module in enumerate(self.members)
        ]
        return torch.stack(outputs)

    def _output_of(self, member: int, module: nn.Module, x: Tensor) -> Tensor:
        """Run a module, and say in words what is wrong with it."""
        n_outputs = "n_outputs" if self._n_outputs is None else self._n_outputs
        needed = (
            f"the module of an architecture must map {tuple(x.shape)} to ({len(x)}, {n_outputs})"
        )
        try:
            output = self._as_member(member, module, x)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as error:
            raise ValueError(f"{needed}, but it failed: {error}") from error
        if not isinstance(output, Tensor):
            raise ValueError(f"{needed}, but it returned a {type(output).__name__}")
        if self._n_outputs is not None and output.shape != (len(x), self._n_outputs):
            hint = "; a network of sk_ccnn.nn has an axis of members in front, which [0] takes off"
            raise ValueError(
                f"{needed}, but it returned {tuple(output.shape)}" + hint * (output.dim() == 3)
            )
        if self.training and torch.is_grad_enabled() and not output.requires_grad:
            raise ValueError(f"{needed} through its weights, but no gradient reaches them")
        return output
