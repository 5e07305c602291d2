"""The default network over edges as a bare torch loop: what `edges.py` compares with.

As somebody would write it who knows this network only: members of one size, one output, pairs that
are the same for all members, no checks. Units are rows and subjects columns, so that nothing is
transposed. Under a hard constraint the members' weights are one sparse matrix; with all pairs the
matrices of subjects, which are symmetric, are multiplied region by region as they lie.
"""

import numpy as np
import torch
from torch import nn

CHANNELS, N_LAYERS, DROPOUT, LR, ALPHA, DIRECT = 2, 3, 0.1, 0.03, 3.0, 5.0


class _SparseMap(torch.autograd.Function):
    """Multiply by a CSR matrix whose values are learned."""

    @staticmethod
    def forward(ctx, x, values, pattern):
        ctx.pattern, ctx.has_x = pattern, x.requires_grad
        ctx.save_for_backward(x, values)
        return pattern.matrix(values) @ x

    @staticmethod
    def backward(ctx, gradient):
        (x, values), pattern = ctx.saved_tensors, ctx.pattern
        of_values = torch.sparse.sampled_addmm(
            pattern.matrix(torch.zeros_like(values)), gradient, x.t(), beta=0.0
        ).values()
        of_x = pattern.transposed(values) @ gradient if ctx.has_x else None
        return of_x, of_values, None


class SparseMap(nn.Module):
    """A sparse linear map with rows ``rows``, columns ``columns``, and biases."""

    def __init__(self, rows, columns, shape):
        super().__init__()
        order = np.lexsort((columns, rows))
        rows, columns = rows[order], columns[order]
        self.shape = shape
        self.pointers, self.columns = _pointers(rows, shape[0]), torch.tensor(columns).int()
        back = np.lexsort((rows, columns))
        self.back = torch.tensor(back)
        self.back_pointers = _pointers(columns, shape[1])
        self.back_columns = torch.tensor(rows[back]).int()
        fan_in = torch.tensor(np.bincount(rows, minlength=shape[0])[rows], dtype=torch.float32)
        self.weight = nn.Parameter(torch.randn(len(rows)) * (2 / fan_in).sqrt())
        self.bias = nn.Parameter(torch.zeros(shape[0], 1))

    def matrix(self, values):
        """Give the matrix with these values."""
        return _csr(self.pointers, self.columns, values, self.shape)

    def transposed(self, values):
        """Give its transpose."""
        return _csr(self.back_pointers, self.back_columns, values[self.back], self.shape[::-1])

    def forward(self, x):
        """Map columns to rows: tensor of shape (rows, batch)."""
        return _SparseMap.apply(x, self.weight, self) + self.bias


def _pointers(rows, n_rows):
    return torch.tensor(np.append(0, np.bincount(rows, minlength=n_rows).cumsum())).int()


def _csr(pointers, columns, values, shape):
    return torch.sparse_csr_tensor(pointers, columns, values, shape, check_invariants=False)


class _Network(nn.Module):
    """What both networks share: dropout, residual layers, read-outs of n_members members."""

    def __init__(self, n_regions, n_members):
        super().__init__()
        self.n_members, self.units = n_members, n_regions * CHANNELS
        self.readout = nn.Parameter(0.1 * torch.randn(n_members, self.units, 1) / self.units**0.5)
        self.bias = nn.Parameter(torch.zeros(n_members, 1))

    def encode(self, x):
        """Go through the layers: tensor of shape (members, units, batch)."""
        h = self._drop(self.entry(x))
        for layer in self.layers:
            h = h + self._drop(layer(h))
        return h.view(self.n_members, self.units, -1)

    def read_out(self, h):
        """Read units out: tensor of shape (members, batch)."""
        return (h * self.readout).sum(1) + self.bias

    def _drop(self, x):
        kept = torch.rand(*x.shape[:-1], 1) >= DROPOUT
        return torch.relu(x) * (kept / (1 - DROPOUT))


class PairNetwork(_Network):
    """Of connected pairs: input of shape (pairs, batch)."""

    def __init__(self, adjacency, n_members):
        n_regions = len(adjacency)
        super().__init__(n_regions, n_members)
        first, second = np.nonzero(np.triu(adjacency, 1))
        pairs, unit = np.arange(len(first)), np.arange(n_members * self.units)
        region, member = unit % self.units // CHANNELS, unit // self.units
        ends = np.append(first, second)
        by_region = [np.append(pairs, pairs)[ends == region] for region in range(n_regions)]
        counts = [len(by_region[each]) for each in region]
        columns = np.concatenate([by_region[each] for each in region])
        self.entry = SparseMap(np.repeat(unit, counts), columns, (len(unit), len(pairs)))
        wired = (adjacency | np.eye(n_regions, dtype=bool))[np.ix_(region, region)]
        rows, columns = np.nonzero(wired & (member[:, None] == member))
        shape = (len(unit), len(unit))
        self.layers = nn.ModuleList(SparseMap(rows, columns, shape) for _ in range(N_LAYERS - 1))
        self.direct = nn.Parameter(torch.zeros(n_members, len(pairs)))
        self.scale = DIRECT / (n_regions * (n_regions - 1) / 2) ** 0.5

    def forward(self, x):
        """Predict: tensor of shape (members, batch)."""
        return self.read_out(self.encode(x)) + self.scale * (self.direct @ x)


class _RegionByRegion(nn.Module):
    """The entry of symmetric matrices: (members, units, batch) of (batch, regions, regions)."""

    def __init__(self, n_regions, n_members):
        super().__init__()
        self.n_members = n_members
        shape = (n_regions, n_regions, n_members * CHANNELS)
        self.weight = nn.Parameter(torch.randn(shape) * (2 / (n_regions - 1)) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(n_members, n_regions * CHANNELS, 1))

    def forward(self, x):
        """Sum the pairs of each region."""
        y = torch.bmm(x.permute(1, 0, 2), self.weight)  # X is 0 on its diagonal
        y = y.unflatten(-1, (self.n_members, CHANNELS)).permute(2, 0, 3, 1)
        return y.flatten(1, 2) + self.bias


class _Dense(nn.Module):
    def __init__(self, n_members, units):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_members, units, units) * (2 / units) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(n_members, units, 1))

    def forward(self, x):
        return torch.baddbmm(self.bias, self.weight, x)


class MatrixNetwork(_Network):
    """Of all pairs: input of shape (batch, regions, regions)."""

    def __init__(self, n_regions, n_members):
        super().__init__(n_regions, n_members)
        self.entry = _RegionByRegion(n_regions, n_members)
        self.layers = nn.ModuleList(_Dense(n_members, self.units) for _ in range(N_LAYERS - 1))
        self.direct = nn.Parameter(torch.zeros(n_members, n_regions**2))
        self.upper = torch.triu(torch.ones(n_regions, n_regions), 1).flatten()
        self.scale = DIRECT / (n_regions * (n_regions - 1) / 2) ** 0.5

    def forward(self, x):
        """Predict: tensor of shape (members, batch)."""
        weight = self.direct * self.upper
        return self.read_out(self.encode(x)) + self.scale * (weight @ x.flatten(1).t())


def train(network, take, n_subjects, y, epochs, batch_size):
    """Train with Adam, decay and one cycle: the mean absolute error of the last epoch, in sd."""
    decays = [p for name, p in network.named_parameters() if "bias" not in name]
    others = [p for name, p in network.named_parameters() if "bias" in name]
    groups = [{"params": decays, "weight_decay": ALPHA}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LR, fused=True)
    n_batches = max(1, round(n_subjects / batch_size))
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LR, total_steps=epochs * n_batches + 1, cycle_momentum=False
    )
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(n_subjects).tensor_split(n_batches):
            optimizer.zero_grad()
            errors = (network(take(rows)) - y[rows]).abs()
            errors.mean(dim=1).sum().backward()
            optimizer.step()
            cycle.step()
            total += errors.detach().sum()
    return float(total / n_subjects / network.n_members)


def fit(connectome, X, y, constraint, members, epochs, batch_size):
    """Lay X out, build the network and train it: the mean absolute error of the last epoch."""
    torch.manual_seed(0)
    y = torch.tensor((y - y.mean()) / y.std())
    n_regions, adjacency = connectome.n_regions, connectome.to_dense() != 0
    upper = np.triu_indices(n_regions, 1)
    if constraint == "hard":
        kept = torch.tensor(X[:, adjacency[upper]])
        network = PairNetwork(adjacency, members)
        return train(
            network, lambda rows: kept[rows].t().contiguous(), len(X), y, epochs, batch_size
        )
    matrices = torch.zeros(len(X), n_regions, n_regions)
    matrices[:, upper[0], upper[1]] = matrices[:, upper[1], upper[0]] = torch.from_numpy(X)
    network = MatrixNetwork(n_regions, members)
    return train(network, lambda rows: matrices[rows], len(X), y, epochs, batch_size)
