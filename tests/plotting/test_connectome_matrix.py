import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.datasets import load_mouse_cohort
from sk_ccnn.plotting import ConnectomeDisplay


def test_regions_of_a_community_stand_together():
    weights = np.arange(36.0).reshape(6, 6)
    given = ["b", "a", "b", "a", "b", "a"]
    ax = Figure().subplots()
    display = ConnectomeDisplay.from_connectome(Connectome(weights), given, ax=ax, log=False)
    assert display.order_.tolist() == [0, 2, 4, 1, 3, 5]
    expected = np.where(np.eye(6), np.nan, weights)[np.ix_(display.order_, display.order_)]
    shown = display.image_.get_array().filled(np.nan)
    assert np.array_equal(shown, expected, equal_nan=True)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["b", "a"]
    assert ax.get_title() == "6 regions, ordered by given communities"
    assert display.colorbar_.ax.get_ylabel() == "weight"


def test_numbers_of_streamlines_have_a_logarithmic_scale(human):
    display = ConnectomeDisplay.from_connectome(human, label="streamlines")
    assert display.colorbar_.ax.get_ylabel() == "streamlines, logarithmic scale"
    plain = ConnectomeDisplay.from_connectome(human.normalize())
    assert plain.colorbar_.ax.get_ylabel() == "weight"


def test_signs_are_centred_on_zero_and_have_no_logarithm(no_figure):
    signed = Connectome([[0, -3, 1], [-3, 0, 0], [1, 0, 0]])
    display = ConnectomeDisplay.from_connectome(signed, [0, 1, 1], ax=Figure().subplots())
    assert display.image_.get_clim() == (-3, 3)
    with pytest.raises(ValueError, match="negative weights have no logarithm"):
        ConnectomeDisplay.from_connectome(signed, [0, 1, 1], log=True)


def test_a_mouse_needs_no_coordinates():
    cohort = load_mouse_cohort()
    mouse = Connectome(cohort.connectomes[0], labels=cohort.labels)
    display = ConnectomeDisplay.from_connectome(mouse, cohort.block)
    assert display.ax_.get_title().startswith("332 regions")


def test_what_a_network_learned_has_the_communities_of_its_connectome(human):
    X = np.random.default_rng(0).normal(size=(40, 68))
    network = ConnectomeRegressor(human, n_members=1, max_epochs=1, random_state=0)
    model = make_pipeline(StandardScaler(), network).fit(X, X[:, 0])
    display = ConnectomeDisplay.from_estimator(model)
    assert display.ax_.get_title() == "68 regions, ordered by hemisphere and lobe"
    assert np.asarray(display.weights) == pytest.approx(network.learned_connectome().to_dense())


def test_a_connectome_without_connections_can_be_drawn():
    ConnectomeDisplay.from_connectome(Connectome(np.zeros((3, 3))), [0, 0, 1])


def test_what_is_no_connectome_is_refused(no_figure):
    with pytest.raises(TypeError, match="needed a Connectome, got ndarray"):
        ConnectomeDisplay.from_connectome(np.eye(3))
    with pytest.raises(ValueError, match="one for each of 2 regions"):
        ConnectomeDisplay.from_connectome(Connectome(1 - np.eye(2)), [0])
