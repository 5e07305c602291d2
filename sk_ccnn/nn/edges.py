"""Layers that read pairs of regions (edges of a subject's connectome)."""

from functools import partial

import torch
from torch import Tensor, nn

from ..connectome import n_pairs
from ..types import Constraint
from .checks import made_generators, require_count, require_input
from .generators import MemberGenerators
from .layouts import Layouts
from .pair_blocks import PairBlocks, PairProduct
from .pairs import as_pairs, from_rows, pair_of_wires
from .positions import at_pairs
from .sparse import SparsePattern, SparseProduct, can_be_sparse
from .wires import Wires
from .wiring import Connectomes, Wiring

# On a CPU one sparse matrix is faster if at most this share of the pairs enters:
# tests/benchmarks/products.py.
SPARSE_BELOW = 0.3


def pair_wires(wiring: Wiring, units: int, n_members: int, *, once: bool = False) -> Wires:
    """Make the wires of pairs: pair (i, j) touches regions i and j only, at length d_ij.

    Parameters
    ----------
    wiring : Wiring
        Connections and distances; their direction does not matter.
    units : int
        Wires per pair.
    n_members : int
        Number of members.
    once : bool, default=False
        Whether (i, j) and (j, i) are one pair, which counts for both, or two pairs.

    Returns
    -------
    Wires
        Of shape (n_regions, n_regions, units).
    """
    shape = (wiring.n_regions, wiring.n_regions, units)
    place = partial(at_pairs, units=units, once=once)
    return Wires(wiring.undirected, shape, place, n_members=n_members, undirected=once)


def is_sparse(wires: Wires) -> bool:
    """Tell whether so few pairs have wires that one sparse matrix is faster: bool.

    Parameters
    ----------
    wires : Wires
        From `pair_wires`.
    """
    n_regions, _, channels = wires.shape
    share = wires.values.shape[1] / max(n_regions * (n_regions - 1) * channels, 1)
    return share <= SPARSE_BELOW and can_be_sparse(wires.index.device)


class PairLayer(nn.Module):
    """Base of layers with wires of pairs, which know which pairs some member can use.

    Parameters
    ----------
    wires : Wires
        From `pair_wires`.

    Attributes
    ----------
    pairs : Tensor of shape (1, n_entering), int
        Pairs that some member has a wire of, as their places in the upper triangle.
    column : Tensor of shape (1 or n_members, n_wires), int
        Which of them each wire is of.
    """

    pairs: Tensor
    column: Tensor

    def __init__(self, wires: Wires) -> None:
        super().__init__()
        self.wires = wires
        self.find_pairs()

    def find_pairs(self) -> None:
        """Find the pairs that the members of now can use, and the column of each wire."""
        of_wire = pair_of_wires(self.wires)
        pairs = torch.unique(of_wire[self.wires.exists])
        # Not in the state: rebuilt from the connectome.
        self.register_buffer("pairs", pairs[None], persistent=False)
        column = torch.searchsorted(pairs, of_wire).clamp_(max=max(len(pairs) - 1, 0))
        self.register_buffer("column", column, persistent=False)
        self._layouts = Layouts()

    @property
    def weight(self) -> Tensor:
        """Dense weights: tensor of shape (n_members, n_regions, n_regions, channels)."""
        weight: Tensor = self.wires()
        return weight

    def as_pairs(self, x: Tensor) -> Tensor | None:
        """Give subjects as one row for each of `pairs`; None where they are matrices.

        Parameters
        ----------
        x : Tensor
            As `forward` takes it.

        Returns
        -------
        Tensor of shape ([n_members,] n_entering, batch), contiguous, or None
        """
        n_members = self.wires.n_members
        if (
            isinstance(x, Tensor)
            and x.dim() == 4
            and n_members > 1
            and len(x) not in (1, n_members)
        ):
            return None
        return as_pairs(x, self.pairs[0], self.wires.n_regions)

    def require_matrices(self, x: Tensor) -> None:
        """Refuse what is no table of pairs, and no matrices either.

        Parameters
        ----------
        x : Tensor
        """
        n_entering, n_regions = self.pairs.shape[1], self.wires.n_regions
        hint = f", or a table (batch, 1, {n_entering}) of the pairs that it reads, or (batch, 1, "
        hint += f"{n_pairs(n_regions)}) of all"
        size = (n_regions, n_regions)
        require_input(x, size, self.wires.n_members, type(self).__name__, hint)


class EdgesToRegions(PairLayer):
    r"""Map the connections of a subject to units in the regions that they join.

    .. math:: y_{m,b,(j,c)} = b_{m,(j,c)} + \sum_{i \ne j} x_{b,i,j} W_{m,i,j,c}

    The weight of the pair (i, j) reaches regions i and j only. Its wire is as long as the two
    regions are apart; under ``"hard"`` only pairs that the connectome connects enter.

    Parameters
    ----------
    channels : int
        Output units per region.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    generators : MemberGenerators, optional
        See `ConnectomeLinear`.

    Attributes
    ----------
    pairs : Tensor of shape (1, n_entering), int
        Pairs that some member reads, as their places in the upper triangle.

    Shapes
    ------
    - input: (batch, n_regions, n_regions), or (n_members, batch, n_regions, n_regions); or a table,
      (batch, 1, n_pairs) or (n_members, batch, 1, n_pairs), with a column for every pair of the
      upper triangle, row by row, or only for those in `pairs`: what is in no column is not read
    - output: (n_members, batch, n_regions * channels)
    """

    def __init__(
        self,
        channels: int,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        generators: MemberGenerators | None = None,
    ) -> None:
        wiring = Wiring.of(connectome, constraint)
        require_count(channels, "channels")
        require_count(n_members, "n_members")
        super().__init__(pair_wires(wiring, channels, n_members))
        self.constraint = wiring.constraint
        self.bias = nn.Parameter(torch.zeros(n_members, 1, self.wires.n_regions * channels))
        self.reset_parameters(made_generators(generators, n_members))

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights by fan-in of the allowed pairs; biases start at 0."""
        self.wires.reset_parameters(
            generators, fan_in_axis=0, start_missing_at_zero=self.constraint == "init"
        )
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Sum each region's connections, weighted."""
        rows = self.as_pairs(x)
        if rows is not None:
            return self._sum_pairs(rows).transpose(1, 2) + self.bias
        self.require_matrices(x)
        return self._sum_matrices(x) + self.bias

    def _sum_matrices(self, x: Tensor) -> Tensor:
        subjects = "mbij" if x.dim() == 4 else "bij"
        return torch.einsum(f"{subjects},mijc->mbjc", x, self.weight).flatten(-2)

    def _sum_pairs(self, rows: Tensor) -> Tensor:
        """Sum pairs: from ([n_members,] n_entering, batch) to (n_members, units, batch)."""
        if rows.dim() == 3 and self.wires.n_members == 1:
            # What is of several may go to one, as so many more subjects.
            summed = self._sum_pairs(rows.transpose(0, 1).flatten(1))
            return summed.unflatten(2, (len(rows), -1)).squeeze(0).transpose(0, 1)
        if rows.dim() == 3 and len(rows) == 1:
            rows = rows[0]
        is_shared = rows.dim() == 2
        device = rows.device
        if is_sparse(self.wires):
            name = "sparse, shared" if is_shared else "sparse, own"
            pattern = self._layouts.get(name, device, lambda: self._pattern(is_shared))
            summed = SparseProduct.apply(rows, self.wires.values, pattern)
            return summed
        blocks = self._layouts.get("blocks", device, self._blocks)
        if is_shared:
            summed = PairProduct.apply(rows, self.wires.values, blocks)
            return summed
        # Pairs without a wire have a weight of 0, whatever stands in for them.
        matrices = from_rows(rows).squeeze(-2)[..., blocks.columns]
        return self._sum_matrices(matrices).transpose(1, 2)

    def _pattern(self, is_shared: bool) -> SparsePattern:
        n_regions, _, channels = self.wires.shape
        n_units = n_regions * channels
        targets = self.wires.index % n_units
        shape = (self.wires.n_members, self.pairs.shape[1], n_units)
        exists = self.wires.exists
        return SparsePattern.of(self.column, targets, exists, shape, is_shared=is_shared)

    def _blocks(self) -> PairBlocks:
        wires = self.wires
        n_regions, _, channels = wires.shape
        n_members = wires.n_members
        member = torch.arange(n_members, device=wires.index.device)[:, None]
        of_region, channel = (wires.target * n_members + member) * channels, wires.index % channels
        position = (of_region + channel) * n_regions + wires.source
        position = position.masked_fill(~wires.exists, n_regions * n_members * channels * n_regions)
        columns = wires.index.new_zeros(n_regions**2)
        columns[wires.pair[wires.exists]] = self.column[wires.exists]
        # The pairs of region j stand in column j, and as well in row j.
        columns = columns.view(n_regions, n_regions).t().contiguous()
        return PairBlocks(columns, position.reshape(-1), (n_members, n_regions, channels))


class EdgeReadout(PairLayer):
    r"""Linear map from the connections of a subject to the outputs; each pair counts once.

    .. math:: y_{m,b,t} = b_{m,t} + s \sum_{i<j} x_{b,i,j} W_{m,i,j,t}

    The weight of the pair (i, j) is a wire of length d_ij. All weights start at 0.

    Parameters
    ----------
    n_outputs : int
        Number of outputs.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    scale : float, default=1
        s. Adam moves every weight by the same step, so the more pairs there are, the further the
        output moves; a smaller scale keeps it in step with the rest of a network.

    Attributes
    ----------
    pairs : Tensor of shape (1, n_entering), int
        Pairs that some member reads, as their places in the upper triangle.

    Shapes
    ------
    - input: (batch, n_regions, n_regions), or (n_members, batch, n_regions, n_regions); or a table,
      (batch, 1, n_pairs) or (n_members, batch, 1, n_pairs), with a column for every pair of the
      upper triangle, row by row, or only for those in `pairs`: what is in no column is not read
    - output: (n_members, batch, n_outputs)
    """

    def __init__(
        self,
        n_outputs: int,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        scale: float = 1.0,
    ) -> None:
        wiring = Wiring.of(connectome, constraint)
        require_count(n_outputs, "n_outputs")
        require_count(n_members, "n_members")
        super().__init__(pair_wires(wiring, n_outputs, n_members, once=True))
        self.scale = scale
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_outputs))

    def reset_parameters(self, generators: MemberGenerators | None = None) -> None:
        """Start at 0: the problem is convex."""
        nn.init.zeros_(self.wires.values)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Sum the connections, weighted."""
        rows = self.as_pairs(x)
        if rows is None:
            self.require_matrices(x)
            pairs = self._of_upper_triangle()
            rows = x.flatten(-2)[..., pairs].transpose(-1, -2)
        weight = self._weight_of_pairs().transpose(1, 2)
        if rows.dim() == 2:  # one product for all members reads the subjects once
            summed = torch.mm(weight.flatten(0, 1), rows).unflatten(0, weight.shape[:2])
        else:
            summed = torch.matmul(weight, rows)
        return self.scale * summed.transpose(1, 2) + self.bias

    def _of_upper_triangle(self) -> Tensor:
        """Give the place of each of `pairs` in a flattened matrix."""
        first = self.wires.pair[self.wires.exists]
        places = torch.zeros_like(self.pairs[0])
        places[self.column[self.wires.exists]] = first
        return places

    def _weight_of_pairs(self) -> Tensor:
        """Give the weight of each of `pairs`: tensor of shape (n_members, n_entering, outputs)."""
        values, n_outputs, n_entering = self.wires.values, self.bias.shape[-1], self.pairs.shape[1]
        if values.shape[1] == n_entering * n_outputs and len(self.column) == 1:
            return values.unflatten(1, (n_entering, n_outputs))
        position = self._layouts.get("position", values.device, self._positions)
        weight = values.new_zeros(self.wires.n_members, n_entering * n_outputs + 1)
        weight = weight.scatter(1, self.wires.per_member(position), values)
        return weight[:, :-1].unflatten(1, (n_entering, n_outputs))

    def _positions(self) -> Tensor:
        """Give the place of each wire among the weights of `pairs`; behind them where is none."""
        n_outputs, n_entering = self.bias.shape[-1], self.pairs.shape[1]
        position = self.column * n_outputs + self.wires.index % n_outputs
        return position.masked_fill(~self.wires.exists, n_entering * n_outputs)
