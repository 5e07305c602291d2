"""How much memory the members of a stack take while they train."""

import torch
from torch import Tensor, nn

from ..nn import Memberwise, storage_of_wires

# How many copies are alive at once, at most; `tests/benchmarks/memory.py` compares with what is
# measured.
_OF_VALUES = 8  # weights, gradient, two moments of Adam, and what a proximal step makes
_OF_DENSE = 1  # the dense weights of each layer, kept for its gradient
_OF_LARGEST_DENSE = 2  # the gradient of one of them, and what it is made from
_OF_OUTPUTS = 3  # each module's, kept for the gradient, and gradients on their way
_INDEX_BYTES = 26  # of a wire: its position, its pair of regions, length and marks
_SPARSE_BYTES = 96  # of a wire that is in a sparse matrix: its rows, columns and orders
_LAYOUT_BYTES = 48  # of a position in dense weights, or a wire, while a layer is laid out


def bytes_per_member(
    module: nn.Module, X: Tensor, *, own_rows: bool = False, own_wires: bool = False
) -> int:
    """Estimate the memory that each further member of a stack takes.

    Parameters
    ----------
    module : Module
        Stack of one member.
    X : Tensor of shape (batch, n_regions, ...)
        A batch; it is passed through the module once.
    own_rows : bool, default=False
        Whether each member has batches of its own.
    own_wires : bool, default=False
        Whether each member has a connectome of its own.

    Returns
    -------
    int
    """
    n_values = sum(parameter.numel() for parameter in module.parameters())
    stored = storage_of_wires(module)
    n_sparse = sum(wires.values.numel() for wires, how in stored if how == "sparse")
    dense = [wires.n_positions() for wires, how in stored if how == "dense"]
    n_copies = (
        _OF_VALUES * n_values
        + _OF_DENSE * sum(dense)
        + _OF_LARGEST_DENSE * max(dense, default=0)
        + _OF_OUTPUTS * _count_outputs(module, X)
        + own_rows * 2 * X.numel()
    )
    n_index = sum(wires.values.numel() for wires, _ in stored) if own_wires else 0
    return X.element_size() * n_copies + _INDEX_BYTES * n_index + _SPARSE_BYTES * n_sparse


def bytes_of_layout(module: nn.Module) -> int:
    """Estimate the memory that laying out a stack takes, however many members it has.

    Parameters
    ----------
    module : Module
        Stack of one member.

    Returns
    -------
    int
    """
    sizes = [
        wires.n_positions() if how == "dense" else wires.values.numel()
        for wires, how in storage_of_wires(module)
    ]
    return _LAYOUT_BYTES * max(sizes, default=0)


@torch.no_grad()
def _count_outputs(module: nn.Module, X: Tensor) -> int:
    """Count the numbers that the parts of a module output for a batch."""
    counts: list[int] = []
    inner = [part for part in module.modules() if not isinstance(part, Memberwise)]
    hooks = [
        part.register_forward_hook(lambda part, given, output: counts.append(output.numel()))
        for part in inner
        if not any(True for _ in part.children())
    ]
    try:
        module.eval()(X)
    finally:
        for hook in hooks:
            hook.remove()
    return sum(counts)
