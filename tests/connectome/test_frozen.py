"""A frozen object never changes, and is its content: equal, hashed, copied and pickled by it."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.base import clone

from sk_ccnn.connectome.frozen import Frozen

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
