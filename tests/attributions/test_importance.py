"""What is known to matter matters most, in subjects that the networks have not seen."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, LeaveOneOut
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.attributions import edge_importance, region_importance
from sk_ccnn.datasets import load_connectome, load_ixi, load_mouse_cohort, make_age_cohort

METHODS = ("integrated_gradients", "permutation")


def two_largest(values):
    return set(np.argsort(values)[-2:].tolist())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("architecture", ["mlp", "linear", "gcn"])
def test_regions_that_decide_are_the_most_important(regressor, nodes, architecture, method):
    network = regressor(architecture=architecture)
    found = region_importance(network, *nodes, cv=2, method=method, random_state=0)
    assert two_largest(found.importances) == {0, 4}
    assert found.to_frame()["region"].tolist()[:2] == ["L_region0", "L_region4"]


@pytest.mark.parametrize("method", METHODS)
def test_regions_that_decide_are_found_on_the_brain(method):
    X, _ = make_age_cohort(150, random_state=1, return_X_y=True)
    y = 3 * X.iloc[:, 20] - 3 * X.iloc[:, 61] + np.random.default_rng(0).normal(size=150)
    network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    found = region_importance(network, X, y, cv=2, method=method, n_repeats=1, random_state=0)
    assert two_largest(found.importances) == {20, 61}
    assert found.labels == load_connectome().labels


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_classes_are_explained_too(classifier, method, n_classes):
    X = np.random.default_rng(0).normal(size=(400, 10))
    y = X[:, 0] - X[:, 4]
    borders = np.quantile(y, np.arange(1, n_classes) / n_classes)
    names = np.array(["a", "b", "c"])[np.digitize(y, borders)]
    found = region_importance(classifier(), X, names, cv=2, method=method, random_state=0)
    assert two_largest(found.importances) == {0, 4}
    assert found.outputs == (("log odds of b",) if n_classes == 2 else ("a", "b", "c"))
    if method == "integrated_gradients":
        shape = (400, 10) if n_classes == 2 else (400, 10, 3)
        assert found.attributions.shape == shape


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("architecture", ["mlp", "linear", "gcn"])
def test_the_connection_that_decides_is_the_most_important(
    regressor, edges, pair, architecture, method
):
    options = {"cv": 2, "method": method, "n_repeats": 2, "random_state": 0}
    network = regressor(architecture=architecture)
    matrix = edge_importance(network, *edges, **options).to_matrix()
    assert np.unravel_index(matrix.argmax(), matrix.shape) == pair
    assert (matrix == matrix.T).all() and not matrix.diagonal().any()
    regions = region_importance(network, *edges, **options)
    assert two_largest(regions.importances) == set(pair)


@pytest.mark.parametrize("method", METHODS)
def test_pairs_that_the_connectome_lacks_have_no_importance(regressor, edges, brain, method):
    found = edge_importance(regressor(), *edges, cv=2, method=method, n_repeats=1)
    lacking = ~brain.adjacency()
    assert not found.to_matrix()[lacking].any()
    assert found.to_matrix()[brain.adjacency()].all()
    connectome = found.to_connectome()
    assert connectome.labels == brain.labels
    assert (connectome.coordinates == brain.coordinates).all()


def test_wires_that_bring_together_what_must_be_multiplied_are_the_most_important(brain, pair):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(440, 10))
    network = ConnectomeRegressor(
        brain, n_members=2, lambda_wiring=1e-3, alpha=0.3, max_epochs=100, random_state=0
    )
    fold = [(np.arange(400), np.arange(400, 440))]
    found = edge_importance(network, X, X[:, pair[0]] * X[:, pair[1]], cv=fold)
    assert not found.to_matrix()[~brain.adjacency()].any()
    touching = found.to_frame().head(3)[["region", "other region"]].to_numpy()
    planted = {brain.labels[region] for region in pair}
    assert all(planted & set(names) for names in touching.tolist())


def test_subjects_in_no_test_fold_have_no_attributions_and_those_in_two_their_mean(
    regressor, nodes
):
    first, second = np.arange(45), np.arange(45, 80)
    both = region_importance(regressor(), *nodes, cv=[(first, second), (second, first)])
    twice = region_importance(regressor(), *nodes, cv=[(first, second), (first, second)])
    assert np.isnan(both.attributions[80:]).all() and np.isfinite(both.attributions[:80]).all()
    assert np.array_equal(twice.attributions[45:80], both.attributions[45:80])
    assert np.isnan(twice.attributions[:45]).all()


def test_one_random_state_gives_one_result_whatever_n_jobs(regressor, nodes):
    numpy_state = np.random.get_state()[1].copy()
    options = {"cv": 2, "method": "permutation", "random_state": 7}
    network = regressor(random_state=None, max_epochs=5)
    first, second = (
        region_importance(network, *nodes, n_jobs=n_jobs, **options) for n_jobs in (1, 2)
    )
    assert np.array_equal(first.fold_importances, second.fold_importances)
    assert np.array_equal(first.member_importances, second.member_importances)
    assert (np.random.get_state()[1] == numpy_state).all()
    other = region_importance(network, *nodes, **(options | {"random_state": 8}))
    assert not np.array_equal(first.fold_importances, other.fold_importances)


def test_the_estimator_stays_as_it_is(regressor, nodes):
    network = regressor(max_epochs=5)
    region_importance(network, *nodes, cv=2)
    edge_importance(network, *nodes, cv=[(np.arange(140), np.arange(140, 150))])
    assert not hasattr(network, "net_")
    fitted = network.fit(*nodes)
    before = fitted.predict(nodes[0])
    edge_importance(fitted, nodes[0][:10], cv="prefit")
    region_importance(fitted, *nodes, cv="prefit", method="permutation")
    assert (fitted.predict(nodes[0]) == before).all()


def test_groups_stay_together_and_a_search_is_tuned_in_each_fold(regressor, nodes):
    groups = np.repeat(np.arange(15), 10)
    pipeline = make_pipeline(StandardScaler(), regressor(max_epochs=20))
    grid = {"connectomeregressor__lambda_wiring": [0.0, 10.0]}
    search = GridSearchCV(pipeline, grid, cv=2)
    found = region_importance(search, *nodes, cv=GroupKFold(3), groups=groups)
    assert two_largest(found.importances) == {0, 4}
    assert len(found.fold_importances) == 3


@pytest.mark.parametrize("importance", [region_importance, edge_importance])
def test_groups_reach_the_folds_of_a_search_within(regressor, nodes, importance):
    groups = np.repeat(np.arange(15), 10)
    grid = {"connectomeregressor__lambda_wiring": [0.0, 10.0]}
    pipeline = make_pipeline(StandardScaler(), regressor(max_epochs=2))
    search = GridSearchCV(pipeline, grid, cv=GroupKFold(2))
    found = importance(search, *nodes, cv=GroupKFold(3), groups=groups)
    assert len(found.fold_importances) == 3


def test_several_measures_of_a_region_are_one_region(regressor, nodes):
    X, y = nodes
    both = np.stack([np.random.default_rng(2).normal(size=X.shape), X], axis=2)
    for method in METHODS:
        found = region_importance(regressor(), both, y, cv=2, method=method, random_state=0)
        assert found.importances.shape == (10,)
        assert two_largest(found.importances) == {0, 4}


def test_what_does_not_fit_is_named(regressor, nodes, edges):
    X, y = nodes
    with pytest.raises(TypeError, match="or FrozenEstimator of one, got Pipeline"):
        region_importance(make_pipeline(StandardScaler(), PCA()), X, y)
    with pytest.raises(ValueError, match="y is needed to fit"):
        region_importance(regressor(), X)
    with pytest.raises(ValueError, match="y is needed"):
        region_importance(regressor().fit(X, y), X, cv="prefit", method="permutation")
    with pytest.raises(NotFittedError):
        region_importance(regressor(), X, cv="prefit")
    with pytest.raises(ValueError, match="'method' parameter of region_importance.*'shap'"):
        region_importance(regressor(), X, y, method="shap")
    with pytest.raises(ValueError, match="over nodes none is an edge"):
        edge_importance(regressor(max_epochs=1), X, y, cv=2, method="permutation")
    with pytest.raises(ValueError, match="wires between regions, but this network has none"):
        edge_importance(regressor(architecture="linear"), X, y, cv=2)
    with pytest.raises(ValueError, match=r"each of the 10 columns.*shape \(3,\)"):
        region_importance(regressor(max_epochs=1), X, y, cv=2, baseline=np.ones(3))
    with pytest.raises(ValueError, match="at least 2 held-out subjects, got 1"):
        cv = [(np.arange(80), np.arange(80, 81))]
        options = {"method": "permutation", "scoring": "neg_mean_absolute_error"}
        region_importance(regressor(max_epochs=1), X, y, cv=cv, **options)


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


@pytest.mark.parametrize("importance", [region_importance, edge_importance])
def test_folds_that_cannot_be_scored_are_an_error_before_any_training(
    importance, regressor, nodes, brain
):
    X, y = nodes
    options = {"cv": LeaveOneOut(), "method": "permutation"}
    with pytest.raises(ValueError, match="R² is not defined in folds 1 to 150 of 150"):
        importance(regressor(architecture=never), X, y, **options)
    # Without permutation nothing is scored.
    cv = [(np.arange(140), [140]), (np.arange(140), [141])]
    found = region_importance(regressor(max_epochs=1), X, y, cv=cv)
    assert np.isfinite(found.importances).all()


def test_a_score_that_is_not_defined_gives_no_importance(regressor, nodes):
    def undefined(estimator, X, y):
        return np.nan

    with pytest.raises(
        ValueError, match="undefined is not defined in folds 1 to 2 of 2, so that no"
    ):
        region_importance(
            regressor(max_epochs=1), *nodes, cv=2, method="permutation", scoring=undefined
        )


@pytest.mark.slow
def test_edges_that_tell_the_genotype_of_mice_are_the_same_in_both_folds():
    X, genotype = load_mouse_cohort(return_X_y=True)
    # Counts are on one scale, on which strong connections weigh more than noise.
    network = ConnectomeClassifier(
        "consensus", standardize=False, n_members=1, max_epochs=15, random_state=0
    )
    found = edge_importance(network, np.log1p(X), genotype == "BTBR", cv=2)
    assert found.fold_stability > 0.2
    assert len(found.to_frame()) == 332 * 331 // 2


@pytest.mark.slow
def test_folds_and_members_agree_about_age_on_ixi():
    X, age = load_ixi(return_X_y=True)
    scale = StandardScaler().set_output(transform="pandas")
    network = ConnectomeRegressor("desikan_killiany", n_members=3, random_state=0)
    found = region_importance(make_pipeline(scale, network), X, age, cv=3)
    assert len(found.labels) == 68
    assert found.fold_stability > 0.3 and found.member_stability > 0.3


@pytest.mark.parametrize("measure", [region_importance, edge_importance])
def test_a_progress_bar_counts_the_folds_and_changes_nothing(regressor, nodes, measure, capsys):
    shown = measure(regressor(), *nodes, cv=2, random_state=0, verbose=1)
    assert "2/2" in capsys.readouterr().err
    quiet = measure(regressor(), *nodes, cv=2, random_state=0)
    assert not capsys.readouterr().err
    np.testing.assert_array_equal(shown.importances, quiet.importances)
