import numpy as np
import pytest
from scipy import sparse

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.nn.graph import normalized_adjacency, relative_weights


def test_relative_weights_do_not_depend_on_the_unit_of_the_weights():
    connectome = load_connectome("desikan_killiany")
    scaled = connectome.replace(weights=1000 * connectome.to_dense())
    weights = relative_weights(connectome)
    np.testing.assert_allclose(weights, relative_weights(scaled))
    assert weights[weights > 0].mean() == pytest.approx(1)
    assert ((weights > 0) == connectome.adjacency()).all()


def test_a_weak_connection_with_a_negative_logarithm_stays_a_connection():
    connectome = Connectome([[0, -1, 2], [-1, 0, 0], [2, 0, 0]])
    assert relative_weights(connectome)[0, 1] > 0
    assert np.isfinite(normalized_adjacency(connectome)).all()


def test_the_largest_eigenvalue_of_the_normalised_connectome_is_1():
    eigenvalues = np.linalg.eigvalsh(normalized_adjacency(load_connectome("desikan_killiany")))
    assert eigenvalues[-1] == pytest.approx(1)
    assert eigenvalues[0] > -1


def test_a_connectome_without_connections_passes_nothing_on():
    np.testing.assert_array_equal(normalized_adjacency(Connectome(np.zeros((3, 3)))), np.eye(3))


def test_sparse_weights_stay_sparse_and_are_scaled_alike():
    brain = load_connectome("desikan_killiany")
    thin = brain.replace(weights=sparse.csr_array(brain.to_dense()))
    for scale in (relative_weights, normalized_adjacency):
        scaled = scale(thin)
        assert sparse.issparse(scaled)
        np.testing.assert_allclose(scaled.toarray(), scale(brain), rtol=1e-12)
