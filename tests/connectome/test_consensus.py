"""A consensus has only what subjects have, whatever their order and that of the regions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.base import clone

from sk_ccnn.connectome import (
    Connectome,
    Consensus,
    consensus_connectome,
    load_atlas,
    load_connectome,
)

METHODS = ("plain", "distance")
SIZES = st.tuples(st.integers(1, 9), st.integers(3, 9), st.integers(0, 2**31))
HEMISPHERES = np.array(["L", "R", "M"])


def group(n_subjects, n_regions, seed, density=None):
    """Make connectomes of subjects, coordinates and hemispheres."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.uniform(0.1, 1, size=(n_subjects, n_regions, n_regions)), 1)
    present = rng.uniform(size=upper.shape) < (rng.uniform(0.1, 1) if density is None else density)
    upper = upper * present
    coordinates = rng.normal(size=(n_regions, 3)) * 40
    return upper + upper.swapaxes(1, 2), coordinates, HEMISPHERES[rng.integers(3, size=n_regions)]


def consensus(matrices, coordinates, hemispheres, method, **options):
    return consensus_connectome(
        matrices, template=coordinates, method=method, hemispheres=hemispheres, **options
    )


pytestmark = pytest.mark.filterwarnings("ignore:the consensus connects all regions")


@settings(max_examples=40)
@given(SIZES, st.sampled_from(METHODS), st.sampled_from([0.3, 0.5, 1.0]))
def test_every_edge_is_a_subjects_and_weighs_what_it_does_in_those(sizes, method, threshold):
    matrices, *regions = group(*sizes)
    found = consensus(matrices, *regions, method, threshold=threshold).to_dense()
    assert np.array_equal(found, found.T)
    have = (matrices != 0).sum(axis=0)
    assert (have[found != 0] > 0).all()
    mean = matrices.sum(axis=0) / np.maximum(have, 1)
    assert_allclose(found[found != 0], mean[found != 0], rtol=1e-9)
    if method == "plain":
        assert np.array_equal(found != 0, (have > 0) & (have / len(matrices) >= threshold - 1e-9))


@settings(max_examples=40)
@given(SIZES)
def test_by_length_it_has_as_many_edges_as_a_subject_on_average(sizes):
    matrices, *regions = group(*sizes)
    n_edges = (matrices != 0).sum(axis=(1, 2)) / 2
    found = consensus(matrices, *regions, "distance").n_edges / 2
    assert n_edges.min() <= found <= n_edges.max()
    assert abs(found - n_edges.mean()) <= 0.5 + 1e-9


@settings(max_examples=40)
@given(SIZES, st.sampled_from(METHODS), st.sampled_from([None, 0.3]))
def test_the_order_of_subjects_does_not_matter(sizes, method, density):
    matrices, *regions = group(*sizes)
    order = np.random.default_rng(sizes[-1]).permutation(len(matrices))
    one = consensus(matrices, *regions, method, density=density)
    other = consensus(matrices[order], *regions, method, density=density)
    assert np.array_equal(one.adjacency(), other.adjacency())
    assert_allclose(one.to_dense(), other.to_dense(), rtol=1e-9)


@settings(max_examples=40)
@given(SIZES, st.sampled_from(METHODS), st.sampled_from([None, 0.3]))
def test_nor_does_the_order_of_regions(sizes, method, density):
    matrices, coordinates, hemispheres = group(*sizes)
    order = np.random.default_rng(sizes[-1]).permutation(len(coordinates))
    one = consensus(matrices, coordinates, hemispheres, method, density=density).subset(order)
    other = consensus(
        matrices[:, order][:, :, order],
        coordinates[order],
        hemispheres[order],
        method,
        density=density,
    )
    assert np.array_equal(one.adjacency(), other.adjacency())
    assert_allclose(one.to_dense(), other.to_dense(), rtol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_a_weight_of_two_is_the_subject_twice_and_of_zero_none(method):
    matrices, *regions = group(12, 10, 0, 0.4)
    weight = np.array([2, 2, 2, 0, 0, 1, 1, 1, 1, 3, 1, 1])
    weighted = consensus(matrices, *regions, method, sample_weight=weight)
    repeated = consensus(np.repeat(matrices, weight, axis=0), *regions, method)
    assert np.array_equal(weighted.adjacency(), repeated.adjacency())
    assert_allclose(weighted.to_dense(), repeated.to_dense(), rtol=1e-9)


def test_it_has_the_edge_lengths_of_the_subjects_where_a_plain_one_has_short_edges():
    # Short edges are in every subject, long ones are each subject's own.
    rng = np.random.default_rng(0)
    coordinates = rng.normal(size=(60, 3)) * 40
    distances = Connectome(np.ones((60, 60)), coordinates=coordinates).distances()
    upper = np.triu(rng.uniform(0.1, 1, size=(40, 60, 60)), 1)
    upper *= (distances < 40) | (rng.uniform(size=upper.shape) < 0.1)
    matrices = upper + upper.swapaxes(1, 2)
    length_of_edges = np.mean([distances[each != 0].mean() for each in matrices])
    by_length = consensus_connectome(matrices, template=coordinates, method="distance")
    plain = consensus_connectome(matrices, threshold=0.5)
    assert distances[by_length.adjacency()].mean() == pytest.approx(length_of_edges, rel=0.02)
    assert distances[plain.adjacency()].mean() < 0.75 * length_of_edges


def test_edges_between_hemispheres_are_counted_apart_from_those_within():
    matrices, coordinates, _ = group(30, 20, 0, 0.5)
    between = np.kron([[0, 1], [1, 0]], np.ones((10, 10))) == 1
    matrices[10:, between] = 0  # a third of the subjects have any
    n_between = (matrices[:, between] != 0).sum() / 30
    labels = [f"{side}_{number}" for side in "LR" for number in range(10)]
    sides = ["L"] * 10 + ["R"] * 10
    named = Connectome(np.zeros((20, 20)), coordinates=coordinates, labels=labels)
    given = consensus(matrices, coordinates, sides, "distance")
    by_name = consensus_connectome(matrices, template=named, method="distance")
    assert np.array_equal(given.to_dense(), by_name.to_dense())
    # Each bin to within one edge, and as many bins as the square root of the edges.
    assert abs(given.adjacency()[between].sum() - n_between) <= 2 * np.sqrt(given.n_edges / 2)
    blind = consensus(matrices, coordinates, [""] * 20, "distance")
    assert blind.adjacency()[between].sum() < given.adjacency()[between].sum()


def test_of_dense_matrices_only_the_strongest_pairs_count():
    rng = np.random.default_rng(0)
    matrices = np.array(
        [np.corrcoef(rng.normal(size=(20, 50)) + signal) for signal in rng.normal(size=(15, 50))]
    )
    matrices = (matrices + matrices.swapaxes(1, 2)) / 2
    found = consensus_connectome(matrices, density=0.2, threshold=0.4)
    pairs = matrices[:, *np.triu_indices(20, 1)]
    counted = np.abs(pairs) >= np.sort(np.abs(pairs), axis=1)[:, [-38]]
    expected = counted.mean(axis=0) >= 0.4
    assert np.array_equal(found.adjacency()[np.triu_indices(20, 1)], expected)
    assert 0 < expected.sum()


def test_it_says_so_where_it_constrains_nothing():
    with pytest.warns(UserWarning, match="constrains nothing; with density=") as warned:
        consensus_connectome(np.ones((3, 5, 5)))
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    "template", ["desikan_killiany", load_connectome(), load_atlas("schaefer100_7")]
)
def test_a_template_lends_what_is_known_of_the_regions_but_no_edges(template):
    known = load_connectome() if isinstance(template, str) else template
    n_regions = len(known.labels)
    matrices, *_ = group(6, n_regions, 1, 0.3)
    found = consensus_connectome(matrices, template=template, method="distance")
    assert found.labels == known.labels
    assert np.array_equal(found.coordinates, known.coordinates)
    lengths = getattr(known, "lengths", None)
    assert (found.lengths is None) if lengths is None else np.array_equal(found.lengths, lengths)
    assert found.name == "consensus"
    have = (matrices != 0).any(axis=0)
    assert have[found.adjacency()].all()


def test_without_a_template_distances_are_topological():
    matrices, *_ = group(6, 8, 1, 0.9)
    found = consensus_connectome(matrices)
    assert found.coordinates is None and found.lengths is None
    assert np.array_equal(found.distances(), found.distances("topological"))


MATRICES = group(5, 6, 0, 0.6)[0]
BAD = {
    "threshold": ({"threshold": 1.5}, r"'threshold'.*\(0.0, 1.0\].*Got 1.5"),
    "density": ({"density": 0.0}, r"'density'.*\(0.0, 1.0\]"),
    "method": ({"method": "betzel"}, "'method'.*'distance'.*Got 'betzel'"),
    "no distances": ({"method": "distance"}, "needs a template with coordinates.*template=None"),
    "regions": ({"template": load_connectome()}, "template has 84 regions but .* have 6"),
    "coordinates": ({"template": np.zeros((5, 3))}, r"\(6, 3\).*got \(5, 3\)"),
    "hemispheres": (
        {"template": np.zeros((6, 3)), "method": "distance", "hemispheres": ["L"]},
        r"each of 6 regions, got an array of shape \(1,\)",
    ),
    "weights": ({"sample_weight": np.zeros(5)}, "at least one non-zero"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_is_named(case):
    options, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        consensus_connectome(MATRICES, **options)


def test_matrices_must_be_square_and_symmetric():
    with pytest.raises(ValueError, match=r"\(n_subjects, n_regions, n_regions\).*got \(5, 6, 5\)"):
        consensus_connectome(MATRICES[:, :, :5])
    with pytest.raises(ValueError, match="symmetric"):
        consensus_connectome(np.triu(MATRICES))


def test_a_recipe_is_cloned_and_its_parameters_are_set_like_an_estimators():
    recipe = Consensus(load_connectome(), method="distance")
    copy = clone(recipe).set_params(n_bins=3)
    assert copy.template is recipe.template
    assert (recipe.n_bins, copy.n_bins) == (None, 3)


@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, 5e6])
def test_diagonals_may_hold_anything(on_diagonal):
    marked = MATRICES.astype(float)
    regions = range(marked.shape[1])
    marked[:, regions, regions] = on_diagonal
    assert consensus_connectome(marked) == consensus_connectome(MATRICES)
    with pytest.raises(ValueError, match="symmetric matrices, but for subject 0 the weight from"):
        consensus_connectome(np.tril(marked))


@pytest.mark.parametrize("where", [(0, 3), (3, 0)])
def test_what_is_not_finite_beside_the_diagonal_is_named(where):
    marked = MATRICES.astype(float)
    marked[(2, *where)] = np.nan
    with pytest.raises(ValueError, match=f"subject 2.*from region {where[0]} to {where[1]} is nan"):
        consensus_connectome(marked)


def test_a_subject_of_large_weights_hides_no_other():
    matrices = np.stack([MATRICES[0] * 1e9, np.triu(MATRICES[1])])
    with pytest.raises(ValueError, match="symmetric matrices, but for subject 1"):
        consensus_connectome(matrices)
