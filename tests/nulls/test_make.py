"""Many nulls of any kind: reproducible, distinct, and without a trace on what they came from."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.nulls import NULLS, Null, make_nulls

KINDS = list(NULLS)


@pytest.fixture(scope="module")
def cortex():
    return load_connectome(cortex_only=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_says_which_nulls(cortex, kind):
    few = make_nulls(cortex, kind, n_nulls=2, random_state=3)
    more = make_nulls(cortex, kind, n_nulls=3, random_state=3)
    assert all(isinstance(null, Null) and null.kind == kind for null in few)
    assert more[:2] == few
    other = make_nulls(cortex, kind, n_nulls=1, random_state=4)
    assert len({null.connectome for null in more + other}) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_neither_the_global_random_state_nor_the_connectome_is_touched(cortex, kind):
    before = cortex.to_dense().copy(), cortex.lengths.copy(), np.random.get_state()[1:3]
    nulls = make_nulls(cortex, kind, n_nulls=1, random_state=None)
    NULLS[kind](cortex)
    key, position = np.random.get_state()[1:3]
    assert np.array_equal(key, before[2][0]) and position == before[2][1]
    assert np.array_equal(cortex.to_dense(), before[0])
    assert np.array_equal(cortex.lengths, before[1])
    assert nulls[0].connectome.labels == cortex.labels
    assert nulls[0].connectome.citation == cortex.citation


@pytest.mark.parametrize("kind", KINDS)
def test_a_random_state_instance_goes_on(cortex, kind):
    random = np.random.RandomState(0)
    first, second = (make_nulls(cortex, kind, n_nulls=1, random_state=random) for _ in range(2))
    assert first != second


@pytest.mark.parametrize("kind", KINDS)
def test_sparse_and_dense_connectomes_have_the_same_nulls(cortex, kind):
    from scipy import sparse

    stored = cortex.replace(weights=sparse.csr_array(cortex.to_dense()))
    assert make_nulls(stored, kind, n_nulls=1, random_state=0) == make_nulls(
        cortex, kind, n_nulls=1, random_state=0
    )


def test_options_go_to_the_kind(cortex):
    (null,) = make_nulls(cortex, "degree", n_nulls=1, n_swaps_per_edge=1, random_state=0)
    assert null.n_swaps == cortex.n_edges // 2
    with pytest.raises(TypeError, match="n_bins"):
        make_nulls(cortex, "degree", n_bins=3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"kind": "rewired"}, r"one of \['degree', .*got 'rewired'"),
        ({"n_nulls": 0}, "n_nulls must be a whole number of at least 1, got 0"),
        ({"n_nulls": True}, "n_nulls .* got True"),
    ],
)
def test_bad_arguments_are_refused(cortex, arguments, says):
    with pytest.raises(ValueError, match=says):
        make_nulls(cortex, **arguments)


def test_an_array_will_do():
    ring = np.roll(np.eye(8), 1, axis=1)
    (null,) = make_nulls(ring + ring.T, n_nulls=1, random_state=0)
    assert isinstance(null.connectome, Connectome) and null.connectome.name == "rewired"


def test_a_list_is_no_kind(brain):
    with pytest.raises(ValueError, match="kind must be one of"):
        make_nulls(brain, ["degree"])
