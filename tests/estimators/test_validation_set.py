import numpy as np
import pytest
import torch

from sk_ccnn.estimators.validation_set import hold_out
from sk_ccnn.training import StackData


@pytest.fixture
def data():
    X = torch.arange(40.0).reshape(40, 1, 1)
    return StackData(X, X[:, 0].clone(), X[:, 0, 0].clone())


def test_subjects_are_trained_on_or_held_out_and_never_both(data):
    kept, split = hold_out(data, 0.25, None, seed=0)
    _, held_out = split(kept)
    assert len(held_out) == 10
    assert sorted([*kept.X.flatten().tolist(), *held_out.X.flatten().tolist()]) == list(range(40))


def test_target_and_weight_go_with_their_subject(data):
    kept, _ = hold_out(data, 0.25, None, seed=0)
    assert (kept.X[:, 0] == kept.y).all()
    assert (kept.X[:, 0, 0] == kept.weight).all()


def test_classes_are_held_out_in_proportion(data):
    strata = np.array([0] * 32 + [1] * 8)
    _, split = hold_out(data, 0.25, strata, seed=3)
    _, held_out = split(None)
    assert int((held_out.X.flatten() >= 32).sum()) == 2


def test_the_seed_decides(data):
    first, again, other = (hold_out(data, 0.25, None, seed)[0].X for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).all()
