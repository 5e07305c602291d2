"""The constraint that the subjects choose, beside the strength of the wiring cost."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import (
    Connectome,
    ConnectomeClassifier,
    ConnectomeClassifierCV,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
)
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.model_selection import LambdaPathCV, WiringChoice
from sk_ccnn.pruning import prune
from sk_ccnn.transfer import TransferRegressor

QUICK = {"n_members": 1, "max_epochs": 15, "lr": 0.03, "random_state": 0}
ALL = ("hard", "soft", "init", "none")
PATH = {"lambdas": [0.3, 0.01, 0.0], "cv": KFold(3)}
KINDS = {
    "regressor": (ConnectomeRegressorCV, ConnectomeRegressor),
    "classifier": (ConnectomeClassifierCV, ConnectomeClassifier),
}


def target_of(kind, cohort):
    X, y = cohort
    return X, y if kind == "regressor" else np.where(y > 40, "patient", "control")


@pytest.fixture(scope="module")
def fitted(brain, small_cohort):
    return ConnectomeRegressorCV(brain, constraints=ALL, **PATH, **QUICK).fit(*small_cohort)


@pytest.fixture(scope="module")
def ring():
    """Give ten regions, each connected to the next one only."""
    weights = np.roll(np.eye(10), 1, axis=1)
    return Connectome(weights + weights.T)


@pytest.mark.parametrize("kind", KINDS)
def test_each_constraint_is_scored_as_if_it_were_alone(kind, brain, small_cohort):
    chooses, _ = KINDS[kind]
    X, y = target_of(kind, small_cohort)
    model = chooses(brain, constraints=ALL, **PATH, **QUICK).fit(X, y)
    assert model.constraints_ == ALL
    assert model.lambdas_.shape == (4, 3)
    assert model.score_path_.shape == model.density_path_.shape == (4, 3, 3)
    for number, constraint in enumerate(ALL):
        alone = chooses(brain, constraint=constraint, **PATH, **QUICK).fit(X, y)
        assert alone.constraint_ == constraint and alone.constraints_ == (constraint,)
        assert alone.score_path_.shape == (3, 3)
        assert_allclose(model.score_path_[number], alone.score_path_, rtol=0, atol=1e-9)
        assert_allclose(model.density_path_[number], alone.density_path_, rtol=0, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("one_standard_error", [False, True])
def test_it_becomes_the_network_that_it_chose(kind, one_standard_error, brain, small_cohort):
    chooses, plain = KINDS[kind]
    X, y = target_of(kind, small_cohort)
    model = chooses(
        brain,
        constraint="init",  # has no part where others are searched
        constraints=["none", "hard"],
        one_standard_error=one_standard_error,
        **PATH,
        **QUICK,
    ).fit(X, y)
    assert model.constraint_ in ("none", "hard") and model.constraint == "init"
    told = {"constraint": model.constraint_, "lambda_wiring": model.lambda_wiring_}
    network = plain(brain, **told, **QUICK).fit(X, y)
    assert np.array_equal(model.predict(X), network.predict(X))
    assert model.density_ == network.density_
    assert isinstance(model.choice_, WiringChoice)
    assert (model.choice_.constraint, model.choice_.lambda_wiring) == tuple(told.values())


def test_paths_of_their_own_begin_where_each_constraint_has_no_wires(ring, small_cohort):
    X, y = small_cohort
    model = ConnectomeRegressorCV(ring, constraints=["hard", "soft"], n_lambdas=3, cv=2, **QUICK)
    model.set_params(lambda_constraint=0.003).fit(X, y)
    assert model.lambdas_.shape == (2, 3) and not model.lambdas_[:, -1].any()
    for constraint, path in zip(model.constraints_, model.lambdas_, strict=True):
        network = ConnectomeRegressor(ring, constraint=constraint, lambda_constraint=0.003, **QUICK)
        assert network.set_params(lambda_wiring=path[0]).fit(X, y).n_connections_ == 0
        assert network.set_params(lambda_wiring=path[0] / 1.3).fit(X, y).n_connections_ > 0


def test_soft_is_searched_at_the_strength_that_the_network_was_given(ring, small_cohort):
    options = {"constraints": ["soft", "none"], **PATH, **QUICK}
    weak, strong = (
        ConnectomeRegressorCV(ring, lambda_constraint=value, **options).fit(*small_cohort)
        for value in (1e-5, 10.0)
    )
    assert strong.density_path_[0].max() < weak.density_path_[0, -1].min()
    assert np.array_equal(strong.density_path_[1], weak.density_path_[1])


def test_anatomy_leaves_where_it_does_harm_and_stays_where_it_does_not(ring):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 10))
    # Regions that the ring does not connect work together; three layers do not reach so far.
    apart = 3 * X[:, 0] * X[:, 5]
    options = {"lambdas": [0.0], "cv": 3, "random_state": 0, "hidden_channels": (4,)}
    options |= {"constraints": ["hard", "none"], "one_standard_error": True, "alpha": 0.1}
    options |= {"max_epochs": 100, "n_members": 3}
    assert ConnectomeRegressorCV(ring, **options).fit(X, apart).constraint_ == "none"
    own = X[:, 0] + 0.5 * X[:, 5] + rng.normal(size=300) / 5  # no wires are needed
    assert ConnectomeRegressorCV(ring, **options).fit(X, own).constraint_ == "hard"


@pytest.mark.parametrize("one_standard_error", [False, True])
def test_noise_in_the_test_rows_changes_neither_the_choice_nor_the_fit(
    one_standard_error, brain, small_cohort
):
    X, y = small_cohort
    rng = np.random.default_rng(1)
    train, test = next(KFold(4, shuffle=True, random_state=0).split(X))
    noisy_X, noisy_y = X.copy(), y.copy()
    noisy_X[test], noisy_y[test] = 1e3 * rng.normal(size=X[test].shape), -1e6
    constraints = ["hard", "soft", "none"]
    model = LambdaPathCV(
        make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK)),
        constraints=constraints,
        one_standard_error=one_standard_error,
        n_lambdas=4,
        cv=3,
    )
    found = [
        cross_validate(model, *subjects, cv=[(train, test)], return_estimator=True)["estimator"][0]
        for subjects in ((X, y), (noisy_X, noisy_y))
    ]
    first, second = found
    assert (first.constraint_, first.lambda_wiring_) == (second.constraint_, second.lambda_wiring_)
    assert np.array_equal(first.score_path_, second.score_path_)
    assert np.array_equal(first.predict(X), second.predict(X))


@pytest.mark.parametrize("fold", [0, 2])
def test_noise_in_a_fold_changes_no_network_of_that_fold(fold, brain, small_cohort):
    X, y = small_cohort
    splits = list(KFold(3).split(X))
    noisy = y.copy()
    noisy[splits[fold][1]] = np.random.default_rng(2).normal(size=20)
    options = {"constraints": ["hard", "none"], **PATH, **QUICK} | {"cv": splits}
    clean, other = (ConnectomeRegressorCV(brain, **options).fit(X, each) for each in (y, noisy))
    assert np.array_equal(clean.density_path_[..., fold], other.density_path_[..., fold])
    assert not np.array_equal(clean.score_path_[..., fold], other.score_path_[..., fold])


@pytest.mark.slow
def test_the_choice_is_the_same_whatever_the_processes_and_the_memory(fitted, brain, small_cohort):
    model = ConnectomeRegressorCV(
        brain, constraints=ALL, n_jobs=2, max_stack_memory=1e-3, **PATH, **QUICK
    ).fit(*small_cohort)
    assert (model.constraint_, model.lambda_wiring_) == (fitted.constraint_, fitted.lambda_wiring_)
    assert_allclose(model.score_path_, fitted.score_path_, rtol=0, atol=1e-9)
    assert np.array_equal(model.predict(small_cohort[0]), fitted.predict(small_cohort[0]))


@pytest.mark.parametrize("wrapped", [False, True])
def test_groups_stay_together_for_every_constraint(wrapped, brain, small_cohort):
    X, y = small_cohort
    sites = np.arange(60) % 7
    options = {"constraints": ["hard", "none"], "lambdas": [0.1], "cv": GroupKFold(3)}
    model = ConnectomeRegressorCV(brain, **options, **QUICK)
    if wrapped:
        model = LambdaPathCV(ConnectomeRegressor(brain, **QUICK), **options)
    model.fit(X, y, groups=sites)
    for number, constraint in enumerate(model.constraints_):
        network = ConnectomeRegressor(brain, constraint=constraint, lambda_wiring=0.1, **QUICK)
        expected = cross_validate(network, X, y, groups=sites, cv=GroupKFold(3))["test_score"]
        assert_allclose(model.score_path_[number, 0], expected, rtol=0, atol=1e-9)


def test_a_transformer_chooses_by_what_its_units_are_worth(brain, small_cohort):
    def worth(estimator, X, y=None):
        return estimator.density_  # prefers what the connectome lacks

    network = ConnectomeTransformer(brain, n_members=1, max_epochs=5, random_state=0)
    model = LambdaPathCV(
        network, constraints=["hard", "none"], lambdas=[0.0], cv=2, scoring=worth
    ).fit(small_cohort[0])
    assert model.constraint_ == model.best_estimator_.constraint == "none"


def test_the_constraint_whose_path_ends_too_soon_is_named(brain, small_cohort):
    def most_wires(estimator, X, y):
        return estimator.density_

    model = ConnectomeRegressorCV(
        brain, constraints=["hard", "none"], lambdas=[0.1, 0.01], cv=2, scoring=most_wires, **QUICK
    )
    with pytest.warns(UserWarning, match="end of the path of constraint='none', lambda_wiring=0.0"):
        model.fit(*small_cohort)


def test_what_was_chosen_is_no_parameter_and_is_forgotten_by_a_clone(fitted):
    copy = clone(fitted)
    assert copy.constraints == ALL and copy.constraint == "hard"
    assert not [name for name in vars(copy) if name.endswith("_")]


@pytest.fixture(scope="module")
def unconstrained(brain, small_cohort):
    """Give a network that chose to do without the connectome, though its parameter is "hard"."""

    def most_wires(estimator, X, y):
        return estimator.density_

    model = ConnectomeRegressorCV(
        brain, constraints=["hard", "none"], lambdas=[0.01, 0.0], cv=2, scoring=most_wires, **QUICK
    ).fit(*small_cohort)
    assert (model.constraint, model.constraint_) == ("hard", "none")
    return model


def test_fine_tuning_a_pruned_network_keeps_the_constraint_that_was_chosen(
    unconstrained, small_cohort
):
    whole = prune(unconstrained, *small_cohort, fraction=0.0, fine_tune=1)
    assert whole.density_ == unconstrained.density_ == 1.0
    assert prune(unconstrained, *small_cohort, fraction=0.25, fine_tune=1).density_ > 0.7


def test_a_transfer_begins_at_the_network_that_was_chosen(unconstrained, small_cohort):
    X, y = small_cohort
    tuned = TransferRegressor(unconstrained, n_trainable_regions=2, max_epochs=1).fit(X, y)
    assert tuned.predict(X).shape == y.shape
    assert tuned.estimator_.density_ > 0.9


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_unconstrained_network_of_a_null_test_chooses_no_constraint(
    wrapped, brain, small_cohort
):
    options = {"constraints": ["hard", "none"], "lambdas": [0.01], "cv": 2}
    model = ConnectomeRegressorCV(brain, **options, **QUICK)
    plain = ConnectomeRegressor(brain, constraint="none", **QUICK)
    free = ConnectomeRegressorCV(brain, constraint="none", lambdas=[0.01], cv=2, **QUICK)
    if wrapped:
        model = LambdaPathCV(ConnectomeRegressor(brain, **QUICK), **options)
        free = LambdaPathCV(plain, lambdas=[0.01], cv=2)
    test = null_connectome_test(
        model, *small_cohort, nulls="degree", n_nulls=1, cv=KFold(2), random_state=0
    )
    expected = cross_validate(free, *small_cohort, cv=KFold(2), scoring="r2")["test_score"]
    assert_allclose(test.unconstrained_scores, expected, rtol=0, atol=1e-6)
