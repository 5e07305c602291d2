"""A network is like the brain if it is more so than chance, degrees and lengths allow."""

import numpy as np
import pytest

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.metrics import connectome_similarity

BRAIN = load_connectome()


def learned(**options):
    """Train on ages that have nothing to do with the brains."""
    X, age = make_age_cohort(60, effect="none", random_state=0, return_X_y=True)
    settings = {"n_members": 1, "max_epochs": 15} | options
    return ConnectomeRegressor("desikan_killiany", **settings).fit(X, age)


def test_the_brain_is_like_itself_and_p_is_the_smallest_there_is():
    found = connectome_similarity(BRAIN, BRAIN, n_nulls=19, random_state=0)
    assert found.rho == pytest.approx(1)
    assert found.p_values == {"degree": 0.05, "length": 0.05}
    assert min(found.z_scores.values()) > 5


def test_rho_is_the_estimators_own_and_signs_do_not_matter():
    network = learned(random_state=0)
    found = connectome_similarity(network.learned_connectome(), BRAIN, n_nulls=2)
    assert found.rho == pytest.approx(network.connectome_similarity_)
    negative = BRAIN.replace(weights=-BRAIN.to_dense())
    again = connectome_similarity(network.learned_connectome(), negative, n_nulls=2)
    assert again.rho == found.rho


def test_untrained_networks_are_not_like_the_brain():
    p_values = [
        connectome_similarity(
            learned(random_state=seed, lr=1e-12, max_epochs=1).learned_connectome(),
            BRAIN,
            n_nulls=19,
            random_state=seed,
        ).p_values
        for seed in range(10)
    ]
    for kind in ("degree", "length"):
        assert np.mean([each[kind] <= 0.05 for each in p_values]) <= 0.2
        assert 0.2 < np.mean([each[kind] for each in p_values]) < 0.8


def test_short_wires_alone_are_only_like_the_brain_if_lengths_are_not_kept():
    short = learned(random_state=0, lambda_wiring=3e-3).learned_connectome()
    found = connectome_similarity(short, BRAIN, n_nulls=19, random_state=0)
    assert found.p_values["degree"] == 0.05 < found.p_values["length"]


def test_a_constant_connectome_is_like_none():
    constant = Connectome(BRAIN.adjacency().astype(float), labels=BRAIN.labels)
    found = connectome_similarity(constant, BRAIN, n_nulls=3)
    assert np.isnan([found.rho, *found.p_values.values(), *found.z_scores.values()]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nulls": "degree"}, r"sequence out of \['degree', 'length'\], got 'degree'"),
        ({"nulls": ["regions"]}, r"got \['regions'\]"),
        ({"n_nulls": 0}, "n_nulls must be a whole number of at least 1, got 0"),
    ],
)
def test_options_that_do_not_fit_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        connectome_similarity(BRAIN, BRAIN, **options)
