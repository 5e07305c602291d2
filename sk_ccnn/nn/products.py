"""Products of a layer's input with weights that are mostly missing."""

import warnings
from dataclasses import dataclass

import torch
from torch.autograd.function import once_differentiable

# On a CPU the sparse product is faster below this density, in layers of about 140 units and more:
# tests/benchmarks/products.py.
SPARSE_BELOW = 0.12
FEWEST_POSITIONS = 20_000


def wired_map(x, wires, bias):
    r"""Map the units of each member by its weights.

    .. math:: y_{m,b,o} = b_{m,o} + \sum_i x_{m,b,i} W_{m,i,o}

    Where few of many connections exist, all members' weights are one sparse matrix, and only what
    exists is computed; else the dense weights are multiplied. Both give the same, to rounding.

    Parameters
    ----------
    x : Tensor of shape (batch, in_units) or (n_members, batch, in_units)
        Input, shared by all members or of each its own.
    wires : Wires
        Of shape (in_units, out_units).
    bias : Tensor of shape (n_members, 1, out_units)
        b.

    Returns
    -------
    Tensor of shape (n_members, batch, out_units)
    """
    if _is_sparse(x, wires):
        return units_first_product(x.transpose(-1, -2), wires).transpose(1, 2) + bias
    return torch.matmul(x, wires()).add_(bias)  # in place, which spares a copy of all units


def units_first_product(x, wires):
    r"""Multiply units and weights, where units are rows and subjects columns.

    .. math:: y_{m,o,b} = \sum_i W_{m,i,o} x_{m,i,b}

    Parameters
    ----------
    x : Tensor of shape (in_units, batch) or (n_members, in_units, batch)
        Input, shared by all members or of each its own.
    wires : Wires
        Of shape (in_units, out_units).

    Returns
    -------
    Tensor of shape (n_members, out_units, batch)
    """
    if x.dim() == 2 and wires.n_members == 1:
        x = x[None]
    if _is_sparse(x, wires):
        return SparseProduct.apply(x, wires.values, wires.pattern(is_shared=x.dim() == 2))
    return torch.matmul(wires().transpose(1, 2), x)


def _is_sparse(x, wires):
    # What all members share gets its gradient from the dense product: it sums over members.
    sums_up = x.dim() == 2 and x.requires_grad
    return prefers_sparse(wires.values.shape[1], wires.n_positions()) and not sums_up


def prefers_sparse(n_wires, n_positions):
    """Tell whether the sparse product is the faster one: bool."""
    return _HAS_SPARSE and n_positions >= FEWEST_POSITIONS and n_wires <= SPARSE_BELOW * n_positions


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

    outward: tuple
    inward: tuple | None
    order: torch.Tensor
    entries: torch.Tensor
    shape: tuple

    @classmethod
    def of(cls, wires, is_shared):
        """Lay out the wires of all members.

        Parameters
        ----------
        wires : Wires
        is_shared : bool
            Whether the input is the same for all members.

        Returns
        -------
        SparsePattern
        """
        n_members, (n_in, n_out) = wires.n_members, wires.shape
        exists = wires.per_member(wires.exists).reshape(-1)
        entries = exists.nonzero()[:, 0]
        positions = wires.per_member(wires.index).reshape(-1)[entries]
        member = entries // wires.values.shape[1]
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


def _pointers(rows, n_rows):
    counts = torch.bincount(rows, minlength=n_rows).cumsum(0)
    return torch.cat([counts.new_zeros(1), counts]).int()


class SparseProduct(torch.autograd.Function):
    """`units_first_product` by sparse matrices."""

    @staticmethod
    def forward(ctx, x, values, pattern):
        """Multiply, all members at once."""
        n_members, _, n_out = pattern.shape
        units = _of_all_members(x)
        matrix = _matrix(pattern.outward, values.view(-1)[pattern.order], len(units))
        ctx.pattern = pattern
        ctx.save_for_backward(units, values)
        return (matrix @ units).view(n_members, n_out, -1)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
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


def _of_all_members(x):
    """Put the units of all members one after the other: tensor of shape (units, batch)."""
    return x.reshape(-1, x.shape[-1]).contiguous()


def _matrix(pattern, values, n_columns):
    pointers, columns = pattern
    return torch.sparse_csr_tensor(
        pointers, columns, values, (len(pointers) - 1, n_columns), check_invariants=False
    )


def _can_multiply_sparse():
    """Try it: torch needs MKL for it on a CPU. Its warning of a beta state comes here, once."""
    one = torch.ones(1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            matrix = one.to_sparse_csr()
            torch.sparse.sampled_addmm(matrix, one, one)
            return bool((matrix @ one == 1).all())
        except RuntimeError:
            return False


_HAS_SPARSE = _can_multiply_sparse()
