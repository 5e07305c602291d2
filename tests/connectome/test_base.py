"""A connectome holds what it was given: copied, read-only, and equal by content."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.base import clone

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.connectome.base import Frozen


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


def test_what_follows_from_the_content_is_computed_once_and_read_only():
    connectome = load_connectome()
    assert connectome.distances() is connectome.distances()
    assert connectome.isolated_regions is connectome.isolated_regions
    for kind in ("auto", "euclidean", "tract", "topological"):
        assert not connectome.distances(kind).flags.writeable


def test_what_was_computed_is_not_compared_pickled_or_handed_on():
    fresh, used = (Connectome(np.ones((3, 3)), coordinates=np.eye(3)) for _ in range(2))
    before = pickle.dumps(used)
    assert used.distances()[0, 1] == pytest.approx(2**0.5)
    assert used.n_edges == 6 and not used.is_directed and used.isolated_regions == ()
    assert used == fresh and pickle.dumps(used) == before
    moved = used.replace(coordinates=2 * np.eye(3), weights=np.diag([1, 0], k=1))
    assert moved.distances()[0, 1] == pytest.approx(8**0.5)
    assert moved.n_edges == 1 and moved.is_directed and moved.isolated_regions == ("region_2",)


# A frozen object never changes, and is its content: equal, hashed, copied and pickled by it.
arrays = st.none() | hnp.arrays(
    float, hnp.array_shapes(max_dims=2, max_side=3), elements=st.sampled_from([0.0, 1.0, 2.5])
)
names = st.sampled_from(["", "a", "b"])


class Brain(Frozen):
    __slots__ = ("array", "name")

    def __init__(self, name, array=None):
        if array is not None:
            array = np.array(array)
            array.setflags(write=False)
        self._freeze({"name": name, "array": array})

    def _given(self):
        return {"name": self.name, "array": self.array}

    def _content(self):
        return self.name, (self.array,)


class Other(Brain):
    __slots__ = ()


def content(brain):
    array = brain.array
    return brain.name, None if array is None else (array.shape, array.tobytes())


@given(names, arrays, names, arrays)
def test_equal_if_and_only_if_the_content_is(name, array, other_name, other_array):
    one, other = Brain(name, array), Brain(other_name, other_array)
    assert (one == other) is (content(one) == content(other))
    assert one == Brain(name, array) and hash(one) == hash(Brain(name, array))
    assert len({one, Brain(name, array), other}) == 1 + (one != other)


def test_another_class_is_never_equal():
    assert Brain("a") != Other("a") and Brain("a") != "a"


@given(names, arrays)
def test_pickle_keeps_content_and_stays_read_only(name, array):
    brain = Brain(name, array)
    hash(brain)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(brain, protocol))
        assert again == brain and hash(again) == hash(brain) and type(again) is Brain
        assert array is None or not again.array.flags.writeable


def test_pickle_does_not_depend_on_what_was_asked_before():
    brain = Brain("a", np.eye(3))
    before = pickle.dumps(brain)
    hash(brain)
    assert pickle.dumps(brain) == before


def test_copies_and_clones_are_the_object_itself():
    brain = Brain("a", np.eye(2))
    assert copy.copy(brain) is copy.deepcopy(brain) is clone(brain, safe=False) is brain
    assert copy.deepcopy([brain, brain])[1] is brain


@pytest.mark.parametrize("name", ["name", "array", "new"])
def test_nothing_can_be_set_or_deleted(name):
    brain = Brain("a", np.eye(2))
    with pytest.raises(FrozenInstanceError, match=rf"replace\({name}=...\) returns a changed copy"):
        setattr(brain, name, 1)
    with pytest.raises(FrozenInstanceError, match="a Brain does not change"):
        delattr(brain, name)
    assert brain == Brain("a", np.eye(2))
