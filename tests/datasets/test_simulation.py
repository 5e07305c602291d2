"""Simulated cohorts hold the truth they state, and only models that know it profit."""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict, cross_val_score
from sklearn.preprocessing import StandardScaler

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.datasets import make_age_cohort, make_disease_cohort

CORTEX = load_connectome(cortex_only=True)
FOLDS = KFold(5, shuffle=True, random_state=0)


def shuffled_adjacency(connectome, seed=0):
    order = np.random.RandomState(seed).permutation(connectome.n_regions)
    return connectome.adjacency()[np.ix_(order, order)]


def infinite_width_score(X, age, allowed):
    """R² of a network with endless ReLU units, each of which sees the regions one region reaches.

    Cho & Saul 2009: the kernel of such units is the arc-cosine kernel of their inputs.
    """
    X, kernel = StandardScaler().fit_transform(X), 0.0
    for inputs in allowed | np.eye(len(allowed), dtype=bool):
        gram = X[:, inputs] @ X[:, inputs].T + 1
        norms = np.sqrt(np.outer(np.diag(gram), np.diag(gram)))
        angle = np.arccos(np.clip(gram / norms, -1, 1))
        kernel = kernel + norms * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / inputs.sum()
    centred, kernel = age - age.mean(), kernel / (np.pi * len(allowed))
    scores = [
        r2_score(
            centred,
            cross_val_predict(
                KernelRidge(alpha=alpha, kernel="precomputed"), kernel, centred, cv=FOLDS
            ),
        )
        for alpha in (1e-3, 1e-2, 1e-1, 1)
    ]
    return max(scores)


def linear_score(X, age):
    return r2_score(age, cross_val_predict(RidgeCV(np.logspace(0, 6, 13)), X, age, cv=FOLDS))


def mean_scores(effect, features, **options):
    """Score the connectome, its shuffled twin and no constraint, mean over three cohorts."""
    rows, columns = np.triu_indices(CORTEX.n_regions, k=1)
    scores = []
    for seed in range(3):
        X, age = make_age_cohort(
            300,
            CORTEX,
            effect=effect,
            features=features,
            random_state=seed,
            return_X_y=True,
            **options,
        )
        masks = [
            CORTEX.adjacency(),
            shuffled_adjacency(CORTEX, seed),
            np.ones_like(CORTEX.adjacency()),
        ]
        if features == "nodes":
            scores.append([infinite_width_score(X, age, mask) for mask in masks])
        else:
            scores.append([linear_score(X.loc[:, mask[rows, columns]], age) for mask in masks])
    return np.mean(scores, axis=0)


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_the_connectome_helps_where_age_spreads_along_it(features):
    truth, shuffled, unconstrained = mean_scores("connectome", features)
    assert truth > shuffled + 0.05 and truth > unconstrained + 0.05 and truth > 0.4


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_nothing_predicts_where_there_is_no_effect(features):
    assert mean_scores("none", features).max() < 0.05


def test_without_atrophy_a_linear_model_sees_nothing_but_connected_regions_tell():
    X, age = make_age_cohort(300, CORTEX, atrophy=0, random_state=0, return_X_y=True)
    assert linear_score(X, age) < 0.05
    assert infinite_width_score(X, age, CORTEX.adjacency()) > 0.3


def test_atrophy_falls_on_the_epicentres_first():
    cohort = make_age_cohort(3000, CORTEX, atrophy=2, rate=0.02, random_state=0)
    falls = np.array([np.corrcoef(column, cohort.y)[0, 1] for column in cohort.X.to_numpy().T])
    where = [CORTEX.labels.index(label) for label in cohort.truth.epicentres]
    assert set(np.argsort(falls)[:3]) == set(where)
    assert falls.max() < 0.05 and falls.mean() < -0.1


def test_spatial_effect_is_blind_to_the_connectome():
    cohort = make_age_cohort(50, CORTEX, effect="spatial", random_state=0)
    strange = Connectome(
        shuffled_adjacency(CORTEX) * 1.0, coordinates=CORTEX.coordinates, labels=CORTEX.labels
    )
    other = make_age_cohort(50, strange, effect="spatial", random_state=0)
    assert np.array_equal(cohort.X, other.X)
    assert np.count_nonzero(cohort.truth.graph) == CORTEX.n_edges


@pytest.mark.parametrize("make", [make_age_cohort, make_disease_cohort])
@pytest.mark.parametrize("effect", ["connectome", "spatial", "none"])
def test_shapes_and_reproducibility(make, effect):
    options = {
        "effect": effect,
        "n_sites": 3,
        "site_effect": 1.0,
        "sex_effect": 0.5,
        "random_state": 7,
    }
    cohort, again = (make(40, CORTEX, **options) for _ in range(2))
    assert cohort.X.shape == (40, 68) and cohort.feature_names == list(CORTEX.labels)
    assert cohort.X.columns.tolist() == cohort.feature_names
    assert np.array_equal(cohort.X, again.X) and np.array_equal(cohort.y, again.y)
    assert not np.array_equal(cohort.X, make(40, CORTEX, **options | {"random_state": 8}).X)
    assert cohort.confounds.shape == (40, 3) and set(cohort.site) == {0, 1, 2}
    assert cohort.truth.insults.shape == (40, 68) and cohort.truth.spread_matrix.shape == (68, 68)
    edges = make(40, CORTEX, features="edges", **options)
    assert edges.X.shape == (40, 68 * 67 // 2) and edges.feature_names[0] == "--".join(
        CORTEX.labels[:2]
    )
    X, y = make(40, CORTEX, return_X_y=True, **options)
    assert np.array_equal(X, cohort.X) and np.array_equal(y, cohort.y)


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    make_age_cohort(20, CORTEX, random_state=0)
    make_disease_cohort(20, CORTEX, random_state=np.random.RandomState(1))
    assert np.array_equal(before, np.random.get_state()[1])


def test_sites_can_be_confounded_with_age():
    bands = make_age_cohort(90, CORTEX, n_sites=3, site_confounding=1.0, random_state=0)
    assert bands.y[bands.site == 0].max() < bands.y[bands.site == 2].min()
    mixed = make_age_cohort(900, CORTEX, n_sites=3, random_state=0)
    assert abs(mixed.y[mixed.site == 0].mean() - mixed.y[mixed.site == 2].mean()) < 5
    assert set(np.bincount(mixed.site)) == {300}


def test_site_and_sex_effects_shift_whole_groups():
    cohort = make_age_cohort(
        400, CORTEX, n_sites=2, site_effect=3.0, sex_effect=3.0, random_state=0
    )
    for group in cohort.confounds.T:
        assert (
            cross_val_score(LogisticRegression(max_iter=1000), cohort.X, group, cv=5).mean() > 0.95
        )


def test_disease_is_found_where_it_spreads():
    X, y = make_disease_cohort(300, CORTEX, atrophy=1.0, random_state=0, return_X_y=True)
    model = LogisticRegression(C=0.01, max_iter=1000)
    assert y.sum() == 150 and cross_val_score(model, X, y, scoring="roc_auc").mean() > 0.8
    X, y = make_disease_cohort(
        300, CORTEX, effect="none", atrophy=1.0, random_state=0, return_X_y=True
    )
    assert abs(cross_val_score(model, X, y, scoring="roc_auc").mean() - 0.5) < 0.1
    old = make_disease_cohort(300, CORTEX, prevalence=0.2, age_gap=20, random_state=0)
    assert old.y.sum() == 60 and old.age[old.y == 1].mean() > old.age[old.y == 0].mean() + 10


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"effect": "magic"}, "'connectome', 'none', 'spatial'"),
        ({"features": "voxels"}, "'edges', 'nodes'"),
        ({"n_subjects": 0}, "n_subjects must be an integer of at least 1, got 0"),
        ({"n_epicentres": 69}, "at most 68"),
        ({"n_sites": 0}, "n_sites"),
        ({"noise": -1}, "noise must be"),
        ({"site_confounding": 2}, "from 0 to 1"),
        ({"effect": "spatial", "connectome": np.ones((5, 5))}, "needs coordinates"),
    ],
)
def test_impossible_options_are_refused(options, says):
    for make in (make_age_cohort, make_disease_cohort):
        with pytest.raises(ValueError, match=says):
            make(**({"n_subjects": 10, "connectome": CORTEX} | options))
    with pytest.raises(ValueError, match="prevalence"):
        make_disease_cohort(10, CORTEX, prevalence=1)
