"""Regions are chosen by label, index or mask, and aligned to the columns of a table by name."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome


def test_subset_and_align_keep_what_belongs_together():
    connectome = load_connectome()
    names = ["rh_insula_thickness", "L.BSTS", "Left-Thalamus-Proper"]
    aligned = connectome.align(names)
    i, j = (connectome.labels.index(label) for label in ("R_insula", "L_Thalamus"))
    assert aligned.labels == ("R_insula", "L_bankssts", "L_Thalamus")
    assert aligned.to_dense()[0, 2] == connectome.to_dense()[i, j]
    assert aligned.lengths[0, 2] == connectome.lengths[i, j]
    assert np.array_equal(aligned.coordinates[0], connectome.coordinates[i])
    assert aligned == connectome.subset(connectome.match(names))


def test_labels_indices_and_masks_choose_the_same():
    connectome = load_connectome()
    mask = np.arange(84) < 2
    by_mask = connectome.subset(mask)
    assert by_mask.n_regions == 2 and by_mask == connectome.subset(list(mask))
    assert by_mask == connectome.subset([0, 1]) == connectome.subset(connectome.labels[:2])


def test_match_allows_several_measures_a_region():
    names = ["lh_insula_area", "rh_insula_area", "lh_insula_thickness"]
    assert load_connectome(cortex_only=True).match(names).tolist() == [33, 67, 33]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda c: c.subset([0, 0]), ValueError, "given twice: 'region_0'"),
        (lambda c: c.subset(["region_0", "REGION.0"]), ValueError, "given twice: 'region_0'"),
        (lambda c: c.subset([]), ValueError, "empty"),
        (lambda c: c.subset([False] * 3), ValueError, "empty"),
        (lambda c: c.subset([True, False]), ValueError, r"mask.*\(3,\), got \(2,\)"),
        (lambda c: c.subset([3]), ValueError, "0 to 2"),
        (lambda c: c.subset([-1]), ValueError, "0 to 2, got -1"),
        (lambda c: c.subset("region_0"), TypeError, "sequence"),
        (lambda c: c.subset([0.5]), TypeError, "float"),
        (lambda c: c.subset([[0, 1]]), TypeError, r"int64 of shape \(1, 2\)"),
        (lambda c: c.subset(["V1"]), ValueError, "mean no region: 'V1'"),
        (lambda c: c.align(["region_0", "REGION.0"]), ValueError, "same region: .*'REGION.0'"),
        (lambda c: c.align(["V1"]), ValueError, "mean no region: 'V1'"),
    ],
)
def test_what_cannot_be_chosen_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call(Connectome(np.ones((3, 3))))
