import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.connectome import upper_triangle
from sk_ccnn.plotting import WiringDisplay


def test_the_strongest_connections_are_drawn_with_a_labelled_colour_bar(human):
    display = WiringDisplay.from_connectome(human, n_connections=7, label="streamlines")
    weights = human.symmetrize("mean").to_dense()
    strongest = np.sort(upper_triangle(weights))[::-1][:7]
    assert display.weights[display.shown_] == pytest.approx(strongest)
    assert display.colorbar_.ax.get_ylabel() == "streamlines"
    assert "7 strongest of" in display.ax_.get_title() and "68 regions" in display.ax_.get_title()
    assert display.figure_ is display.ax_.figure
    for view in display.brain_.axes.values():
        assert len([line for line in view.ax.lines if line.get_linewidth() == 1.5]) == 7


def test_connections_that_are_as_strong_as_the_last_are_drawn_too():
    coordinates = [[-40, 0, 0], [40, 0, 0], [0, 40, 40]]
    equal = Connectome(1 - np.eye(3), coordinates=coordinates)
    display = WiringDisplay.from_connectome(equal, n_connections=1)
    assert len(display.shown_) == 3


def test_a_connectome_without_connections_is_only_regions():
    lonely = Connectome(np.zeros((3, 3)), coordinates=40 * np.eye(3))
    display = WiringDisplay.from_connectome(lonely, ax=Figure().subplots())
    assert display.colorbar_ is None and display.ax_.get_title().startswith("no connection")


def test_signs_are_centred_on_zero(human):
    weights = human.to_dense() * np.where(np.arange(68) < 34, -1, 1)
    signed = human.replace(weights=weights + weights.T)
    display = WiringDisplay.from_connectome(signed, n_connections=20)
    low, high = display.colorbar_.mappable.get_clim()
    assert display.signed and low == -high < 0


def test_a_sparse_connectome_is_drawn_as_the_same_dense_one(human):
    from scipy import sparse

    thin = human.replace(weights=sparse.csr_array(human.to_dense()))
    first, second = (WiringDisplay.from_connectome(each) for each in (human, thin))
    assert first.pairs.tolist() == second.pairs.tolist()
    assert first.weights.tolist() == second.weights.tolist()


@pytest.fixture(scope="module")
def matrices(brain):
    X = np.random.default_rng(0).normal(size=(60, 10, 10))
    X = X + X.transpose(0, 2, 1)
    first, second = np.argwhere(np.triu(brain.to_dense()) != 0)[:2]
    return X, X[:, *first] - 2 * X[:, *second], (first.tolist(), second.tolist())


@pytest.mark.parametrize("kind", ["numbers", "classes"])
def test_the_weights_of_a_linear_network_over_edges_keep_their_signs(kind, brain, matrices):
    X, y, (first, second) = matrices
    options = {"architecture": "linear", "features": "edges", "max_epochs": 60, "alpha": 0.01}
    network = ConnectomeRegressor(brain, random_state=0, n_members=2, **options)
    label = "weight (standardised)"
    if kind == "classes":
        network = ConnectomeClassifier(brain, random_state=0, n_members=2, **options)
        y, label = np.where(y > 0, "patient", "control"), "weight for patient (standardised)"
    model = make_pipeline("passthrough", network).fit(X, y)
    display = WiringDisplay.from_estimator(model)
    weight_of = dict(zip(map(tuple, display.pairs.tolist()), display.weights, strict=True))
    assert display.signed and display.colorbar_.ax.get_ylabel() == label
    assert weight_of[tuple(first)] > 0 > weight_of[tuple(second)]
    if kind == "numbers":  # sd of y for each sd of the pair
        values = [X[:, *pair].std() / y.std() for pair in (first, second)]
        found = [weight_of[tuple(first)], weight_of[tuple(second)]]
        assert found == pytest.approx([values[0], -2 * values[1]], abs=0.1)


def test_of_other_networks_the_size_of_the_weights_is_drawn(brain, small_cohort):
    X, age = small_cohort
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=2, random_state=0)
    model = make_pipeline(StandardScaler(), network).fit(X, age)
    display = WiringDisplay.from_estimator(model)
    assert not display.signed and (display.weights > 0).all()
    total = network.learned_connectome().symmetrize("mean").to_dense()
    assert display.weights.sum() == pytest.approx(upper_triangle(total).sum())


def test_what_cannot_be_drawn_is_refused_before_there_is_a_figure(human, no_figure, small_cohort):
    with pytest.raises(TypeError, match="needed a Connectome, got ndarray"):
        WiringDisplay.from_connectome(human.to_dense())
    with pytest.raises(TypeError, match="must be a fitted ConnectomeRegressor"):
        WiringDisplay.from_estimator(Ridge().fit(*small_cohort))
    with pytest.raises(ValueError, match="n_connections must be 1 or more, got 0"):
        WiringDisplay.from_connectome(human, n_connections=0)
    network = ConnectomeRegressor(n_members=1, max_epochs=1).fit(*small_cohort)
    with pytest.raises(ValueError, match="has no coordinates"):
        WiringDisplay.from_estimator(network)


def test_brains_stay_in_their_axes_where_a_layout_moves_them(human):
    figure = pyplot.figure(figsize=(12, 6), layout="constrained")
    left, right = figure.subfigures(1, 2)
    ax = left.subplots()
    display = WiringDisplay.from_connectome(human, ax=ax, n_connections=5)
    right.subplots().set_ylabel("moves\nwhat is\nbeside it")
    figure.canvas.draw()
    place = ax.get_window_extent()
    for view in display.brain_.axes.values():
        box = view.ax.get_window_extent()
        assert place.x0 - 1 <= box.x0 and box.x1 <= place.x0 + 0.93 * place.width + 1
