"""What the wires of a trained stack amount to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy import sparse
from scipy.stats import spearmanr
from torch import nn

from ..caller import warn_caller
from ..connectome import Connectome, edge_list, values_at
from ..nn import Wires
from ..training import all_wires, sum_over_wires, wiring_cost
from ..types import FloatArray


@dataclass(frozen=True)
class WiringSummary:
    """Wiring of a stack, mean over members; NaN where a network has no wires between regions.

    Parameters
    ----------
    strength : ndarray or csr_array of shape (n_regions, n_regions), or None
        Sum of abs(weight) over layers and channels, from region to region; None without wires.
    cost : float
        Sum over wires of abs(weight) * distance / mean distance.
    density : float
        Share of the ordered pairs of different regions that a wire that is not 0 joins.
    n_connections : float
        Wires between different regions that are not 0.
    """

    strength: FloatArray | sparse.csr_array | None
    cost: float
    density: float
    n_connections: float

    @classmethod
    def of(cls, module: nn.Module, n_regions: int, *, stays_sparse: bool = False) -> Self:
        """Sum up the wiring of a network.

        Parameters
        ----------
        module : Module
            Stack of networks.
        n_regions : int
            Number of regions.
        stays_sparse : bool, default=False
            Make no matrix of all pairs: for the regions of a sparse connectome.

        Returns
        -------
        WiringSummary
        """
        if not all_wires(module):
            return cls(None, np.nan, np.nan, np.nan)
        sum_strengths = _sparse_strength if stays_sparse else _dense_strength
        strength, n_joined = sum_strengths(module)
        return cls(
            strength=strength,
            cost=float(wiring_cost(module).double().mean()),
            density=n_joined / max(n_regions * (n_regions - 1), 1),
            n_connections=float(sum_over_wires(module, Wires.count).double().mean()),
        )

    @classmethod
    def if_it_fits(cls, module: nn.Module, n_regions: int, *, stays_sparse: bool = False) -> Self:
        """Sum up as `of` does, or warn where memory is too short: a training must not be lost."""
        try:
            return cls.of(module, n_regions, stays_sparse=stays_sparse)
        except (MemoryError, RuntimeError) as error:  # torch's is a RuntimeError
            if isinstance(error, RuntimeError) and "memory" not in str(error):
                raise
            warn_caller(
                f"the network is trained, but there is no memory to sum up its wires between "
                f"{n_regions} regions: wiring_cost_, density_ and the like are NaN, and "
                "learned_connectome() is not known. A Connectome with sparse weights needs less"
            )
            return cls(None, np.nan, np.nan, np.nan)

    def similarity(self, connectome: Connectome) -> float:
        """Compare with the biological connectome, over the pairs that it connects.

        Parameters
        ----------
        connectome : Connectome
            Biological connectome.

        Returns
        -------
        float
            Spearman correlation of learned and biological strength; NaN where one is constant.
        """
        if self.strength is None:
            return np.nan
        rows, columns, weights = edge_list(connectome.weights)
        learned, biological = values_at(self.strength, rows, columns), np.abs(weights)
        if learned.size < 2 or np.ptp(learned) == 0 or np.ptp(biological) == 0:
            return np.nan
        return float(spearmanr(learned, biological).statistic)


def _dense_strength(module: nn.Module) -> tuple[FloatArray, float]:
    """Give the mean strength of all pairs, and how many a member joins on average."""
    strengths: FloatArray = sum_over_wires(module, Wires.to_region_matrix).cpu().numpy()
    apart = ~np.eye(strengths.shape[-1], dtype=bool)
    return strengths.mean(axis=0), np.count_nonzero(strengths[:, apart]) / len(strengths)


def _sparse_strength(module: nn.Module) -> tuple[sparse.csr_array, float]:
    """Give the same without a matrix of all pairs."""
    of_member: dict[int, Any] = {}
    for wires, owner in all_wires(module):
        for number, matrix in enumerate(wires.to_sparse_matrices()):
            member = number if owner is None else owner
            of_member[member] = of_member[member] + matrix if member in of_member else matrix
    n_joined = [
        np.count_nonzero(each.data) - np.count_nonzero(each.diagonal())
        for each in of_member.values()
    ]
    total = sum(of_member.values())
    return sparse.csr_array(total / len(of_member)), sum(n_joined) / len(of_member)
