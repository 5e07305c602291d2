"""Folds are put together: importances, their spread and their stability."""

import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.attributions import EdgeImportance, RegionImportance
from sk_ccnn.attributions.folds import Explained

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]], labels=["V1", "V2", "V4"], name="chain")


def fold(rows, importances, connectome=CHAIN):
    """Make a fold of one member."""
    importances = np.array([importances, importances], dtype=float)
    attributions = np.ones((len(rows), 3, 1)) * (1 + np.array(rows))[:, None, None]
    return Explained(np.array(rows), connectome, ("y",), importances, attributions)


def test_importances_are_means_over_folds_with_their_spread():
    found = RegionImportance.of([fold([0, 1], [1, 2, 3]), fold([2], [3, 2, 7])], "x", 4)
    assert found.importances.tolist() == [2, 2, 5]
    assert found.sd == pytest.approx(np.std([[1, 2, 3], [3, 2, 7]], axis=0, ddof=1))
    assert found.to_frame()["region"].tolist() == ["V4", "V1", "V2"]
    assert found.attributions[:3, 0].tolist() == [1, 2, 3] and np.isnan(found.attributions[3]).all()
    assert found.fold_stability == pytest.approx(0.5)
    assert np.isnan(found.member_stability)


def test_edges_are_a_matrix_and_a_connectome():
    found = EdgeImportance.of([fold([0], [5, 0, 1])], "x", 1)
    assert found.to_matrix().tolist() == [[0, 5, 0], [5, 0, 1], [0, 1, 0]]
    assert found.to_connectome().name == "importance on chain"
    assert found.to_frame().iloc[0].tolist()[:3] == ["V1", "V2", 5]


def test_the_table_has_the_largest_and_str_says_how_stable_they_are():
    found = RegionImportance.of([fold([0], [1, 2, 3]), fold([1], [1, 2, 3])], "permutation", 2)
    header, _, *lines = found.table(2).splitlines()
    assert header.split() == ["region", "importance", "sd", "over", "folds"]
    assert [line.split()[0] for line in lines] == ["V4", "V2"]
    assert "folds agree with a mean Spearman correlation of 1.00" in str(found)
    alone = RegionImportance.of([fold([0], [1, 2, 3])], "x", 1)
    assert "stability is not known" in str(alone) and "nan" not in str(alone)


def test_folds_of_different_regions_are_not_averaged():
    other = CHAIN.replace(labels=["V1", "V2", "MT"])
    with pytest.raises(ValueError, match="folds of the same regions"):
        RegionImportance.of([fold([0], [1, 2, 3]), fold([1], [1, 2, 3], other)], "x", 2)
