"""Random numbers drawn for many steps at once; those that are not used are put back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor

# What numbers that are drawn ahead may take, with the masks that are made of them.
AHEAD_BYTES = 8 * 2**20
_BYTES_EACH = 24  # a number, its mask, and what the mask is computed by

_Maker: TypeAlias = tuple[Tensor, int, torch.dtype, torch.device]


class StepsAhead:
    """The uniform numbers of the steps to come, each member's from its own generator.

    What a step takes, the steps behind it are expected to take, too: their numbers are drawn at
    once, as many as `AHEAD_BYTES` allow. A generator gives the same numbers in one draw and in
    many, so that every step gets what it would have drawn itself, and so does a step that takes
    more or fewer than expected.

    Parameters
    ----------
    generators : sequence of torch.Generator, length n_members
        Nobody else may draw from them until `put_back`.
    n_steps : int
        How many steps there will be.
    step_size : int, default=0
        How many numbers of each member a step is expected to take; 0 if only the first step can
        show it.

    Attributes
    ----------
    step_size : int
        How many the last full step took.
    """

    def __init__(
        self, generators: Sequence[torch.Generator], n_steps: int, step_size: int = 0
    ) -> None:
        self._generators, self._n_steps = generators, n_steps
        self.step_size, self._n_read = step_size, 0
        self._stretch: _Stretch | None = None

    def next_step(self) -> None:
        """Begin a step."""
        if self._n_read:
            self.step_size, self._n_read = self._n_read, 0
            self._n_steps -= 1

    def uniform(self, shape: Sequence[int]) -> Tensor:
        r"""Give the next numbers: tensor of shape (n_members, \*shape), float64."""
        stretch = self._stretch_of(math.prod(shape))
        if stretch is None:
            return draw_uniform(self._generators, shape)
        return stretch.read(math.prod(shape)).unflatten(1, shape)

    def dropout(self, shape: Sequence[int], rate: Tensor, like: Tensor) -> Tensor:
        """Give the next numbers as `dropout_scale`."""
        stretch = self._stretch_of(math.prod(shape))
        if stretch is None:
            return dropout_scale(draw_uniform(self._generators, shape), rate, like)
        return stretch.read_scale(math.prod(shape), rate, like).unflatten(1, shape)

    def put_back(self) -> None:
        """Set the generators to where they would be if nothing had been drawn ahead."""
        if self._stretch is not None:
            self._stretch.put_back()
            self._stretch = None

    def _stretch_of(self, n_numbers: int) -> _Stretch | None:
        """Give the stretch that holds the next numbers, None if they have to be drawn."""
        begins, self._n_read = not self._n_read, self._n_read + n_numbers
        if self._stretch is not None and self._stretch.n_left < n_numbers:
            self.put_back()
        if self._stretch is None and begins and self.step_size >= n_numbers > 0:
            fitting = AHEAD_BYTES // (_BYTES_EACH * len(self._generators) * self.step_size)
            n_ahead = min(self._n_steps, fitting)
            if n_ahead > 1:
                self._stretch = _Stretch(self._generators, n_ahead * self.step_size)
        return self._stretch


class _Stretch:
    """A stretch of each generator's numbers, read from its beginning."""

    def __init__(self, generators: Sequence[torch.Generator], n_numbers: int) -> None:
        self._generators = generators
        self._starts = [generator.clone_state() for generator in generators]
        self._n_read = 0
        self._masks: dict[_Maker, Tensor] = {}
        try:
            self._numbers = draw_uniform(generators, (n_numbers,))
        except BaseException:  # an interrupt, which finds that some of them have drawn
            self._move_to(0)
            raise

    @property
    def n_left(self) -> int:
        """How many numbers of each member have not been read."""
        return self._numbers.shape[1] - self._n_read

    def read(self, n_numbers: int) -> Tensor:
        return self._numbers[:, self._next(n_numbers)]

    def read_scale(self, n_numbers: int, rate: Tensor, like: Tensor) -> Tensor:
        # Rates may change between two steps. torch has no other name for how often.
        version = 0 if rate.is_inference() else rate._version  # noqa: SLF001
        maker = (rate, version, like.dtype, like.device)
        if maker not in self._masks:
            self._masks[maker] = dropout_scale(self._numbers, rate, like)
        return self._masks[maker][:, self._next(n_numbers)]

    def put_back(self) -> None:
        if self.n_left:
            self._move_to(self._n_read)

    def _next(self, n_numbers: int) -> slice:
        first, self._n_read = self._n_read, self._n_read + n_numbers
        return slice(first, self._n_read)

    def _move_to(self, n_numbers: int) -> None:
        for generator, start in zip(self._generators, self._starts, strict=True):
            generator.set_state(start.get_state())
        if n_numbers:
            draw_uniform(self._generators, (n_numbers,))


def draw_uniform(generators: Sequence[torch.Generator], shape: Sequence[int]) -> Tensor:
    r"""Draw from [0, 1): tensor of shape (n_members, \*shape), float64."""
    draws = torch.empty(len(generators), *shape, dtype=torch.float64)
    for row, generator in zip(draws, generators, strict=True):
        row.uniform_(generator=generator)
    return draws


def dropout_scale(draws: Tensor, rate: Tensor, like: Tensor) -> Tensor:
    r"""Turn draws into what units are multiplied by: 0, or more to keep the expectation.

    Parameters
    ----------
    draws : Tensor of shape (n_members, \*shape)
        From [0, 1), on the CPU.
    rate : Tensor of shape (n_members,)
        Probability of 0, on any device.
    like : Tensor
        Of the dtype and on the device that are wanted.

    Returns
    -------
    Tensor of shape (n_members, \*shape)
    """
    draws = draws.to(rate.device)
    rate = rate.view(-1, *[1] * (draws.dim() - 1))
    return ((draws >= rate) / (1 - rate)).to(like)
