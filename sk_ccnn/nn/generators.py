"""Randomness of each member, so that other members of a stack never change its draws."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import numpy as np
import torch
from sklearn.utils import check_random_state
from torch import Tensor

from ..types import RandomState
from .ahead import StepsAhead, draw_uniform, dropout_scale


class MemberGenerators:
    """One random generator per member of a stack.

    A member draws the same numbers alone and among a thousand others, on any device (draws are
    made on the CPU and moved), and the global state of torch is never touched.

    Parameters
    ----------
    seeds : sequence of int or torch.Generator, length n_members
        Seed of each member, or a generator that it takes over as it is.

    Examples
    --------
    >>> from sk_ccnn.nn import MemberGenerators
    >>> alone, stack = MemberGenerators([7]), MemberGenerators([3, 7])
    >>> bool((alone.normal(5)[0] == stack.normal(5)[1]).all())
    True
    """

    _ahead: StepsAhead | None = None
    _step_size = 0

    def __init__(self, seeds: Iterable[int | torch.Generator]) -> None:
        self._generators = [
            seed if isinstance(seed, torch.Generator) else torch.Generator().manual_seed(int(seed))
            for seed in seeds
        ]

    @classmethod
    def drawn(cls, n_members: int) -> Self:
        """Draw the seeds from torch's global generator, as torch's own layers draw weights."""
        return cls(torch.randint(2**31, (n_members,)).tolist())

    def __len__(self) -> int:
        return len(self._generators)

    def __getitem__(self, member: int) -> torch.Generator:
        """Get the generator of one member."""
        return self._in_place()[member]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what has been drawn ahead."""
        return {"_generators": self._in_place()}

    def select(self, members: Iterable[int]) -> "MemberGenerators":
        """Take some of the generators, not copies of them, for a smaller stack."""
        generators = self._in_place()
        return MemberGenerators([generators[member] for member in members])

    def uniform(self, *shape: int) -> Tensor:
        r"""Draw from [0, 1): tensor of shape (n_members, \*shape), float64."""
        if self._ahead is None:
            return draw_uniform(self._generators, shape)
        return self._ahead.uniform(shape)

    def dropout(self, *shape: int, rate: Tensor, like: Tensor) -> Tensor:
        r"""Draw what units are multiplied by: 0, or 1 / (1 - rate) to keep the expectation.

        Parameters
        ----------
        *shape : int
            Of what each member draws, as for `uniform`: a unit is dropped whose number is below
            the rate.
        rate : Tensor of shape (n_members,)
            Probability that a unit is dropped.
        like : Tensor
            Gives the dtype and the device.

        Returns
        -------
        Tensor of shape (n_members, \*shape)
        """
        if self._ahead is None:
            return dropout_scale(draw_uniform(self._generators, shape), rate, like)
        return self._ahead.dropout(shape, rate, like)

    def normal(self, *shape: int) -> Tensor:
        r"""Draw from N(0, 1): tensor of shape (n_members, \*shape), float64."""
        return torch.stack(
            [torch.randn(*shape, generator=g, dtype=torch.float64) for g in self._in_place()]
        )

    @contextmanager
    def drawing_ahead(self, n_steps: int) -> Iterator[None]:
        """Draw the numbers of many steps at once, within a ``with`` block.

        Every step gets the numbers that it would have drawn, and at the end, however it comes,
        the generators are where those have left them. Whatever else draws from the generators or
        asks for their states ends the drawing ahead, not the block.

        Parameters
        ----------
        n_steps : int
            How many steps there will be. Each begins with `next_step`.
        """
        self._in_place()
        self._ahead = StepsAhead(self._generators, n_steps, self._step_size)
        try:
            yield
        finally:
            self._in_place()

    def next_step(self) -> None:
        """Begin a step of `drawing_ahead`."""
        if self._ahead is not None:
            self._ahead.next_step()

    def get_state(self) -> list[Tensor]:
        """Get the states: list of n_members byte tensors."""
        return [generator.get_state() for generator in self._in_place()]

    def set_state(self, states: Sequence[Tensor]) -> None:
        """Return every generator to a state of `get_state`."""
        for generator, state in zip(self._in_place(), states, strict=True):
            generator.set_state(state)

    def _in_place(self) -> list[torch.Generator]:
        """Give the generators where they would be if nothing had been drawn ahead."""
        if self._ahead is not None:
            self._ahead.put_back()
            self._step_size, self._ahead = self._ahead.step_size, None
        return self._generators


def draw_seeds(random_state: RandomState, n_seeds: int) -> list[int]:
    """Draw seeds; None takes fresh entropy, so that numpy's global state stays as it is.

    Parameters
    ----------
    random_state : int, RandomState or None
        As in scikit-learn.
    n_seeds : int
        How many seeds are needed.

    Returns
    -------
    list of int
    """
    generator = np.random.RandomState() if random_state is None else random_state
    return check_random_state(generator).randint(np.iinfo(np.int32).max, size=n_seeds).tolist()
