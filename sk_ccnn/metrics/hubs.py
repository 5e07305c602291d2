"""Whether the regions with the strongest connections are the same in two connectomes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import hypergeom

from ..connectome import Connectome, as_connectome
from ..results import merge_ties
from .graph import undirected

HUB_SHARE = 0.1


class HubOverlap(NamedTuple):
    """Hubs of two connectomes.

    Parameters
    ----------
    overlap : float
        Share of the biological hubs that are hubs of the learned connectome; NaN where one of the
        two has no hubs, all regions being equally strong.
    chance : float
        The overlap that is expected of as many regions drawn at random.
    p_value : float
        Probability of at least this overlap by chance (hypergeometric).
    learned_hubs, biological_hubs : tuple of str
        Labels, strongest first.
    """

    overlap: float
    chance: float
    p_value: float
    learned_hubs: tuple[str, ...]
    biological_hubs: tuple[str, ...]


def hub_overlap(
    learned: Connectome | ArrayLike | str,
    biological: Connectome | ArrayLike | str,
    *,
    share: float = HUB_SHARE,
) -> HubOverlap:
    """Compare the hubs of a learned connectome with those of the biological one.

    A hub is a region whose strength, the sum of its absolute weights in both directions, is among
    the largest.

    Parameters
    ----------
    learned, biological : Connectome
        Of the same regions.
    share : float in (0, 1), default=0.1
        Share of the regions that are hubs, rounded up; regions as strong as the last of them, too.

    Returns
    -------
    HubOverlap

    Raises
    ------
    ValueError
        If the regions differ, or `share` is out of range.

    Notes
    -----
    Chance knows nothing of degrees. A network under ``constraint="hard"`` has most wires where the
    connectome has most connections, so that its hubs overlap whatever it learned.

    References
    ----------
    van den Heuvel & Sporns 2013, Trends Cogn. Sci. 17:683, doi:10.1016/j.tics.2013.09.012

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.metrics import hub_overlap
    >>> brain = load_connectome()
    >>> found = hub_overlap(brain, brain)
    >>> found.overlap, round(found.chance, 3), len(found.biological_hubs)
    (1.0, 0.107, 9)
    """
    learned, biological = as_connectome(learned), as_connectome(biological)
    require_same_regions(learned, biological)
    if not 0 < share < 1:
        raise ValueError(f"share must be in (0, 1), got {share!r}")
    first, second = _hubs(learned, share), _hubs(biological, share)
    learned_hubs, biological_hubs = (
        tuple(learned.labels[region] for region in hubs) for hubs in (first, second)
    )
    if not first or not second:
        return HubOverlap(np.nan, np.nan, np.nan, learned_hubs, biological_hubs)
    n_regions, n_both = learned.n_regions, len(set(first) & set(second))
    p_value = hypergeom.sf(n_both - 1, n_regions, len(second), len(first))
    overlap, chance = n_both / len(second), len(first) / n_regions
    return HubOverlap(overlap, chance, float(p_value), learned_hubs, biological_hubs)


def _hubs(connectome: Connectome, share: float) -> list[int]:
    """List the hubs, strongest first; none where all regions are equally strong."""
    strength = merge_ties(np.asarray(undirected(connectome).weights.sum(axis=1)))
    if np.allclose(strength, strength[0]):
        return []
    order = np.argsort(-strength, kind="stable")
    weakest = strength[order[int(np.ceil(share * len(order))) - 1]]
    return [int(region) for region in order if strength[region] >= weakest]


def require_same_regions(learned: Connectome, biological: Connectome) -> None:
    """Raise ValueError where two connectomes do not have the same regions in the same order."""
    if learned.labels != biological.labels:
        raise ValueError(
            f"both connectomes need the same regions in the same order, got {learned!r} and "
            f"{biological!r}"
        )
