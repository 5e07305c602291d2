"""A length-preserving null costs what the brain costs: degrees and lengths of edges stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls import degree_preserving, length_preserving
from sk_ccnn.nulls.length import length_bins


def histogram(graph, connectome, n_bins):
    """Count a graph's edges in bins that hold equally many of the connectome's."""
    lengths, adjacency = connectome.all_distances(), connectome.adjacency()
    limits = np.unique(np.quantile(lengths[adjacency], np.linspace(0, 1, n_bins + 1)))
    assert lengths[graph.adjacency()].min() >= limits[0]
    assert lengths[graph.adjacency()].max() <= limits[-1]
    return np.histogram(lengths[graph.adjacency()], limits)[0]


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=50)
@given(data=st.data(), n_bins=st.integers(1, 5), seed=st.integers(0, 1000))
def test_degrees_weights_and_the_histogram_of_lengths_stay(
    connectomes, reject_if_too_small, degrees, multiset, n_pieces, data, n_bins, seed
):
    connectome = data.draw(connectomes(sizes=(8, 14)))
    try:
        null = length_preserving(connectome, n_bins=n_bins, n_swaps_per_edge=2, random_state=seed)
    except ValueError as error:
        reject_if_too_small(error)
    graph = null.connectome
    assert np.array_equal(degrees(graph), degrees(connectome))
    assert np.array_equal(multiset(graph), multiset(connectome))
    assert n_pieces(graph) <= n_pieces(connectome)
    old, new = (histogram(each, connectome, n_bins) for each in (connectome, graph))
    assert np.array_equal(old, new)


def test_a_brain_keeps_its_lengths_and_loses_a_fifth_of_its_edges(brain, degrees):
    null = length_preserving(brain, random_state=0)
    assert np.array_equal(degrees(null.connectome), degrees(brain))
    old, new = (histogram(each, brain, 10) for each in (brain, null.connectome))
    assert np.array_equal(old, new)
    lengths = brain.distances()
    mean, null_mean = (lengths[each.adjacency()].mean() for each in (brain, null.connectome))
    assert null_mean == pytest.approx(mean, rel=0.03)
    # Where short connections are nearly all there, few graphs have as many; see the docstring.
    assert null.rewired_fraction > 0.15
    # Without the bins the same number of swaps costs far more.
    free = degree_preserving(brain, random_state=0).connectome
    assert lengths[free.adjacency()].mean() > 1.3 * mean


def test_weights_keep_their_order_along_lengths(brain):
    graph = length_preserving(brain, random_state=0).connectome
    lengths = brain.distances()
    old, new = (
        spearmanr(lengths[each.adjacency()], each.to_dense()[each.adjacency()]).statistic
        for each in (brain, graph)
    )
    assert new == pytest.approx(old, abs=0.01)


def test_fewer_bins_leave_more_free(brain):
    few, many = (
        length_preserving(brain, n_bins=n_bins, random_state=0).rewired_fraction
        for n_bins in (2, 20)
    )
    assert few > many


def test_bins_hold_equally_many_edges_and_nothing_outside():
    lengths = np.arange(25.0).reshape(5, 5)
    bins = length_bins(lengths, np.arange(4.0, 20), 4)
    assert np.bincount(bins[bins >= 0]).tolist() == [4, 4, 4, 4]
    assert (bins[0, :4] == -1).all() and (bins[4] == -1).all()


def test_edges_of_one_length_are_one_bin():
    assert np.unique(length_bins(np.full((4, 4), 7.0), np.full(6, 7.0), 10)).tolist() == [0]


@pytest.mark.parametrize(
    ("changed", "options", "says"),
    [
        ({"coordinates": None}, {}, "'length' needs coordinates or tract lengths"),
        ({}, {"n_bins": 0}, "n_bins must be a whole number of at least 1, got 0"),
        ({}, {"n_bins": 2.5}, "n_bins .* got 2.5"),
        ({"weights": np.ones((4, 4))}, {}, "connects all regions"),
        ({}, {"n_bins": 10}, "no two edges .* degrees and 10 bins of length"),
    ],
)
def test_what_has_no_such_null_is_refused(changed, options, says):
    square = np.zeros((4, 4))
    square[[0, 1, 2], [1, 2, 3]] = 1
    coordinates = [[0, 0, 0], [1, 0, 0], [3, 0, 0], [9, 0, 0]]
    chain = Connectome(square + square.T, coordinates=coordinates)
    with pytest.raises(ValueError, match=says):
        length_preserving(chain.replace(**changed) if changed else chain, **options)


def test_paths_over_measured_tracts_will_do(brain, degrees):
    lengths = brain.distances() * brain.adjacency()
    connectome = brain.replace(coordinates=None, lengths=lengths)
    with pytest.warns(UserWarning, match="tract lengths are known for 100%"):
        null = length_preserving(connectome, n_swaps_per_edge=1, random_state=0)
    assert np.array_equal(degrees(null.connectome), degrees(brain))
    old, new = (histogram(each, connectome, 10) for each in (connectome, null.connectome))
    assert np.array_equal(old, new)
