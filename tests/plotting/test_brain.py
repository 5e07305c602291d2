import pytest
from matplotlib.figure import Figure

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.plotting import plot_wiring


def test_the_strongest_connections_are_drawn():
    axes = Figure().add_axes((0, 0, 1, 1))
    display = plot_wiring(load_connectome("desikan_killiany"), axes, n_edges=7, title="wiring")
    assert axes.get_title() == "wiring"
    # nilearn shows the brain from three sides, in the order of these names.
    for side in ("x", "y", "z"):
        assert len(display.axes[side].ax.lines) == 7


def test_a_connectome_without_wires_is_a_brain_without_wires():
    lonely = Connectome([[0, 0], [0, 0]], coordinates=[[0, 0, 0], [10, 0, 0]])
    display = plot_wiring(lonely, Figure().add_axes((0, 0, 1, 1)))
    assert len(display.axes["x"].ax.lines) == 0


def test_coordinates_are_needed():
    with pytest.raises(ValueError, match="needs coordinates"):
        plot_wiring(Connectome([[0, 1], [1, 0]]), Figure().add_axes((0, 0, 1, 1)))
