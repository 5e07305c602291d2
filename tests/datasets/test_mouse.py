"""The mouse cohort is complete, and faithful to its source."""

from collections import Counter

import numpy as np
import pytest

from sk_ccnn.datasets import load_mouse_cohort


def test_every_array_describes_the_same_mice_and_regions():
    cohort = load_mouse_cohort()
    assert cohort.connectomes.shape == (32, 332, 332)
    assert cohort.connectomes.dtype == np.float32
    assert np.array_equal(cohort.connectomes, cohort.connectomes.transpose(0, 2, 1))
    pairs = Counter(zip(cohort.genotype, cohort.sex, strict=True))
    assert len(pairs) == 8 and set(pairs.values()) == {4}
    assert len(set(cohort.subjects)) == 32 and len(set(cohort.labels)) == 332
    assert (cohort.hemisphere[:166] == "L").all() and (cohort.hemisphere[166:] == "R").all()
    assert Counter(cohort.block)["isocortex"] == 82
    assert (cohort.block != "").all() and cohort.licence and cohort.citation


def test_target_is_chosen():
    connectomes, sex = load_mouse_cohort(target="sex", return_X_y=True)
    assert connectomes.shape[0] == 32 and set(sex) == {"male", "female"}
    assert np.array_equal(load_mouse_cohort().target, load_mouse_cohort().genotype)
    with pytest.raises(ValueError, match="no target 'age'; there are 'genotype', 'sex'"):
        load_mouse_cohort(target="age")


def test_packed_matrices_equal_their_source(data_dir):
    cohort = load_mouse_cohort()
    with np.load(data_dir / "vendor" / "mouse" / "mice32_332.npz") as source:
        assert np.array_equal(source["A"], cohort.connectomes)
        assert np.array_equal(source["genotype"], cohort.genotype)
        assert np.array_equal(source["sub"], cohort.subjects)
