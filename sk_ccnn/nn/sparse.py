"""The product of a layer's input with weights that are mostly missing."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_Rows: TypeAlias = tuple[Tensor, Tensor]  # pointers and columns of a sparse matrix


@dataclass(frozen=True, eq=False)
class SparsePattern:
    """Where the wires of all members are in one sparse matrix, and in its transpose.

    The matrix maps the units of all members, one after the other, to those of the next layer; where
    the input is shared, it maps that to all of them.

    Parameters
    ----------
    outward : tuple of Tensor
        Row pointers and columns of the matrix (n_members * out_units, in_units or n_members *
        in_units).
    inward : tuple of Tensor or None
        Of its transpose, in the order of the wires; None where the input is shared.
    order : Tensor of shape (n_wires of all members,)
        Index of each entry of the matrix in the packed weights.
    entries : Tensor of shape (n_wires of all members,)
        Index of each entry of the transpose in the packed weights.
    shape : tuple of int
        n_members, in_units, out_units.
    """

    outward: _Rows
    inward: _Rows | None
    order: Tensor
    entries: Tensor
    shape: tuple[int, int, int]

    @classmethod
    def of(
        cls, index: Tensor, exists: Tensor, shape: tuple[int, int], *, is_shared: bool
    ) -> SparsePattern:
        """Lay out the wires of all members.

        Parameters
        ----------
        index : Tensor of shape (n_members, n_wires)
            Position of each wire in the dense weights of its member.
        exists : Tensor of shape (n_members, n_wires), bool
            False where a member has fewer wires than another.
        shape : tuple of int
            in_units and out_units.
        is_shared : bool
            Whether the input is the same for all members.

        Returns
        -------
        SparsePattern
        """
        (n_members, n_wires), (n_in, n_out) = index.shape, shape
        entries = exists.reshape(-1).nonzero()[:, 0]
        positions = index.reshape(-1)[entries]
        member = entries // n_wires
        sources, targets = positions // n_out, positions % n_out
        # Wires come source by source; the matrix has its rows target by target.
        by_target = torch.argsort(member * n_out + targets, stable=True)
        columns = sources if is_shared else sources + member * n_in
        outward = (_pointers(member * n_out + targets, n_members * n_out), columns[by_target].int())
        inward = None
        if not is_shared:
            rows = _pointers(member * n_in + sources, n_members * n_in)
            inward = (rows, (targets + member * n_out).int())
        return cls(outward, inward, entries[by_target], entries, (n_members, n_in, n_out))


def _pointers(rows: Tensor, n_rows: int) -> Tensor:
    counts = torch.bincount(rows, minlength=n_rows).cumsum(0)
    return torch.cat([counts.new_zeros(1), counts]).int()


class SparseProduct(torch.autograd.Function):
    """The product of each member's weights with its units, by one sparse matrix."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, values: Tensor, pattern: SparsePattern) -> Tensor:
        """Multiply, all members at once."""
        n_members, _, n_out = pattern.shape
        units = _of_all_members(x)
        matrix = _matrix(pattern.outward, values.view(-1)[pattern.order], len(units))
        ctx.pattern = pattern
        ctx.save_for_backward(units, values)
        product: Tensor = matrix @ units
        return product.view(n_members, n_out, -1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        """Give the gradients of input and weights, where there is a wire."""
        (units, values), pattern = ctx.saved_tensors, ctx.pattern
        n_members, n_in, _ = pattern.shape
        gradient = _of_all_members(gradient)
        of_values = None
        if ctx.needs_input_grad[1]:
            empty = _matrix(pattern.outward, values.new_zeros(len(pattern.order)), len(units))
            found = torch.sparse.sampled_addmm(empty, gradient, units.t(), beta=0.0).values()
            of_values = torch.zeros_like(values)
            of_values.view(-1)[pattern.order] = found
        of_x = None
        if ctx.needs_input_grad[0]:
            transposed = _matrix(pattern.inward, values.view(-1)[pattern.entries], len(gradient))
            of_x = (transposed @ gradient).view(n_members, n_in, -1)
        return of_x, of_values, None


def _of_all_members(x: Tensor) -> Tensor:
    """Put the units of all members one after the other: tensor of shape (units, batch)."""
    return x.reshape(-1, x.shape[-1]).contiguous()


def _matrix(pattern: _Rows, values: Tensor, n_columns: int) -> Tensor:
    pointers, columns = pattern
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
