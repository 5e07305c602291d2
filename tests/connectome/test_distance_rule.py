"""The distance rule draws connected brains of an exact density, whose wires are mostly short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from sk_ccnn.connectome import Connectome, load_atlas
from sk_ccnn.connectome.distance_rule import draw_weights


@settings(max_examples=40)
@given(
    n_regions=st.integers(2, 20),
    share=st.floats(0, 1),
    decay=st.floats(0, 50),
    weights=st.sampled_from(["exp", "binary"]),
    seed=st.integers(0, 10_000),
)
def test_draws_are_connected_exact_and_reproducible(n_regions, share, decay, weights, seed):
    coordinates = np.random.RandomState(seed).uniform(-60, 60, size=(n_regions, 3))
    n_pairs = n_regions * (n_regions - 1) // 2
    density = (n_regions - 1 + share * (n_pairs - n_regions + 1)) / n_pairs
    drawn = draw_weights(coordinates, density, decay, weights, seed)
    assert np.array_equal(drawn, draw_weights(coordinates, density, decay, weights, seed))
    assert np.array_equal(drawn, drawn.T) and not np.diag(drawn).any()
    assert np.count_nonzero(drawn) == 2 * round(density * n_pairs)
    assert connected_components(sparse.csr_array(drawn))[0] == 1
    length, size = cdist(coordinates, coordinates)[drawn > 0], drawn[drawn > 0]
    if weights == "binary":
        assert (size == 1).all()
    else:
        assert (np.diff(size[np.argsort(length)]) <= 0).all()


def test_regions_at_one_place_are_drawn_apart():
    assert draw_weights(np.zeros((4, 3)), 0.5, 0.05, "binary", 0).sum() == 2 * 3


def test_probability_falls_with_distance_as_the_rule_says():
    coordinates = np.column_stack([np.arange(40.0), np.zeros(40), np.zeros(40)])
    lengths, decay = cdist(coordinates, coordinates), 0.1
    times = sum(draw_weights(coordinates, 0.06, decay, "binary", seed) for seed in range(300))
    # Distances of 1 are the spanning tree, which is always drawn.
    assert (times[lengths == 1] == 300).all()
    share = np.array([times[lengths == length].mean() / 300 for length in range(2, 17)])
    # Draws are few among many pairs, so each is made nearly as if it were the only one: every
    # 5 mm cost a factor of exp(-0.5). Some hundred draws in 5 mm leave a few percent of chance.
    by_5_mm = share.reshape(3, 5).mean(axis=1)
    assert np.allclose(by_5_mm[1:] / by_5_mm[:-1], np.exp(-5 * decay), atol=0.06)


def test_decay_0_is_blind_to_distance():
    coordinates = np.column_stack([np.arange(20.0), np.zeros(20), np.zeros(20)])
    lengths = cdist(coordinates, coordinates)
    times = sum(draw_weights(coordinates, 0.3, 0.0, "binary", seed) for seed in range(300))
    near, far = times[(lengths > 1) & (lengths < 8)].mean(), times[lengths > 12].mean()
    assert near == pytest.approx(far, rel=0.1)


def test_connectome_from_coordinates_prefers_short_connections():
    atlas = load_atlas("destrieux")
    lengths = {}
    for decay in (0.0, 0.05, 0.2):
        drawn = Connectome.from_coordinates(
            atlas.coordinates, density=0.1, decay=decay, labels=atlas.labels, random_state=0
        )
        lengths[decay] = drawn.distances()[drawn.adjacency()].mean()
    assert lengths[0.0] > 1.3 * lengths[0.05] > 1.3 * lengths[0.2]
    assert drawn.labels == atlas.labels and not drawn.is_directed


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"density": 0.01}, "147"),
        ({"density": 0}, r"\(0, 1\], got 0"),
        ({"decay": -1.0}, "not negative .*got -1"),
        ({"decay": np.nan}, "finite"),
        ({"weights": "linear"}, "'binary', got 'linear'"),
        ({"coordinates": np.ones((5, 2))}, r"\(5, 3\).*\(5, 2\)"),
        ({"coordinates": np.full((5, 3), np.nan)}, "finite"),
    ],
)
def test_what_the_rule_cannot_draw_is_refused(changed, says):
    given = {"coordinates": load_atlas("destrieux").coordinates, "density": 0.1} | changed
    with pytest.raises(ValueError, match=says):
        Connectome.from_coordinates(**given)
