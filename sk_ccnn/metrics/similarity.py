"""How like the biological connectome a learned one is, beside null connectomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import spearmanr

from ..connectome import Connectome, as_connectome, edge_list, values_at
from ..nulls import require_positive_integer
from ..results import is_constant, monte_carlo_p_value
from ..types import FloatArray, RandomState
from .hubs import require_same_regions
from .shuffles import KEPT, Kept, shuffled_edge_weights


@dataclass(frozen=True, eq=False)
class Similarity:
    """Correlation of a learned with the biological connectome, and with its nulls.

    Attributes
    ----------
    rho : float
        Spearman correlation of the strengths; NaN where one of the two is constant.
    null_rhos : dict of str to ndarray of shape (n_nulls,)
        For each kind, the same with each null in the place of the biological connectome.
    """

    rho: float
    null_rhos: dict[str, FloatArray]

    @property
    def p_values(self) -> dict[str, float]:
        """Share of the nulls at least as similar, the brain counted with them: dict of float.

        NaN where the brain or a null cannot be compared.
        """
        return {kind: monte_carlo_p_value(self.rho - rhos) for kind, rhos in self.null_rhos.items()}

    @property
    def z_scores(self) -> dict[str, float]:
        """Similarity over the mean null's, in standard deviations of the nulls: dict of float."""
        return {
            kind: float((self.rho - rhos.mean()) / rhos.std(ddof=1))
            if not is_constant(rhos)
            else np.nan
            for kind, rhos in self.null_rhos.items()
        }


def connectome_similarity(
    learned: Connectome | ArrayLike | str,
    biological: Connectome | ArrayLike | str,
    *,
    nulls: Sequence[Kept] = KEPT,
    n_nulls: int = 100,
    random_state: RandomState = None,
) -> Similarity:
    """Correlate a learned with the biological connectome, and test that against nulls.

    Are wires strong where tracts are strong? It is asked over the ordered pairs that the biological
    connectome connects, as in `ConnectomeRegressor.connectome_similarity_`. In the nulls every
    region keeps its degree, for the same pairs are connected; edges that are alike exchange their
    weights.

    Parameters
    ----------
    learned, biological : Connectome
        Of the same regions. Signs do not matter.
    nulls : sequence of {"degree", "length"}, default=("degree", "length")
        ``"degree"``: edges between regions of like degrees exchange weights. ``"length"``: only
        those of like length, too; else any network that has only short wires is similar, because
        short tracts are strong.
    n_nulls : int, default=100
        Of each kind. The smallest p-value is ``1 / (n_nulls + 1)``.
    random_state : int, RandomState instance or None, default=None
        Of the nulls.

    Returns
    -------
    Similarity

    Raises
    ------
    ValueError
        If an option is unknown, the regions differ, or lengths are to be kept and not known.

    Notes
    -----
    Rewired connectomes (`sk_ccnn.nulls`) will not do here. All these edges exist in the brain but
    only some of them in a null, the more likely the higher the degrees; a network whose wires are
    weak between hubs, as they begin, is more like the brain than like any rewired one, untrained.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.metrics import connectome_similarity
    >>> brain = load_connectome()
    >>> found = connectome_similarity(brain, brain, n_nulls=9, random_state=0)
    >>> round(found.rho, 6), found.p_values
    (1.0, {'degree': 0.1, 'length': 0.1})
    """
    learned, biological = as_connectome(learned), as_connectome(biological)
    require_same_regions(learned, biological)
    unknown = [kind for kind in nulls if kind not in KEPT]
    if isinstance(nulls, str) or unknown:
        raise ValueError(f"nulls must be a sequence out of {list(KEPT)}, got {nulls!r}")
    require_positive_integer(n_nulls, "n_nulls")
    rows, columns, _ = edge_list(biological.weights)
    strengths = np.abs(values_at(learned.weights, rows, columns))

    def rho(other: Connectome) -> float:
        return _spearman(strengths, np.abs(values_at(other.weights, rows, columns)))

    null_rhos: dict[str, FloatArray] = {}
    for kind in nulls:
        shuffled = shuffled_edge_weights(biological, kind, n_nulls, random_state)
        null_rhos[kind] = np.array([rho(each) for each in shuffled])
    return Similarity(rho(biological), null_rhos)


def _spearman(learned: FloatArray, other: FloatArray) -> float:
    if learned.size < 2 or np.ptp(learned) == 0 or np.ptp(other) == 0:
        return np.nan
    return float(spearmanr(learned, other).statistic)
