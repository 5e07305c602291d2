import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sk_ccnn.estimators.targets import ClassTarget, ContinuousTarget, class_weighted

TARGETS = hnp.arrays(
    float, st.tuples(st.integers(2, 20), st.integers(1, 3)), elements=st.floats(-1e6, 1e6)
)


@given(TARGETS)
def test_decoding_undoes_encoding(y):
    target = ContinuousTarget(y, np.ones(len(y)))
    decoded = target.decode(target.encode(y, np.float64))
    np.testing.assert_allclose(decoded, y, atol=1e-7 * (1 + np.abs(y).max()))


def test_targets_are_standardised_by_weight():
    y, weight = np.array([1.0, 5.0, 7.0, 7.0]), np.array([1.0, 1.0, 2.0, 0.0])
    encoded = ContinuousTarget(y, weight).encode(y, np.float64)[:, 0]
    assert np.average(encoded, weights=weight) == pytest.approx(0, abs=1e-12)
    assert np.average(encoded**2, weights=weight) == pytest.approx(1)


def test_one_target_is_one_dimensional_and_several_are_not():
    one, two = np.arange(3.0), np.arange(6.0).reshape(3, 2)
    for y in (one, two):
        target = ContinuousTarget(y, np.ones(3))
        assert target.decode(target.encode(y, np.float32)).shape == y.shape


def test_a_constant_is_learned_exactly_and_warned_of():
    y = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    target = ContinuousTarget(y, np.ones(3))
    with pytest.warns(UserWarning, match=r"columns \[0\] of y are constant"):
        target.warn_if_constant()
    assert (target.encode(y, np.float64)[:, 0] == 0).all()
    assert target.decode(np.full((1, 2), 123.0))[0, 0] == pytest.approx(0.1, abs=1e-15)


def test_classes_become_indices():
    target = ClassTarget(np.array(["control", "patient"]))
    assert target.encode(np.array(["patient", "control"]), np.float32).tolist() == [1, 0]


def test_a_class_that_was_not_there_before_is_named():
    with pytest.raises(ValueError, match="y holds .'relative'., but the classes are"):
        ClassTarget(np.array(["control", "patient"])).encode(np.array(["relative"]), np.float32)


def test_balanced_classes_weigh_the_same_and_their_sum_stays():
    y, weight = np.array([0, 0, 0, 1, 2]), np.array([1.0, 2.0, 3.0, 1.0, 0.0])
    balanced = class_weighted(y, weight, "balanced")
    assert balanced[y == 0].sum() == pytest.approx(balanced[y == 1].sum())
    assert balanced.sum() == pytest.approx(weight.sum())
    assert balanced[4] == 0


def test_class_weights_multiply_the_subjects_own():
    y = np.array(["a", "b", "a"])
    weighted = class_weighted(y, np.array([1.0, 2.0, 3.0]), {"a": 10, "b": 1})
    assert weighted.tolist() == [10, 2, 30]
