"""A connectome never changes, is equal by content, and refuses what does not fit."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.base import clone

from sk_ccnn.connectome import Connectome, as_connectome
from sk_ccnn.datasets import load_atlas, load_connectome

few = settings(max_examples=30, deadline=None)


@st.composite
def weight_matrices(draw, symmetric=None, sizes=(2, 9)):
    n_regions = draw(st.integers(*sizes))
    values = st.sampled_from([0.0, 0.0, -2.0, -0.5, 0.25, 1.0, 1.0, 3.0])
    weights = draw(hnp.arrays(float, (n_regions, n_regions), elements=values))
    if symmetric or (symmetric is None and draw(st.booleans())):
        weights = np.triu(weights) + np.triu(weights, 1).T
    return weights


def pieces(connectome):
    return connected_components(
        sparse.csr_array(connectome.adjacency()), directed=True, connection="weak"
    )


# Content ---------------------------------------------------------------------------------------


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


@few
@given(weight_matrices())
def test_sparse_and_dense_are_the_same_connectome(weights):
    dense, thin = Connectome(weights), Connectome(sparse.coo_array(weights))
    assert sparse.issparse(thin.weights) and thin.weights.format == "csr"
    assert dense == thin and hash(dense) == hash(thin)
    assert np.array_equal(thin.to_dense(), dense.to_dense())
    assert not np.diag(dense.to_dense()).any()
    assert dense.density == thin.density and dense.is_directed == thin.is_directed
    assert dense.isolated_regions == thin.isolated_regions
    for method in ("mean", "max", "upper", "lower"):
        assert dense.symmetrize(method) == thin.symmetrize(method)
        assert not dense.symmetrize(method).is_directed
    for method in ("max", "log", "strength"):
        assert np.allclose(dense.normalize(method), thin.normalize(method))
        assert np.array_equal(dense.normalize(method).adjacency(), dense.adjacency())
    some = np.arange(dense.n_regions)[::-1][:2]
    assert dense.subset(some) == thin.subset(some)
    assert np.array_equal(dense.distances(), thin.distances())


@few
@given(weight_matrices())
def test_pickle_copy_and_clone_keep_content(weights):
    connectome = Connectome(weights, name="x", labels=[f"r{i}" for i in range(len(weights))])
    again = pickle.loads(pickle.dumps(connectome))
    assert again == connectome and hash(again) == hash(connectome)
    assert not again.weights.flags.writeable
    assert clone(connectome, safe=False) is copy.deepcopy(connectome) is connectome


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


def test_pickle_is_small():
    connectome = load_connectome()
    hash(connectome), connectome.distances()
    held = connectome.weights.nbytes + connectome.lengths.nbytes + connectome.coordinates.nbytes
    assert len(pickle.dumps(connectome)) < held + 5000


def test_array_protocol():
    connectome = load_connectome()
    assert np.asarray(connectome).shape == (84, 84)
    assert np.asarray(connectome, dtype=np.float32).dtype == np.float32
    assert np.array(connectome).flags.writeable


# The door --------------------------------------------------------------------------------------

SQUARE = np.ones((3, 3))


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"weights": np.ones((2, 3))}, ValueError, r"square.*\(2, 3\)"),
        ({"weights": np.ones(3)}, ValueError, "square"),
        ({"weights": np.ones((0, 0))}, ValueError, "square"),
        ({"weights": SQUARE * np.nan}, ValueError, "9 are NaN"),
        ({"weights": sparse.csr_array(SQUARE * np.inf)}, ValueError, "NaN or infinite"),
        ({"weights": "abc"}, TypeError, "real numbers"),
        ({"coordinates": np.ones((2, 3))}, ValueError, r"\(3, 3\).*\(2, 3\)"),
        ({"coordinates": SQUARE * np.nan}, ValueError, "finite"),
        ({"lengths": np.ones((2, 2))}, ValueError, r"\(3, 3\).*\(2, 2\)"),
        ({"lengths": -SQUARE}, ValueError, "not negative; got -1"),
        ({"lengths": np.triu(SQUARE)}, ValueError, r"symmetric.*lengths\[0, 1\] = 1"),
        ({"labels": ["a", "b"]}, ValueError, "3 regions but 2 labels"),
        ({"labels": ["a", "b", "a"]}, ValueError, "repeated: 'a'"),
        ({"labels": "abc"}, TypeError, "one str"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, says):
    with pytest.raises(error, match=says):
        Connectome(**({"weights": SQUARE} | given))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda c: c.distances("far"), ValueError, "euclidean.*'far'"),
        (lambda c: c.distances("tract"), ValueError, "tract lengths"),
        (lambda c: c.distances("euclidean"), ValueError, "coordinates"),
        (lambda c: c.threshold(0), ValueError, r"\(0, 1\], got 0"),
        (lambda c: c.threshold(0.4), ValueError, "2 are needed"),
        (lambda c: c.subset([0, 0]), ValueError, "given twice: 'region_0'"),
        (lambda c: c.subset([]), ValueError, "empty"),
        (lambda c: c.subset([3]), ValueError, "0 to 2"),
        (lambda c: c.subset("region_0"), TypeError, "sequence"),
        (lambda c: c.subset([0.5]), TypeError, "float"),
        (lambda c: c.align(["region_0", "REGION.0"]), ValueError, "same region: .*'REGION.0'"),
        (lambda c: c.normalize("best"), ValueError, "'strength', got 'best'"),
        (lambda c: c.symmetrize("best"), ValueError, "'lower', got 'best'"),
        (lambda c: c.replace(colour=1), TypeError, "colour"),
        (lambda c: as_connectome(3.0), TypeError, "float"),
        (lambda c: as_connectome("nobody"), ValueError, "desikan_killiany"),
    ],
)
def test_impossible_requests_say_what_is_possible(call, error, says):
    with pytest.raises(error, match=says):
        call(Connectome(SQUARE))


def test_threshold_above_what_there_is_is_refused():
    with pytest.raises(ValueError, match="only 1 are connected"):
        Connectome([[0, 1, 0], [1, 0, 0], [0, 0, 0]]).threshold(1.0)


# Thresholds ------------------------------------------------------------------------------------


@few
@given(weight_matrices(sizes=(3, 9)), st.floats(0.05, 1))
def test_threshold_keeps_the_stated_number_and_the_pieces(weights, share):
    connectome = Connectome(weights)
    n_pairs = connectome.n_regions * (connectome.n_regions - 1)
    if not connectome.is_directed:
        n_pairs //= 2
    try:
        thinner = connectome.threshold(share * connectome.density)
    except ValueError as error:
        assert "needed" in str(error) or "in (0, 1]" in str(error)
        return
    n_edges = (
        thinner.n_edges if thinner.is_directed or connectome.is_directed else thinner.n_edges // 2
    )
    assert n_edges == round(share * connectome.density * n_pairs)
    if not connectome.is_directed:
        assert not thinner.is_directed
    assert pieces(thinner)[0] == pieces(connectome)[0]
    kept = thinner.adjacency()
    assert np.array_equal(thinner.to_dense()[kept], connectome.to_dense()[kept])


@few
@given(weight_matrices(symmetric=True, sizes=(3, 9)))
def test_threshold_without_connectedness_keeps_the_strongest(weights):
    connectome = Connectome(weights)
    if connectome.n_edges < 4:
        return
    thinner = connectome.threshold(connectome.density / 2, connected=False)
    size, kept = np.abs(connectome.to_dense()), thinner.adjacency()
    assert size[kept].min() >= size[connectome.adjacency() & ~kept].max()


def test_threshold_at_its_own_density_changes_nothing():
    connectome = load_connectome()
    assert connectome.threshold(connectome.density) == connectome
    assert connectome.threshold(1 / 42).n_edges == 2 * 83  # the spanning tree alone


# Distances -------------------------------------------------------------------------------------


def test_distances_take_tracts_where_measured():
    coordinates = np.array([[0, 0, 0], [3, 4, 0], [0, 0, 9]])
    lengths = np.array([[0, 8, np.nan], [8, 0, 0], [np.nan, 0, 0]])
    connectome = Connectome(SQUARE, coordinates=coordinates, lengths=lengths)
    assert connectome.distances()[0].tolist() == [0, 8, 9]
    assert connectome.distances("euclidean")[0].tolist() == [0, 5, 9]
    assert np.array_equal(connectome.distances("tract"), connectome.distances())


def test_unmeasured_tracts_without_coordinates_follow_the_measured_ones():
    lengths = np.array([[0, 8, 0, 0], [8, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0]])
    distances = Connectome(np.ones((4, 4)), lengths=lengths).distances()
    assert distances[0].tolist() == [0, 8, 10, np.inf]


@few
@given(weight_matrices())
def test_topological_distances_are_a_metric_of_paths(weights):
    distances = Connectome(weights).distances()
    assert not np.diag(distances).any()
    edges = Connectome(weights).adjacency()
    assert (distances[edges] <= 1 / np.abs(weights[edges]) + 1e-12).all()
    through = distances[:, :, None] + distances[None, :, :]
    assert (distances <= through.min(axis=1) + 1e-9).all()


def test_packaged_tracts_are_longer_than_straight_lines_on_the_whole():
    connectome = load_connectome()
    tracts, straight = connectome.distances(), connectome.distances("euclidean")
    assert np.isfinite(tracts).all() and np.median(tracts[tracts > 0] / straight[tracts > 0]) > 1.2


# Scales, subsets, names --------------------------------------------------------------------------


def test_normalize_does_not_depend_on_the_unit_and_keeps_the_order():
    connectome = load_connectome()
    thousand = connectome.replace(weights=1000 * connectome.weights)
    for method in ("log", "max", "strength"):
        assert np.allclose(connectome.normalize(method), thousand.normalize(method))
    edges = connectome.adjacency()
    order = np.argsort(connectome.to_dense()[edges])
    scaled = connectome.normalize().to_dense()[edges][order]
    assert (np.diff(scaled) >= 0).all() and scaled.max() == 1


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
    assert connectome.subset(np.arange(84) < 2).n_regions == 2


def test_match_allows_several_measures_a_region():
    names = ["lh_insula_area", "rh_insula_area", "lh_insula_thickness"]
    assert load_connectome(cortex_only=True).match(names).tolist() == [33, 67, 33]


# Other libraries ---------------------------------------------------------------------------------


def test_communities_are_reproducible_and_follow_blocks():
    blocks = np.kron(np.eye(3), np.ones((4, 4))) + 0.01
    found = Connectome(blocks).communities(random_state=0)
    assert found.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    connectome = load_connectome()
    assert np.array_equal(
        connectome.communities(random_state=3), connectome.communities(random_state=3)
    )


def test_networkx_graph_carries_labels_positions_weights_and_lengths():
    networkx = pytest.importorskip("networkx")
    connectome = load_connectome()
    graph = connectome.to_networkx()
    assert np.array_equal(networkx.to_numpy_array(graph), connectome.to_dense())
    assert graph.nodes["L_bankssts"]["position"] == tuple(connectome.coordinates[0])
    i, j = np.argwhere(connectome.adjacency())[0]
    edge = graph.edges[connectome.labels[i], connectome.labels[j]]
    assert edge["length"] == connectome.lengths[i, j]
    assert Connectome([[0, 1], [0, 0]]).to_networkx().is_directed()


def test_torch_geometric_data_keeps_direction():
    pytest.importorskip("torch_geometric")
    data = Connectome(
        [[0, 2], [0, 0]], coordinates=np.eye(2, 3), lengths=[[0, 5], [5, 0]]
    ).to_torch_geometric()
    assert data.edge_index.tolist() == [[0], [1]] and data.num_nodes == 2
    assert data.edge_weight.tolist() == [2] and data.edge_length.tolist() == [5]
    assert data.pos.shape == (2, 3) and data.validate()


def test_as_connectome_takes_names_arrays_and_frames():
    pandas = pytest.importorskip("pandas")
    connectome = load_connectome()
    assert (
        as_connectome(connectome) is connectome and as_connectome("desikan_killiany") == connectome
    )
    assert as_connectome(SQUARE) == as_connectome(SQUARE.tolist()) == Connectome(SQUARE)
    frame = pandas.DataFrame(SQUARE, index=list("abc"), columns=list("abc"))
    assert as_connectome(frame).labels == ("a", "b", "c")
    with pytest.raises(ValueError, match="same labels"):
        as_connectome(frame.set_axis(list("abd"), axis=1))


# The distance rule -------------------------------------------------------------------------------


@few
@given(st.integers(0, 10_000), st.floats(0.15, 1), st.floats(0, 1))
def test_distance_rule_is_connected_exact_and_reproducible(seed, density, decay):
    coordinates = np.random.RandomState(seed).uniform(-60, 60, size=(20, 3))
    drawn = Connectome.from_coordinates(
        coordinates, density=density, decay=decay, random_state=seed
    )
    again = Connectome.from_coordinates(
        coordinates, density=density, decay=decay, random_state=seed
    )
    assert drawn == again and not drawn.is_directed
    assert drawn.n_edges == 2 * round(density * 190) and pieces(drawn)[0] == 1


def test_distance_rule_prefers_short_connections():
    atlas = load_atlas("destrieux")
    lengths = {}
    for decay in (0.0, 0.05, 0.2):
        drawn = Connectome.from_coordinates(
            atlas.coordinates, density=0.1, decay=decay, labels=atlas.labels, random_state=0
        )
        lengths[decay] = drawn.distances()[drawn.adjacency()].mean()
    assert lengths[0.0] > 1.3 * lengths[0.05] > 1.3 * lengths[0.2]
    with pytest.raises(ValueError, match="147"):
        Connectome.from_coordinates(atlas.coordinates, density=0.01)
