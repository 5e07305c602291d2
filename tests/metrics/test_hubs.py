"""Hubs are the strongest regions, and their overlap is compared with chance."""

import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.metrics import hub_overlap


def star(*centres, n_regions=20):
    """Connect some regions with all others."""
    weights = np.zeros((n_regions, n_regions))
    for centre in centres:
        weights[centre] = weights[:, centre] = 1
    return Connectome(weights)


def test_the_same_hubs_overlap_fully_and_others_not_at_all():
    same = hub_overlap(star(3, 7), star(3, 7))
    assert (same.overlap, same.chance) == (1, 0.1)
    assert same.p_value == pytest.approx(1 / 190)  # of all pairs of 20 regions, one
    assert set(same.learned_hubs) == {"region_3", "region_7"}
    other = hub_overlap(star(1, 2), star(3, 7))
    assert (other.overlap, other.p_value) == (0, 1)
    assert hub_overlap(star(3, 2), star(3, 7)).overlap == 0.5


def test_signs_and_directions_do_not_matter():
    turned = Connectome(-2 * np.triu(star(3, 7).to_dense()))
    assert set(hub_overlap(turned, star(3, 7)).learned_hubs) == {"region_3", "region_7"}


def test_equally_strong_regions_are_no_hubs():
    found = hub_overlap(Connectome(np.ones((20, 20))), star(3, 7))
    assert found.learned_hubs == () and np.isnan(found.overlap) and np.isnan(found.p_value)


def test_regions_must_be_the_same_and_the_share_a_share():
    with pytest.raises(ValueError, match="same regions in the same order"):
        hub_overlap(star(3), star(3, n_regions=10))
    with pytest.raises(ValueError, match=r"share must be in \(0, 1\), got 2"):
        hub_overlap(star(3), star(3), share=2)
