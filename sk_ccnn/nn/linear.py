"""Linear maps: between units in brain regions, and from them to the outputs."""

from typing import Any

import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from ..types import Constraint
from .checks import checked_regions, made_generators, require_count, require_input
from .generators import MemberGenerators
from .kernels import HAS_NUMBA
from .sparse import HAS_SPARSE, SparseProduct
from .wires import Wires
from .wiring import Connectomes, Wiring

# On a CPU the sparse product is faster below this density, in layers of so many places for wires
# and more, compiled by numba or as torch has it: tests/benchmarks/products.py.
SPARSE_BELOW, FEWEST_POSITIONS = (0.25, 4_000) if HAS_NUMBA else (0.12, 20_000)


class ConnectomeLinear(nn.Module):
    r"""Linear map whose connections are those of a connectome.

    .. math:: y_{m,b,o} = b_{m,o} + \sum_i x_{m,b,i} W_{m,i,o},
        \qquad W_{m,i,o} = 0 \text{ where the connectome lacks } (r_i, r_o)

    under ``constraint="hard"``, with :math:`r_i` the region of unit i. A unit always may reach the
    units of its own region.

    Parameters
    ----------
    in_regions : array-like of shape (in_units,), int
        Region of each input unit.
    out_regions : array-like of shape (out_units,), int
        Region of each output unit.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        ``"hard"``: missing connections are not parameters. ``"soft"``, ``"none"``: all are.
        ``"init"``: all are, and the missing ones start at 0. By default ``"hard"``, or what a given
        `Wiring` says.
    generators : MemberGenerators, optional
        One per member, to draw the first weights from; by default they come from torch's global
        generator, like those of torch's own layers.

    Raises
    ------
    ValueError
        If a region is not one of the connectome's, a size does not fit, or, in ``forward``, the
        input has another shape.

    Shapes
    ------
    - input: (batch, in_units) shared by all members, or (n_members, batch, in_units)
    - output: (n_members, batch, out_units)

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeLinear
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain, n_members=2)
    >>> layer(torch.ones(5, 3)).shape
    torch.Size([2, 5, 3])
    >>> layer.weight[:, 0, 2]
    tensor([0., 0.], grad_fn=<SelectBackward0>)
    """

    def __init__(
        self,
        in_regions: npt.ArrayLike,
        out_regions: npt.ArrayLike,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        generators: MemberGenerators | None = None,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        generators = made_generators(generators, n_members)
        rows = checked_regions(in_regions, wiring.n_regions, "in_regions")
        columns = checked_regions(out_regions, wiring.n_regions, "out_regions")
        self.constraint = wiring.constraint
        self.wires = Wires.between_units(wiring, rows, columns, n_members)
        self.bias = nn.Parameter(torch.zeros(n_members, 1, len(columns)))
        self.reset_parameters(generators)

    @property
    def weight(self) -> Tensor:
        """Dense weights: tensor of shape (n_members, in_units, out_units)."""
        weight: Tensor = self.wires()
        return weight

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights by fan-in of the allowed connections; biases start at 0."""
        self.wires.reset_parameters(generators, start_missing_at_zero=self.constraint == "init")
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map the units of one layer to those of the next."""
        require_input(x, self.wires.shape[:1], self.wires.n_members, "ConnectomeLinear")
        return wired_map(x, self.wires, self.bias)


class Readout(nn.Module):
    r"""Dense linear map, one per member, from all units to the outputs.

    .. math:: y_{m,b,t} = b_{m,t} + \sum_i x_{m,b,i} W_{m,i,t}

    Outputs sit in no region, so these weights have no length and no wiring cost.

    Parameters
    ----------
    in_units, n_outputs : int
        Sizes.
    n_members : int, default=1
        Number of members.
    generators : MemberGenerators, optional
        See `ConnectomeLinear`.

    Shapes
    ------
    - input: (batch, in_units) or (n_members, batch, in_units)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(
        self,
        in_units: int,
        n_outputs: int,
        n_members: int = 1,
        generators: MemberGenerators | None = None,
    ) -> None:
        super().__init__()
        generators = made_generators(generators, n_members)
        require_count(in_units, "in_units")
        require_count(n_outputs, "n_outputs")
        self.weight = nn.Parameter(torch.zeros(n_members, in_units, n_outputs))
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_outputs))
        self.reset_parameters(generators)

    @torch.no_grad()
    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights from N(0, 0.01 / in_units); biases start at 0.

        They are small, so that a network starts near the mean of its target.
        """
        draws = generators.normal(*self.weight.shape[1:]) / self.weight.shape[1] ** 0.5
        self.weight.copy_(0.1 * draws)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map units to outputs."""
        n_members, in_units, _ = self.weight.shape
        require_input(x, (in_units,), n_members, "Readout")
        return dense_map(x, self.weight) + self.bias


def wired_map(x: Tensor, wires: Wires, bias: Tensor) -> Tensor:
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
    if prefers_sparse(wires.values.shape[1], wires.n_positions()):
        return units_first_product(x.transpose(-1, -2), wires).transpose(1, 2) + bias
    return dense_map(x, wires()).add_(bias)  # in place, which spares a copy of all units


def dense_map(x: Tensor, weight: Tensor) -> Tensor:
    """Multiply units and dense weights, without a copy of the units, however they lie in memory.

    Behind a sparse layer the units of a member come first in memory, then its subjects. Then they
    stay so, in both directions: else every step between two layers would go across memory.

    Parameters
    ----------
    x : Tensor of shape (batch, in_units) or (n_members, batch, in_units)
    weight : Tensor of shape (n_members, in_units, out_units)

    Returns
    -------
    Tensor of shape (n_members, batch, out_units)
    """
    is_of_each = x.dim() == 3 and len(x) == len(weight)
    if is_of_each and not x.is_contiguous() and x.transpose(1, 2).is_contiguous():
        product: Tensor = UnitsFirstProduct.apply(x.transpose(1, 2), weight)
        return product.transpose(1, 2)
    return torch.matmul(x, weight)


class UnitsFirstProduct(torch.autograd.Function):
    """The product of dense weights and units that come before subjects.

    The gradient of the weights lies as they do; autograd's own would be laid out anew each step.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor) -> Tensor:
        """Multiply: from (n_members, in_units, batch) to (n_members, out_units, batch)."""
        ctx.save_for_backward(x, weight)
        return torch.matmul(weight.transpose(1, 2), x)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None]:
        """Give the gradients of units and weights."""
        x, weight = ctx.saved_tensors
        of_x = torch.matmul(weight, gradient) if ctx.needs_input_grad[0] else None
        if not ctx.needs_input_grad[1]:
            return of_x, None
        return of_x, torch.matmul(x, gradient.transpose(1, 2))


def units_first_product(x: Tensor, wires: Wires) -> Tensor:
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
    if not prefers_sparse(wires.values.shape[1], wires.n_positions()):
        dense: Tensor = wires()
        return torch.matmul(dense.transpose(1, 2), x)
    if x.dim() == 3 and wires.n_members == 1:
        # What is of several may go to one, as so many more subjects.
        product: Tensor = units_first_product(x.transpose(0, 1).flatten(1), wires)
        return product[0].unflatten(1, (len(x), -1)).transpose(0, 1)
    if x.dim() == 3 and len(x) == 1:
        x = x[0]
    product = SparseProduct.apply(x, wires.values, wires.pattern(is_shared=x.dim() == 2))
    return product


def prefers_sparse(n_wires: int, n_positions: int) -> bool:
    """Tell whether the sparse product is the faster one: bool."""
    can_be = HAS_SPARSE or HAS_NUMBA
    return can_be and n_positions >= FEWEST_POSITIONS and n_wires <= SPARSE_BELOW * n_positions
