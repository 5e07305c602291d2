"""A connectome holds what it was given: copied, read-only, and equal by content."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from sk_ccnn.connectome import Connectome, load_connectome


def test_inputs_are_copied_and_read_only():
    weights, coordinates, lengths = np.ones((3, 3)), np.ones((3, 3)), np.ones((3, 3))
    connectome = Connectome(weights, coordinates=coordinates, lengths=lengths)
    before = hash(connectome)
    for array in (weights, coordinates, lengths):
        array[:] = 7
    assert connectome.to_dense().max() == 1 and hash(connectome) == before
    for array in (connectome.weights, connectome.coordinates, connectome.lengths):
        with pytest.raises(ValueError):
            array[0, 0] = 5
    with pytest.raises(FrozenInstanceError):
        connectome.weights = weights
    with pytest.raises(FrozenInstanceError):
        del connectome.labels


@settings(max_examples=30)
@given(data=st.data())
def test_pickle_copy_and_clone_keep_content(weight_matrices, data):
    weights = data.draw(weight_matrices())
    connectome = Connectome(weights, name="x", labels=[f"r{i}" for i in range(len(weights))])
    again = pickle.loads(pickle.dumps(connectome))
    assert again == connectome and hash(again) == hash(connectome)
    assert not again.weights.flags.writeable
    assert clone(connectome, safe=False) is copy.deepcopy(connectome) is connectome


def test_pickle_is_small():
    connectome = load_connectome()
    hash(connectome), connectome.distances()
    held = connectome.weights.nbytes + connectome.lengths.nbytes + connectome.coordinates.nbytes
    assert len(pickle.dumps(connectome)) < held + 5000


def test_equality_sees_every_part_of_the_content():
    base = load_connectome()
    changes = [
        {"weights": base.weights * 2},
        {"coordinates": None},
        {"lengths": base.lengths * 2},
        {"labels": [label + "x" for label in base.labels]},
        {"name": "other"},
    ]
    assert len({base, *(base.replace(**change) for change in changes)}) == 6
    assert base == base.replace(citation="elsewhere") and base != "desikan_killiany"


def test_replace_knows_only_what_the_constructor_knows():
    with pytest.raises(TypeError, match="colour"):
        load_connectome().replace(colour=1)


def test_negative_weights_are_edges():
    connectome = Connectome([[9, -1, 0], [-1, 9, 0], [0, 0, 9]])
    assert connectome.adjacency().sum() == connectome.n_edges == 2
    assert connectome.density == pytest.approx(2 / 6)
    assert connectome.isolated_regions == ("region_2",)
    assert not connectome.has_labels and load_connectome().has_labels


def test_rounding_is_no_direction():
    weights = np.array([[0, 0.1 + 0.2], [0.3, 0]])
    assert not Connectome(weights).is_directed
    assert Connectome([[0, 1], [2, 0]]).is_directed


def test_one_region_is_a_connectome():
    alone = Connectome([[5]], labels=["V1"])
    assert alone.density == alone.n_edges == 0 and alone.isolated_regions == ("V1",)
    assert alone.distances().tolist() == [[0]] and alone.communities().tolist() == [0]
    assert alone == alone.normalize() == alone.symmetrize() == alone.subset([0])


def test_array_protocol():
    connectome = load_connectome()
    assert np.asarray(connectome).shape == (84, 84)
    assert np.asarray(connectome, dtype=np.float32).dtype == np.float32
    assert np.array(connectome).flags.writeable
