"""A connectome is the same whatever its storage, and a large sparse one never becomes dense."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.connectome import Connectome


@settings(max_examples=30)
@given(data=st.data())
def test_sparse_and_dense_are_the_same_connectome(weight_matrices, data):
    weights = data.draw(weight_matrices())
    dense, thin = Connectome(weights), Connectome(sparse.coo_array(weights))
    assert sparse.issparse(thin.weights) and thin.weights.format == "csr"
    assert dense == thin and hash(dense) == hash(thin)
    assert np.array_equal(thin.to_dense(), dense.to_dense())
    assert not np.diag(dense.to_dense()).any()
    assert dense.density == thin.density and dense.is_directed == thin.is_directed
    assert dense.isolated_regions == thin.isolated_regions
    for method in ("mean", "max", "upper", "lower"):
        assert dense.symmetrize(method) == thin.symmetrize(method)
        assert not dense.symmetrize(method).is_directed
    for method in ("max", "log", "strength"):
        assert np.allclose(dense.normalize(method), thin.normalize(method))
        assert np.array_equal(dense.normalize(method).adjacency(), dense.adjacency())
    some = np.arange(dense.n_regions)[::-1][:2]
    assert dense.subset(some) == thin.subset(some)
    assert np.array_equal(dense.distances(), thin.all_distances())


def test_the_diagonal_is_dropped():
    weights = np.ones((3, 3))
    assert not np.diag(Connectome(weights).to_dense()).any()
    assert Connectome(sparse.csr_array(weights)) == Connectome(weights - np.eye(3))


@pytest.fixture(scope="module")
def large():
    """5 000 regions on a ring with random chords: as dense floats they would take 200 MB."""
    here, ahead = np.arange(5000), (np.arange(5000) + 1) % 5000
    chords = sparse.random_array((5000, 5000), density=0.0005, rng=np.random.default_rng(0))
    ring = sparse.csr_array((np.full(5000, 0.5), (here, ahead)), shape=(5000, 5000))
    return Connectome(ring + chords)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.threshold(0.0004),
        lambda c: c.symmetrize("max").threshold(0.0006, connected=False),
        lambda c: c.normalize("log"),
        lambda c: c.normalize("strength"),
        lambda c: c.symmetrize("mean"),
        lambda c: c.symmetrize("upper"),
        lambda c: c.subset(np.arange(0, 5000, 2)),
        lambda c: c.subset(c.labels[:3000]),
    ],
)
def test_a_large_sparse_connectome_never_becomes_dense(large, change, monkeypatch):
    for kind in (sparse.csr_array, sparse.csc_array, sparse.coo_array):
        monkeypatch.setattr(kind, "toarray", None)
    changed = change(large)
    assert sparse.issparse(changed.weights) and 0 < changed.n_edges < 50_000
    assert hash(changed) and repr(changed)


def test_communities_of_a_sparse_connectome_need_no_dense_matrix(large, monkeypatch):
    monkeypatch.setattr(sparse.csr_array, "toarray", None)
    assert large.subset(np.arange(300)).communities(random_state=0).shape == (300,)
