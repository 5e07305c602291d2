import warnings

import numpy as np
import pytest

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.datasets import load_connectome
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.estimators.reading import FeatureLayout
from sk_ccnn.estimators.resolve import resolve_connectome

LABELS = ["L_insula", "R_insula", "L_cuneus", "R_cuneus"]
RING = Connectome(
    [[0, 1, 0, 2], [1, 0, 3, 0], [0, 3, 0, 4], [2, 0, 4, 0]], labels=LABELS, name="ring"
)
HUMAN = load_connectome("desikan_killiany")
CORTEX = load_connectome("desikan_killiany", cortex_only=True)


def resolve(connectome, n_columns, *, names=None, layout=None, features="auto", constraint="hard"):
    return resolve_connectome(
        connectome,
        np.random.default_rng(0).normal(size=(20, n_columns)),
        names=names,
        layout=layout,
        features=features,
        constraint=constraint,
        weight=np.ones(20),
    )


@pytest.mark.parametrize(
    ("n_columns", "expected"),
    [
        (4, FeatureLayout("nodes", 4)),
        (6, FeatureLayout("edges", 4)),
        (8, FeatureLayout("nodes", 4, 2)),
    ],
)
def test_the_number_of_columns_tells_regions_pairs_and_several_measures_apart(n_columns, expected):
    connectome, layout = resolve(RING, n_columns)
    assert layout == expected
    assert connectome is RING


def test_columns_are_matched_by_name_whatever_their_order():
    names = ["rh_cuneus_thickness", "lh_insula_thickness", "rh_insula_thickness"]
    connectome, layout = resolve(RING, 3, names=names)
    in_order = [label for label in RING.labels if label in ("R_cuneus", "L_insula", "R_insula")]
    assert connectome == RING.subset(in_order)
    assert [connectome.match([names[column]])[0] for column in layout.columns] == [0, 1, 2]
    assert layout.by_name


def test_several_measures_of_a_region_are_found_wherever_they_stand():
    measures = ["lh_insula_area", "rh_insula_area", "lh_insula_thickness", "rh_insula_thickness"]
    connectome, layout = resolve(RING, 4, names=measures)
    assert connectome.labels == ("L_insula", "R_insula")
    assert layout == FeatureLayout("nodes", 2, 2, columns=(0, 2, 1, 3), by_name=True)


def test_a_region_with_fewer_measures_than_others_is_named():
    measures = ["lh_insula_area", "rh_insula_area", "lh_insula_thickness"]
    with pytest.raises(ValueError, match="between 1 .*'R_insula'.* and 2 columns a region"):
        resolve(RING, 3, names=measures)


def test_names_that_mean_no_region_are_listed_even_if_their_number_fits():
    with pytest.raises(ValueError, match="2 of 4 names mean no region: 'age', 'sex'"):
        resolve(RING, 4, names=["lh_insula_area", "rh_insula_area", "age", "sex"])


def test_names_that_scikit_learn_made_up_are_no_names():
    assert resolve(RING, 4, names=["x0", "x1", "x2", "x3"])[0] is RING


def test_names_do_not_matter_to_a_connectome_without_labels():
    unnamed = Connectome(RING.to_dense())
    assert resolve(unnamed, 4, names=["a", "b", "c", "d"])[0] is unnamed


@pytest.mark.parametrize(("n_columns", "expected"), [(84, HUMAN), (68, CORTEX), (2278, CORTEX)])
def test_the_packaged_brain_comes_with_the_regions_that_are_measured(n_columns, expected):
    assert resolve("desikan_killiany", n_columns)[0] == expected


def test_names_of_cortical_regions_find_the_cortical_connectome():
    names = [f"{label}_thickness" for label in CORTEX.labels]
    connectome, layout = resolve("desikan_killiany", 68, names=names[::-1])
    assert connectome == CORTEX
    assert layout.columns == tuple(range(67, -1, -1))


def test_a_wrong_number_of_columns_says_what_was_needed():
    with pytest.raises(ValueError, match="4 regions but X has 5 columns; needed 4 .* 6 columns"):
        resolve(RING, 5)
    with pytest.raises(ValueError, match="84 or 68 regions but X has 5 columns"):
        resolve("desikan_killiany", 5)


def test_three_dimensional_x_must_have_the_connectomes_regions():
    with pytest.raises(ValueError, match="X has 3 regions but the connectome has 4"):
        resolve(RING, 3, layout=FeatureLayout("edges", 3))


def test_without_a_connectome_every_wire_has_length_one():
    connectome, layout = resolve(None, 5, names=list("abcde"))
    assert connectome.density == 1
    assert connectome.labels == tuple("abcde")
    assert set(connectome.distances()[~np.eye(5, dtype=bool)]) == {1.0}
    assert layout == FeatureLayout("nodes", 5)


def test_pairs_without_a_connectome_must_be_a_triangular_number():
    assert resolve(None, 6, features="edges")[1] == FeatureLayout("edges", 4)
    with pytest.raises(ValueError, match="got 7 columns.*such as 6 for 4 regions"):
        resolve(None, 7, features="edges")


def test_correlation_is_between_regions_not_pairs():
    assert resolve("correlation", 5)[0].name == "correlation"
    with pytest.raises(ValueError, match="needs features='nodes'"):
        resolve("correlation", 6, features="edges")


@pytest.mark.filterwarnings("ignore:the consensus connects all regions")
def test_a_consensus_is_of_pairs_not_regions():
    assert resolve("consensus", 6)[1] == FeatureLayout("edges", 4)
    with pytest.raises(
        ValueError, match="each subject's own connectome and needs features='edges'"
    ):
        resolve("consensus", 6, features="nodes")
    with pytest.raises(ValueError, match="features='edges', but X holds measures of regions"):
        resolve("consensus", 8, layout=FeatureLayout("nodes", 4, 2))
    with pytest.raises(ValueError, match="got 7 columns.*such as 6 for 4 regions"):
        resolve("consensus", 7)


def test_a_directed_connectome_has_no_undirected_pairs():
    directed = Connectome([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    with pytest.raises(ValueError, match=r"undirected connectome.*symmetrize\(\)"):
        resolve(directed, 3, features="edges")
    assert resolve(directed, 3)[0] is directed


def test_a_region_without_connections_is_an_error_only_where_they_are_all_there_is():
    lonely = Connectome([[0, 1, 0], [1, 0, 0], [0, 0, 0]], labels=["V1", "V2", "V4"])
    with pytest.raises(ValueError, match=r"no connection for \['V4'\]"):
        resolve(lonely, 3)
    assert resolve(lonely, 3, constraint="soft")[0] is lonely


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="desikan_killiany.*correlation.*got 'schaefer'"):
        resolve("schaefer", 4)


def test_more_regions_than_fit_into_memory_are_refused_with_a_hint():
    with pytest.raises(ValueError, match="19900 columns.*features='edges'"):
        resolve(None, 19900)


def test_a_name_that_is_not_in_the_package_says_what_is_and_what_can_be_fetched():
    X, y = np.zeros((6, 68)), np.arange(6.0)
    message = (
        "must be one of .'desikan_killiany'., 'corr.*group_connectome.'schaefer200'. downloads"
    )
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor("schaefer200").fit(X, y)
    with pytest.raises(ValueError, match="close names are 'correlation'"):
        ConnectomeRegressor("correlations").fit(X, y)


def test_the_full_name_of_the_cortex_is_a_connectome():
    X, y = np.random.default_rng(0).normal(size=(12, 68)), np.arange(12.0)
    network = ConnectomeRegressor("desikan_killiany68", n_members=1, max_epochs=1).fit(X, y)
    assert network.connectome_ == load_connectome(cortex_only=True)


@pytest.mark.parametrize("connectome", [None, "consensus"])
def test_the_diagonal_of_nilearns_vectors_does_not_pass_for_another_region(connectome):
    random = np.random.default_rng(0)
    X = np.stack([np.corrcoef(each) for each in random.normal(size=(9, 6, 50))])
    vectors, y = X[:, *np.tril_indices(6)], random.normal(size=9)
    model = ConnectomeRegressor(connectome, features="edges", constraint="none", max_epochs=1)
    with pytest.raises(ValueError, match="21 columns.*diagonal of 6 regions.*ConnectomeVectorizer"):
        model.fit(vectors, y)
    assert model.fit(X[:, *np.triu_indices(6, k=1)], y).connectome_.n_regions == 6


def test_names_of_columns_that_the_connectome_cannot_match_are_told():
    unnamed = Connectome(RING.weights)
    with pytest.warns(UnnamedRegionsWarning, match="no labels, so the names .*'R_cuneus'"):
        connectome, layout = resolve(unnamed, 4, names=LABELS[::-1])
    assert connectome is unnamed
    assert not layout.by_name
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        resolve(unnamed, 4)
        resolve(unnamed, 4, names=["x0", "x1", "x2", "x3"])
        resolve(RING, 4, names=LABELS[::-1])
