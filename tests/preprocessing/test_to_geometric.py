import numpy as np
import pandas as pd
import pytest
from torch_geometric.loader import DataLoader
from torch_geometric.nn import GCNConv

from sk_ccnn.datasets import load_connectome, load_mouse_cohort, make_age_cohort
from sk_ccnn.preprocessing import to_torch_geometric


def test_a_cohort_of_measures_can_be_loaded_in_batches_and_convolved():
    X, age = make_age_cohort(n_subjects=10, random_state=0, return_X_y=True)
    dataset = to_torch_geometric(X, age, connectome="desikan_killiany")
    brain = load_connectome("desikan_killiany")
    assert len(dataset) == 10
    batch = next(iter(DataLoader(dataset, batch_size=4)))
    np.testing.assert_allclose(batch.x.view(4, 84), np.asarray(X)[:4], rtol=1e-6)
    np.testing.assert_allclose(batch.y, np.asarray(age)[:4], rtol=1e-6)
    assert batch.edge_index.shape[1] == 4 * brain.adjacency().sum()
    assert GCNConv(1, 3)(batch.x, batch.edge_index, batch.edge_weight).shape == (4 * 84, 3)


def test_columns_in_another_order_reach_their_regions():
    X, _ = make_age_cohort(n_subjects=5, random_state=0, return_X_y=True)
    X = pd.DataFrame(X, columns=load_connectome("desikan_killiany").labels)
    shuffled = X[list(X.columns)[::-1]]
    one, other = (to_torch_geometric(each, connectome="desikan_killiany") for each in (X, shuffled))
    # Both are in the order of the connectome's regions.
    assert (one[0].x == other[0].x).all()
    assert (one[0].edge_index == other[0].edge_index).all()


def test_a_region_has_its_row_of_connections_as_features():
    mice = load_mouse_cohort()
    matrices = np.asarray(mice.connectomes)[:4, :20, :20]
    group = np.array(["b", "a", "b", "a"])
    dataset = to_torch_geometric(matrices, group, connectome=None)
    assert dataset[0].x.shape == (20, 20)
    without_diagonal = matrices[1] * (1 - np.eye(20))
    np.testing.assert_allclose(dataset[1].x, without_diagonal, rtol=1e-6)
    assert [int(graph.y) for graph in dataset] == [1, 0, 1, 0]


def test_several_targets_stay_in_one_row():
    X, age = make_age_cohort(n_subjects=5, random_state=0, return_X_y=True)
    dataset = to_torch_geometric(X, np.c_[age, age], connectome="desikan_killiany")
    assert next(iter(DataLoader(dataset, batch_size=5))).y.shape == (5, 2)


def test_what_does_not_fit_is_an_error():
    X, age = make_age_cohort(n_subjects=5, random_state=0, return_X_y=True)
    with pytest.raises(ValueError, match="84 or 68 regions but X has 10 columns"):
        to_torch_geometric(np.asarray(X)[:, :10], connectome="desikan_killiany")
    with pytest.raises(ValueError, match="inconsistent numbers of samples: \\[5, 4\\]"):
        to_torch_geometric(X, age[:4], connectome="desikan_killiany")
    with pytest.raises(ValueError, match="NaN"):
        to_torch_geometric(X * np.nan, connectome="desikan_killiany")
