"""The product of a layer's input with weights that are mostly missing."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .kernels import HAS_NUMBA, can_compile, find_twins, multiply, sample

_Rows: TypeAlias = tuple[Tensor, Tensor]  # pointers and columns of a sparse matrix


@dataclass(frozen=True, eq=False)
class SparsePattern:
    """Where the wires of all members are in one sparse matrix.

    The matrix maps the units of all members, one after the other, to those of the next layer; where
    the input is shared, it maps that to all of them.

    Parameters
    ----------
    entries : Tensor of shape (n_wires of all members,)
        Index of each wire that exists in the packed weights.
    sources, targets : Tensor of shape (n_wires of all members,)
        Column and row of each in the matrix.
    shape : tuple of int
        n_members, in_units, out_units.
    is_shared : bool
        Whether the input is the same for all members.
    """

    entries: Tensor
    sources: Tensor
    targets: Tensor
    shape: tuple[int, int, int]
    is_shared: bool

    @classmethod
    def of(
        cls,
        sources: Tensor,
        targets: Tensor,
        exists: Tensor,
        shape: tuple[int, int, int],
        *,
        is_shared: bool,
    ) -> SparsePattern:
        """Lay out the wires of all members.

        Parameters
        ----------
        sources, targets : Tensor of shape (1 or n_members, n_wires), int
            The unit that each wire of a member leaves, and the one that it enters.
        exists : Tensor of shape (1 or n_members, n_wires), bool
            False where a member has fewer wires than another.
        shape : tuple of int
            n_members, in_units, out_units.
        is_shared : bool
            Whether the input is the same for all members.

        Returns
        -------
        SparsePattern
        """
        n_members, n_in, n_out = shape
        member = torch.arange(n_members, device=sources.device)[:, None]
        columns = sources.expand(n_members, -1) + (0 if is_shared else member * n_in)
        rows = targets + member * n_out
        exists = exists.expand(n_members, -1)
        entries = exists.reshape(-1).nonzero()[:, 0]
        return cls(entries, columns[exists], rows[exists], shape, is_shared)

    @cached_property
    def outward(self) -> tuple[_Rows, Tensor]:
        """The matrix, rows and columns, and which packed weight each entry is."""
        n_members, _, n_out = self.shape
        return self._by(self.targets, n_members * n_out, self.sources)

    @cached_property
    def inward(self) -> tuple[_Rows, Tensor]:
        """Its transpose likewise; only a layer whose input has a gradient needs it."""
        return self._by(self.sources, self.n_columns, self.targets)

    @cached_property
    def twins(self) -> Tensor:
        """Which rows of the matrix have the same columns as the next: bool tensor (n_rows,)."""
        return find_twins(*self.outward[0])

    @property
    def n_columns(self) -> int:
        """Number of units that the matrix maps."""
        n_members, n_in, _ = self.shape
        return n_in if self.is_shared else n_members * n_in

    def _by(self, rows: Tensor, n_rows: int, columns: Tensor) -> tuple[_Rows, Tensor]:
        order = torch.argsort(rows, stable=True)
        counts = torch.bincount(rows, minlength=n_rows).cumsum(0)
        pointers = torch.cat([counts.new_zeros(1), counts])
        return (pointers.int(), columns[order].int()), self.entries[order]


class SparseProduct(torch.autograd.Function):
    """The product of each member's weights with its units, by one sparse matrix."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, values: Tensor, pattern: SparsePattern) -> Tensor:
        """Multiply, all members at once."""
        n_members, _, n_out = pattern.shape
        units = _of_all_members(x)
        rows, entries = pattern.outward
        ctx.pattern, ctx.shape = pattern, x.shape
        ctx.save_for_backward(units, values)
        product = _multiply(rows, entries, values.view(-1), units)
        return product.view(n_members, n_out, -1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        """Give the gradients of input and weights, where there is a wire."""
        (units, values), pattern = ctx.saved_tensors, ctx.pattern
        gradient = _of_all_members(gradient)
        of_values = None
        if ctx.needs_input_grad[1]:
            of_values = torch.zeros_like(values)
            _sample(pattern, gradient, units, of_values.view(-1))
        of_x = None
        if ctx.needs_input_grad[0]:
            rows, entries = pattern.inward
            of_x = _multiply(rows, entries, values.view(-1), gradient).view(ctx.shape)
        return of_x, of_values, None


def _of_all_members(x: Tensor) -> Tensor:
    """Put the units of all members one after the other: tensor of shape (units, batch)."""
    return x.reshape(-1, x.shape[-1]).contiguous()


def _multiply(rows: _Rows, entries: Tensor, values: Tensor, x: Tensor) -> Tensor:
    """Multiply the matrix of some wires and units: tensor of shape (n_rows, batch)."""
    if can_compile(x):
        return multiply(*rows, entries, values, x)
    product: Tensor = _matrix(rows, values[entries], len(x)) @ x
    return product


def _sample(pattern: SparsePattern, gradient: Tensor, x: Tensor, into: Tensor) -> None:
    """Put the gradient of each wire into place."""
    rows, entries = pattern.outward
    if can_compile(x):
        sample(*rows, entries, pattern.twins, gradient, x, into)
        return
    empty = _matrix(rows, x.new_zeros(len(entries)), len(x))
    into[entries] = torch.sparse.sampled_addmm(empty, gradient, x.t(), beta=0.0).values()


def _matrix(rows: _Rows, values: Tensor, n_columns: int) -> Tensor:
    pointers, columns = rows
    return torch.sparse_csr_tensor(
        pointers, columns, values, (len(pointers) - 1, n_columns), check_invariants=False
    )


def _can_multiply_sparse() -> bool:
    """Try a sparse product: on a CPU torch needs MKL. Its warning of a beta state ends here."""
    one = torch.ones(1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            matrix = one.to_sparse_csr()
            torch.sparse.sampled_addmm(matrix, one, one)
            return bool((matrix @ one == 1).all())
        except RuntimeError:
            return False


HAS_SPARSE = _can_multiply_sparse()


def can_be_sparse(device: torch.device) -> bool:
    """Tell whether torch can multiply by sparse matrices on a device: bool."""
    return HAS_SPARSE or HAS_NUMBA or device.type == "cuda"
