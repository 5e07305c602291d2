"""A threshold keeps the strongest edges, as many as it says, and what holds the brain together."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.connectome.threshold import keep_strongest


def n_pieces(weights):
    return connected_components(sparse.csr_array(weights != 0), connection="weak")[0]


def n_pairs(weights):
    """Number of pairs of regions, and how many are connected, each pair once if undirected."""
    each = 2 if np.array_equal(weights, weights.T) else 1
    return weights.shape[0] * (weights.shape[0] - 1) // each, np.count_nonzero(weights) // each


@settings(max_examples=60)
@given(data=st.data(), share=st.floats(0.05, 1))
def test_threshold_keeps_the_stated_number_and_the_pieces(weight_matrices, data, share):
    weights = data.draw(weight_matrices(sizes=(3, 9)))
    possible, present = n_pairs(weights)
    density = share * present / possible
    assume(density > 0)
    wanted = round(density * possible)
    try:
        kept = keep_strongest(weights, density)
    except ValueError as error:
        # A spanning forest of n regions in p pieces has n - p edges.
        needed = weights.shape[0] - n_pieces(weights)
        assert wanted < needed and f"{needed} are needed" in str(error)
        return
    each = 2 if np.array_equal(weights, weights.T) else 1
    assert np.count_nonzero(kept) == each * wanted
    assert each == 1 or np.array_equal(kept, kept.T)
    assert n_pieces(kept) == n_pieces(weights)
    assert np.array_equal(kept[kept != 0], weights[kept != 0])
    assert np.array_equal(keep_strongest(sparse.csr_array(weights), density).toarray(), kept)


@settings(max_examples=60)
@given(data=st.data(), share=st.floats(0.05, 1))
def test_threshold_without_connectedness_keeps_the_strongest(weight_matrices, data, share):
    weights = data.draw(weight_matrices(sizes=(3, 9)))
    possible, present = n_pairs(weights)
    assume(round(share * present) > 0)
    kept = keep_strongest(weights, share * present / possible, connected=False)
    dropped = np.abs(weights[(weights != 0) & (kept == 0)])
    assert np.abs(weights[kept != 0]).min() >= dropped.max(initial=0)


@settings(max_examples=60)
@given(data=st.data())
def test_only_the_tree_outweighs_a_stronger_edge(weight_matrices, data):
    networkx = pytest.importorskip("networkx")
    weights = np.abs(data.draw(weight_matrices(symmetric=True, sizes=(3, 9))))
    n_needed = weights.shape[0] - n_pieces(weights)
    assume(n_needed)
    tree = keep_strongest(weights, n_needed / n_pairs(weights)[0])
    maximum = networkx.maximum_spanning_tree(networkx.from_numpy_array(weights))
    assert tree.sum() / 2 == pytest.approx(maximum.size(weight="weight"))
    possible, present = n_pairs(weights)
    kept = keep_strongest(weights, (n_needed + present) // 2 / possible)
    assert (kept[tree != 0] == tree[tree != 0]).all()
    chosen, dropped = weights[(kept != 0) & (tree == 0)], weights[(weights != 0) & (kept == 0)]
    assert chosen.min(initial=np.inf) >= dropped.max(initial=0)


def test_threshold_at_its_own_density_changes_nothing():
    connectome = load_connectome()
    assert connectome.threshold(connectome.density) == connectome
    assert connectome.threshold(1 / 42).n_edges == 2 * 83  # the spanning tree alone


@pytest.mark.parametrize(
    ("weights", "density", "says"),
    [
        (np.ones((3, 3)), 0, r"\(0, 1\], got 0"),
        (np.ones((3, 3)), 1.5, r"\(0, 1\], got 1.5"),
        (np.ones((3, 3)), np.nan, r"\(0, 1\], got nan"),
        (np.ones((3, 3)), 0.4, "2 are needed"),
        ([[0, 1, 0], [1, 0, 0], [0, 0, 0]], 1.0, "only 1 are connected"),
        (np.zeros((3, 3)), 0.5, "only 0 are connected"),
        ([[1.0]], 0.5, "at least 2 regions, got 1"),
    ],
)
def test_impossible_densities_are_refused(weights, density, says):
    with pytest.raises(ValueError, match=says):
        Connectome(weights).threshold(density)
