"""What the wires of a trained stack amount to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr
from torch import nn

from ..connectome import Connectome
from ..nn import Wires
from ..training import all_wires, sum_over_wires, wiring_cost
from ..types import FloatArray


@dataclass(frozen=True)
class WiringSummary:
    """Wiring of a stack, mean over members; NaN where a network has no wires between regions.

    Parameters
    ----------
    strength : ndarray of shape (n_regions, n_regions)
        Sum of abs(weight) over layers and channels, from region to region.
    cost : float
        Sum over wires of abs(weight) * distance / mean distance.
    density : float
        Share of the ordered pairs of different regions that a wire that is not 0 joins.
    n_connections : float
        Wires between different regions that are not 0.
    """

    strength: FloatArray
    cost: float
    density: float
    n_connections: float

    @classmethod
    def of(cls, module: nn.Module, n_regions: int) -> WiringSummary:
        """Sum up the wiring of a network.

        Parameters
        ----------
        module : Module
            Stack of networks.
        n_regions : int
            Number of regions.

        Returns
        -------
        WiringSummary
        """
        if not all_wires(module):
            return cls(np.full((n_regions, n_regions), np.nan), np.nan, np.nan, np.nan)
        strengths = sum_over_wires(module, Wires.to_region_matrix).cpu().numpy()
        apart = ~np.eye(n_regions, dtype=bool)
        return cls(
            strength=strengths.mean(axis=0),
            cost=float(wiring_cost(module).double().mean()),
            density=float((strengths[:, apart] > 0).mean()) if n_regions > 1 else 0.0,
            n_connections=float(sum_over_wires(module, Wires.count).double().mean()),
        )

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
        connected = connectome.adjacency()
        learned, biological = self.strength[connected], np.abs(connectome.to_dense()[connected])
        if learned.size < 2 or np.ptp(learned) == 0 or np.ptp(biological) == 0:
            return np.nan
        return float(spearmanr(learned, biological).statistic)
