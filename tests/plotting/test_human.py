import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.connectome import list_atlases, load_atlas
from sk_ccnn.datasets import load_mouse_cohort
from sk_ccnn.plotting import RegionsDisplay, WiringDisplay
from sk_ccnn.plotting.human import require_human, require_sides


def ring(coordinates, **options):
    n = len(coordinates)
    return Connectome(np.roll(np.eye(n), 1, axis=1), coordinates=coordinates, **options)


@pytest.mark.parametrize("name", list_atlases())
def test_every_atlas_in_the_package_is_of_a_human_brain(name):
    coordinates = load_atlas(name).coordinates
    assert require_human(ring(coordinates)) is not None
    assert require_sides(coordinates, None) == ("left", "right")


def mouse():
    cohort = load_mouse_cohort()
    return Connectome(cohort.connectomes[0], labels=cohort.labels, name="mouse")


RANDOM = np.random.default_rng(0).uniform(-1, 1, (12, 3))
NOT_HUMAN = {
    "no coordinates": (mouse, "has no coordinates.*MNI space, in mm.*ConnectomeDisplay"),
    "a mouse's, in mm": (lambda: ring(6 * RANDOM), "12 regions .* lie within .* mm, as those of a"),
    "micrometres": (lambda: ring(6000 * RANDOM), "no human brain is so large.*not voxels"),
    "by name": (lambda: ring(60 * RANDOM, name="average macaque"), "of another species"),
}


@pytest.mark.parametrize("case", NOT_HUMAN)
@pytest.mark.parametrize(
    "draw",
    [
        WiringDisplay.from_connectome,
        lambda brain: RegionsDisplay.from_values(np.ones(brain.n_regions), brain),
        lambda brain: RegionsDisplay.from_values(np.ones(brain.n_regions), brain, kind="surface"),
    ],
)
def test_what_is_not_a_human_brain_is_refused_before_there_is_a_figure(case, draw, no_figure):
    make, message = NOT_HUMAN[case]
    with pytest.raises(ValueError, match=message):
        draw(make())


def test_a_few_regions_may_be_near_each_other():
    assert require_human(ring(6 * RANDOM[:4])) is not None


def test_a_side_without_regions_cannot_be_asked_for():
    left = np.abs(RANDOM) * [-60, 60, 60]
    assert require_sides(left, None) == ("left",)
    with pytest.raises(ValueError, match=r"no region in the right hemisphere.*sides=\['left'\]"):
        require_sides(left, ["left", "right"])
    with pytest.raises(ValueError, match="some of 'left' and 'right', got 'both'"):
        require_sides(left, ["both"])
    with pytest.raises(ValueError, match="some of 'left' and 'right'"):
        require_sides(left * [0, 1, 1], None)
