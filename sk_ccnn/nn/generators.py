"""Randomness of each member, so that other members of a stack never change its draws."""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import torch
from sklearn.utils import check_random_state
from torch import Tensor

from ..types import RandomState


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
        return self._generators[member]

    def select(self, members: Iterable[int]) -> "MemberGenerators":
        """Take some of the generators, not copies of them, for a smaller stack."""
        return MemberGenerators([self._generators[member] for member in members])

    def uniform(self, *shape: int) -> Tensor:
        r"""Draw from [0, 1): tensor of shape (n_members, \*shape), float64."""
        return torch.stack(
            [torch.rand(*shape, generator=g, dtype=torch.float64) for g in self._generators]
        )

    def normal(self, *shape: int) -> Tensor:
        r"""Draw from N(0, 1): tensor of shape (n_members, \*shape), float64."""
        return torch.stack(
            [torch.randn(*shape, generator=g, dtype=torch.float64) for g in self._generators]
        )

    def get_state(self) -> list[Tensor]:
        """Get the states: list of n_members byte tensors."""
        return [generator.get_state() for generator in self._generators]

    def set_state(self, states: Sequence[Tensor]) -> None:
        """Return every generator to a state of `get_state`."""
        for generator, state in zip(self._generators, states, strict=True):
            generator.set_state(state)


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
