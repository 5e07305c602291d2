import pickle
import warnings
from inspect import signature

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn import config_context
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.exceptions import FitFailedWarning
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, cross_validate
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from skorch.callbacks import Callback
from torch import nn

from sk_ccnn import (
    Connectome,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeTransformer,
)
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.model_selection import StackedGridSearchCV

QUICK = {"n_members": 1, "max_epochs": 4, "lr": 0.03, "random_state": 0}
LAMBDAS = [0.0, 0.01, 0.3]


def require_same(ours, theirs, atol=1e-9):
    """Compare all that two searches found; only times may differ."""
    assert set(ours.cv_results_) == set(theirs.cv_results_)
    assert ours.cv_results_["params"] == theirs.cv_results_["params"]
    for name, expected in theirs.cv_results_.items():
        found = ours.cv_results_[name]
        if name == "params" or "_time" in name:
            continue
        if name.startswith("param_"):
            assert type(found) is type(expected) and found.dtype == expected.dtype
            assert found.tolist() == expected.tolist()
        elif name.startswith("rank_"):
            assert found.tolist() == expected.tolist()
        else:
            assert_allclose(found, expected, rtol=0, atol=atol, err_msg=name)
    assert (ours.n_splits_, ours.multimetric_) == (theirs.n_splits_, theirs.multimetric_)
    for name in ("best_index_", "best_params_", "best_score_", "n_features_in_"):
        assert hasattr(ours, name) == hasattr(theirs, name), name
    if hasattr(theirs, "best_index_"):
        assert ours.best_index_ == theirs.best_index_
        assert ours.best_params_ == theirs.best_params_
    if hasattr(theirs, "best_score_"):
        assert ours.best_score_ == pytest.approx(theirs.best_score_, abs=atol)


def search_both(model, grid, X, y=None, *, fit=None, atol=1e-9, **options):
    """Search by both, and see that they agree; give ours."""
    options = {"cv": 2} | options
    theirs = GridSearchCV(model, grid, **options).fit(X, y, **(fit or {}))
    ours = StackedGridSearchCV(model, grid, **options).fit(X, y, **(fit or {}))
    require_same(ours, theirs, atol)
    if options.get("refit", True):
        how = "transform" if hasattr(theirs, "transform") else "predict"
        found, expected = (getattr(search, how)(X) for search in (ours, theirs))
        assert np.array_equal(found, expected)  # both refit the best candidate alone
    return ours


@pytest.mark.parametrize(
    "parameter",
    [
        {"lambda_wiring": LAMBDAS},
        {"alpha": [0.0, 1.0, 3.0]},
        {"lr": [0.003, 0.01, 0.03]},
        {"dropout": [0.0, 0.2, 0.5]},
        {"random_state": [0, 1, 2]},
        {"lambda_constraint": [0.0, 0.1], "constraint": ["soft", "hard"]},
        {"hidden_channels": [(2,), (2, 3)], "lambda_wiring": [0.0, 0.1]},
        {"lr": [0.01, 0.03], "dropout": [0.0, 0.2], "random_state": [0, 5], "alpha": [0.0, 2.0]},
    ],
    ids=lambda grid: "-".join(grid),
)
def test_it_finds_what_grid_search_finds(parameter, brain, small_cohort):
    search_both(ConnectomeRegressor(brain, **QUICK), parameter, *small_cohort)


def test_in_float32_scores_agree_to_rounding(brain, small_cohort):
    X, y = small_cohort
    model = ConnectomeRegressor(brain, **QUICK)
    grid = {"lambda_wiring": LAMBDAS, "dropout": [0.0, 0.3], "lr": [0.01, 0.03]}
    search_both(model, grid, X.astype(np.float32), y, atol=2e-4)


def test_connectomes_are_searched_like_any_other_parameter(brain, small_cohort):
    other = Connectome.from_coordinates(brain.coordinates, density=0.6, random_state=1)
    grid = {"connectome": [brain, other, "correlation", None]}
    search_both(ConnectomeRegressor(brain, **QUICK), grid, *small_cohort)


def test_in_a_pipeline_over_a_list_of_grids_with_parameters_of_earlier_steps(brain, small_cohort):
    # The network would standardise too: centred or not would be a tie, which rounding decides.
    network = ConnectomeRegressor(**QUICK, standardize=False)
    steps = [("scale", StandardScaler()), ("net", network)]
    grid = [
        {"net__lambda_wiring": LAMBDAS, "net__connectome": [brain, None]},
        {"scale__with_mean": [True, False], "net__hidden_channels": [(2,), (3, 2)]},
        {"scale": ["passthrough"], "net__lr": [0.01, 0.02]},
    ]
    search_both(Pipeline(steps), grid, *small_cohort)


def test_a_pipeline_of_the_network_alone_stays_a_pipeline(brain, small_cohort):
    X, y = small_cohort
    model = Pipeline([("net", ConnectomeRegressor(brain, **QUICK))])
    search_both(
        model,
        {"net__lambda_wiring": LAMBDAS},
        X,
        y,
        scoring=density,
        fit={"net__sample_weight": np.linspace(0, 2, 60)},
    )


def density(estimator, X, y):
    """Score as a user would who wants a sparse network."""
    return -estimator[-1].density_


def test_steps_that_look_alike_are_told_apart(brain, small_cohort):
    # scikit-learn shortens what it shows of a long parameter, and a connectome shows its size.
    def keep(X, chosen):
        return X[:, chosen]

    first, second = list(range(10)) * 8, list(range(10)) * 8
    second[40:] = second[40:][::-1]
    chooser = FunctionTransformer(keep, kw_args={"chosen": first})
    model = make_pipeline(chooser, ConnectomeRegressor(**QUICK))
    grid = {"functiontransformer__kw_args": [{"chosen": first}, {"chosen": second}]}
    found = search_both(model, grid, *small_cohort).cv_results_["mean_test_score"]
    assert found[0] != found[1]
    order = np.random.default_rng(0).permutation(10)
    shuffled = Connectome(brain.to_dense()[order][:, order], coordinates=brain.coordinates)
    encoder = ConnectomeTransformer(brain, n_members=1, max_epochs=2, random_state=0)
    model = make_pipeline(encoder, ConnectomeRegressor(**QUICK))
    grid = {"connectometransformer__connectome": [shuffled, brain.replace(labels=None)]}
    found = search_both(model, grid, *small_cohort, cv=2).cv_results_["mean_test_score"]
    assert found[0] != found[1]


def sparsest(results):
    """Refit the last candidate that is not the worst."""
    return int(np.flatnonzero(results["rank_test_r2"] > 1)[-1])


@pytest.mark.parametrize("refit", ["r2", "neg_mean_absolute_error", False, sparsest])
def test_with_several_metrics_it_is_refitted_as_asked(refit, brain, small_cohort):
    scoring = ["r2", "neg_mean_absolute_error"]
    model, grid = ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": LAMBDAS}
    options = {"scoring": scoring, "refit": refit, "return_train_score": True}
    ours = search_both(model, grid, *small_cohort, **options)
    assert hasattr(ours, "best_estimator_") is bool(refit)


def test_without_a_refit_there_is_a_best_candidate_but_no_estimator(brain, small_cohort):
    model, grid = ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": LAMBDAS}
    ours = search_both(model, grid, *small_cohort, refit=False)
    assert ours.best_params_ in ours.cv_results_["params"]
    assert not hasattr(ours, "best_estimator_")
    with pytest.raises(AttributeError, match="has no attribute 'predict'"):
        ours.predict(small_cohort[0])


def r2_and_density(estimator, X, y):
    """Give two scores at once, one of them from inside the pipeline."""
    return {"r2": r2_score(y, estimator.predict(X)), "density": estimator[-1].density_}


def test_a_scorer_can_look_at_the_network_in_the_pipeline(brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    grid = {"connectomeregressor__lambda_wiring": [0.0, 0.5, 5.0]}
    ours = search_both(model, grid, *small_cohort, scoring=r2_and_density, refit="r2")
    densities = ours.cv_results_["mean_test_density"]
    assert densities[0] > densities[2]


@pytest.mark.parametrize("scoring", [r2_and_density, ["r2", "neg_max_error"]])
def test_several_metrics_need_one_to_refit_by(scoring, brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    search = StackedGridSearchCV(
        model, {"connectomeregressor__alpha": [0.0, 1.0]}, cv=2, scoring=scoring
    )
    with pytest.raises(ValueError, match="multi-metric scoring.* refit"):
        search.fit(*small_cohort)


def test_groups_stay_together(brain, small_cohort):
    sites = np.arange(60) % 7
    search_both(
        ConnectomeRegressor(brain, **QUICK),
        {"lambda_wiring": LAMBDAS},
        *small_cohort,
        cv=GroupKFold(3),
        fit={"groups": sites},
    )


def test_weights_of_subjects_reach_fit_and_scorer_as_in_grid_search(brain, small_cohort):
    X, y = small_cohort
    weight = np.linspace(0, 3, 60)
    grid = {"lambda_wiring": LAMBDAS}
    model = ConnectomeRegressor(brain, **QUICK)
    weighted = search_both(model, grid, X, y, fit={"sample_weight": weight})
    plain = search_both(model, grid, X, y)
    assert not np.allclose(
        weighted.cv_results_["mean_test_score"], plain.cv_results_["mean_test_score"]
    )
    step = make_pipeline(StandardScaler(), model)
    search_both(
        step,
        {"connectomeregressor__lambda_wiring": LAMBDAS},
        X,
        y,
        fit={"connectomeregressor__sample_weight": weight},
    )


def test_weights_and_groups_are_routed_to_where_they_are_requested(brain, small_cohort):
    X, y = small_cohort
    fit = {"sample_weight": np.linspace(0, 3, 60), "groups": np.arange(60) % 7}
    with config_context(enable_metadata_routing=True):
        model = ConnectomeRegressor(brain, **QUICK)
        model.set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        search_both(model, {"lambda_wiring": LAMBDAS}, X, y, fit=fit, cv=GroupKFold(3))
        scaler = StandardScaler().set_fit_request(sample_weight=True)
        pipeline = make_pipeline(scaler, model)
        grid = {"connectomeregressor__lambda_wiring": LAMBDAS}
        search_both(pipeline, grid, X, y, fit=fit, cv=GroupKFold(3))


def test_classes_are_stratified_and_scored_as_in_grid_search(brain, small_patients):
    model = make_pipeline(StandardScaler(), ConnectomeClassifier(brain, **QUICK))
    grid = {
        "connectomeclassifier__lambda_wiring": LAMBDAS,
        "connectomeclassifier__class_weight": [None, "balanced"],
    }
    ours = search_both(model, grid, *small_patients, scoring=["accuracy", "roc_auc"], refit=False)
    assert not ours.multimetric_ or "mean_test_roc_auc" in ours.cv_results_
    best = StackedGridSearchCV(model, grid, cv=3).fit(*small_patients)
    assert best.classes_.tolist() == ["control", "patient"]
    assert best.predict_proba(small_patients[0]).shape == (60, 2)


def n_wires(estimator, X, y=None):
    """Score an autoencoder, which has no score of its own."""
    return -estimator.n_connections_


@pytest.mark.parametrize("with_target", [True, False])
def test_encoders_are_searched_by_a_scorer_of_ones_own(with_target, brain, small_cohort):
    X, y = small_cohort
    model = ConnectomeTransformer(brain, max_epochs=4, random_state=0)
    grid = {"lambda_wiring": [0.0, 0.1, 1.0]}
    search_both(model, grid, X, y if with_target else None, scoring=n_wires)


def test_columns_are_matched_by_name_behind_a_scaler(brain, small_cohort):
    X, y = small_cohort
    order = np.random.default_rng(1).permutation(10)
    frame = pd.DataFrame(X, columns=brain.labels).iloc[:, order]
    alone = ConnectomeRegressor(brain, **QUICK)
    ours = search_both(alone, {"lambda_wiring": LAMBDAS}, frame, pd.Series(y))
    assert ours.feature_names_in_.tolist() == frame.columns.tolist()
    assert ours.best_estimator_.connectome_ == brain
    model = make_pipeline(StandardScaler(), alone).set_output(transform="pandas")
    ours = search_both(model, {"connectomeregressor__alpha": [0.0, 1.0]}, frame, y)
    assert ours.best_estimator_[-1].connectome_ == brain


def test_subjects_may_be_matrices(brain, small_cohort):
    X, y = small_cohort
    matrices = X[:, :, None] + X[:, None, :]
    ours = search_both(ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": LAMBDAS}, matrices, y)
    assert ours.best_estimator_.features_ == "edges"


def test_the_number_of_processes_changes_nothing(brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    grid = {"connectomeregressor__lambda_wiring": LAMBDAS, "connectomeregressor__lr": [0.01, 0.02]}
    one, two = (
        StackedGridSearchCV(model, grid, cv=3, n_jobs=n_jobs).fit(*small_cohort)
        for n_jobs in (1, 2)
    )
    require_same(two, one)
    assert np.array_equal(two.predict(small_cohort[0]), one.predict(small_cohort[0]))


def test_members_that_stop_early_stop_where_they_would_alone(brain, small_cohort):
    model = ConnectomeRegressor(
        brain, **QUICK | {"max_epochs": 30}, early_stopping=True, n_iter_no_change=2
    )
    grid = {"lambda_wiring": LAMBDAS, "lr": [0.003, 0.1], "random_state": [0, 1]}
    search_both(model, grid, *small_cohort)


class Scale(Callback):
    """Look at all members of a net at once."""

    def on_grad_computed(self, net, named_parameters, **kwargs):
        for _, parameter in named_parameters:
            parameter.grad /= parameter.grad.abs().max() + 1e-9


def test_with_callbacks_candidates_are_trained_alone(brain, small_cohort):
    model = ConnectomeRegressor(brain, callbacks=[Scale()], **QUICK)
    search_both(model, {"lambda_wiring": LAMBDAS, "lr": [0.01, 0.03]}, *small_cohort)


def own_network(spec):
    """Build a module that knows nothing of members."""
    return nn.Sequential(nn.Flatten(), nn.Linear(spec.connectome.n_regions, spec.n_outputs))


def test_networks_of_ones_own_are_searched(brain, small_cohort):
    model = ConnectomeRegressor(brain, architecture=own_network, **QUICK)
    search_both(model, {"alpha": [0.0, 2.0], "lr": [0.01, 0.03]}, *small_cohort)


def test_a_candidate_that_diverges_takes_no_other_with_it(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    grid = {"lr": [0.01, 1e30, 0.02, 0.03]}
    with pytest.warns(FitFailedWarning, match="3 of 12 fits failed.* set to -7"):
        ours = StackedGridSearchCV(model, grid, cv=3, error_score=-7.0).fit(*small_cohort)
    with pytest.warns(FitFailedWarning):
        theirs = GridSearchCV(model, grid, cv=3, error_score=-7.0).fit(*small_cohort)
    require_same(ours, theirs)
    assert ours.cv_results_["mean_test_score"][1] == -7
    with pytest.warns(FitFailedWarning, match="infinite or NaN"):
        nan = StackedGridSearchCV(model, grid, cv=3).fit(*small_cohort)
    assert np.isnan(nan.cv_results_["mean_test_score"][1])
    assert nan.cv_results_["rank_test_score"][1] == 4


def test_the_error_is_raised_where_that_is_asked(brain, small_cohort):
    model, grid = ConnectomeRegressor(brain, **QUICK), {"lr": [0.01, 1e30]}
    with pytest.raises(FloatingPointError, match="lower lr"):
        StackedGridSearchCV(model, grid, cv=3, error_score="raise").fit(*small_cohort)


def test_a_parameter_that_is_refused_fails_its_candidate_only(brain, small_cohort):
    model, grid = ConnectomeRegressor(brain, **QUICK), {"alpha": [-1.0, 0.0, 1.0]}
    with pytest.warns(FitFailedWarning, match="3 of 9 fits failed"):
        ours = StackedGridSearchCV(model, grid, cv=3).fit(*small_cohort)
    assert np.isnan(ours.cv_results_["mean_test_score"]).tolist() == [True, False, False]


def test_if_all_fits_fail_there_is_nothing_to_choose(brain, small_cohort):
    search = StackedGridSearchCV(ConnectomeRegressor(brain, **QUICK), {"lr": [1e30]}, cv=3)
    with pytest.raises(ValueError, match="all the 3 fits failed"):
        search.fit(*small_cohort)


def fails_without_wires(estimator, X, y):
    """Fail as a scorer may that nobody has tried on every candidate."""
    if not estimator.density_:
        raise ArithmeticError("no wires are left")
    return estimator.score(X, y)


def test_a_scorer_that_fails_costs_its_score_only(brain, small_cohort):
    model, grid = ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": [0.0, 1e3]}
    options = {"scoring": fails_without_wires, "cv": 3}
    with pytest.warns(UserWarning, match="scoring failed.*\n.*no wires are left"):
        ours = StackedGridSearchCV(model, grid, **options).fit(*small_cohort)
    with pytest.warns(UserWarning):
        theirs = GridSearchCV(model, grid, **options).fit(*small_cohort)
    require_same(ours, theirs)
    with pytest.raises(ArithmeticError, match="no wires are left"):
        StackedGridSearchCV(model, grid, error_score="raise", **options).fit(*small_cohort)


def test_of_several_metrics_only_the_one_that_fails_is_replaced(brain, small_cohort):
    X, y = small_cohort
    scoring = {"r2": "r2", "own": fails_without_wires}
    model, grid = ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": [0.0, 1e3]}
    options = {"scoring": scoring, "refit": "r2", "cv": 3}
    with pytest.warns(UserWarning, match="scoring failed.*\n(.*\n)*.*no wires are left"):
        ours = StackedGridSearchCV(model, grid, **options).fit(X, y)
    with pytest.warns(UserWarning):
        theirs = GridSearchCV(model, grid, **options).fit(X, y)
    require_same(ours, theirs)
    with pytest.raises(ArithmeticError, match="no wires are left"):
        StackedGridSearchCV(model, grid, error_score="raise", **options).fit(X, y)


class Counted(TransformerMixin, BaseEstimator):
    """Leave a mark in a file for every fit."""

    def __init__(self, path=None, factor=1.0):
        self.path, self.factor = path, factor

    def fit(self, X, y=None):
        with self.path.open("a") as file:
            file.write("x")
        return self

    def transform(self, X):
        return X * self.factor

    def __sklearn_is_fitted__(self):
        return True


def test_steps_before_the_network_are_fitted_once_per_fold(brain, small_cohort, tmp_path):
    mark = tmp_path / "fits"
    model = make_pipeline(Counted(mark), StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    grid = {"connectomeregressor__lambda_wiring": LAMBDAS, "connectomeregressor__lr": [0.01, 0.02]}
    StackedGridSearchCV(model, grid, cv=3, refit=False).fit(*small_cohort)
    assert len(mark.read_text()) == 3
    grid["counted__factor"] = [1.0, 2.0]
    StackedGridSearchCV(model, grid, cv=3, refit=False).fit(*small_cohort)
    assert len(mark.read_text()) == 3 + 6


def test_a_step_that_fails_fails_the_candidates_behind_it(brain, small_cohort):
    model = make_pipeline(SelectKBest(f_regression, k=5), ConnectomeRegressor(**QUICK))
    grid = {"selectkbest__k": [-3, 5], "connectomeregressor__alpha": [0.0, 1.0]}
    with pytest.warns(FitFailedWarning, match="6 of 12 fits failed"):
        ours = StackedGridSearchCV(model, grid, cv=3).fit(*small_cohort)
    with pytest.warns(FitFailedWarning):
        theirs = GridSearchCV(model, grid, cv=3).fit(*small_cohort)
    require_same(ours, theirs)


def test_less_memory_means_smaller_stacks_and_the_same_result(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    grid = {"lambda_wiring": LAMBDAS, "connectome": [brain, None]}
    roomy = StackedGridSearchCV(model, grid, cv=3).fit(*small_cohort)
    tight = StackedGridSearchCV(model, grid, cv=3, max_stack_memory=1e-3).fit(*small_cohort)
    require_same(tight, roomy)


@pytest.mark.parametrize("model", [Ridge(), make_pipeline(StandardScaler(), Ridge())])
def test_only_networks_are_trained_as_stacks(model, small_cohort):
    with pytest.raises(TypeError, match="must be a (fitted )?ConnectomeRegressor.* got .*Ridge"):
        StackedGridSearchCV(model, {}).fit(*small_cohort)


def test_parameters_that_fit_nothing_are_refused(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    with pytest.raises(ValueError, match="Invalid parameter 'lambda_wirings'"):
        StackedGridSearchCV(model, {"lambda_wirings": [1]}).fit(*small_cohort)
    with pytest.raises(ValueError, match="max_stack_memory"):
        StackedGridSearchCV(model, {}, max_stack_memory=0).fit(*small_cohort)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        StackedGridSearchCV(model, {}).fit(small_cohort[0], small_cohort[1][:-1])


def test_a_fitted_search_survives_a_pickle_and_a_clone_forgets(brain, small_cohort):
    search = StackedGridSearchCV(
        ConnectomeRegressor(brain, **QUICK), {"lambda_wiring": LAMBDAS}, max_stack_memory=5.0
    )
    assert search.fit(*small_cohort) is search
    again = pickle.loads(pickle.dumps(search))
    assert np.array_equal(again.predict(small_cohort[0]), search.predict(small_cohort[0]))
    require_same(again, search, atol=0)
    copy = clone(search)
    assert copy.max_stack_memory == 5.0
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_the_estimator_and_the_grid_stay_as_they_are(brain, small_cohort):
    inner = ConnectomeRegressor(brain, **QUICK)
    grid = {"net": [inner, ConnectomeRegressor(**QUICK)], "scale": [StandardScaler()]}
    model = Pipeline([("scale", StandardScaler()), ("net", inner)])
    search_both(model, grid, *small_cohort)
    for part in (*grid["net"], *grid["scale"], model[0]):
        assert not [name for name in vars(part) if name.endswith("_")]


def test_it_is_nested_in_a_cross_validation(brain, small_cohort):
    search = StackedGridSearchCV(ConnectomeRegressor(brain, **QUICK), {"lr": [0.01, 0.03]}, cv=2)
    theirs = GridSearchCV(search.estimator, search.param_grid, cv=2)
    ours, expected = (
        cross_validate(each, *small_cohort, cv=KFold(3))["test_score"] for each in (search, theirs)
    )
    assert_allclose(ours, expected, atol=1e-9)


def test_nothing_warns_where_nothing_is_wrong(brain, small_cohort):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
        StackedGridSearchCV(model, {"connectomeregressor__lr": [0.01, 0.02]}).fit(*small_cohort)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("_get_scorers", []),
        ("_get_routed_params_for_fit", ["params"]),
        ("_format_results", ["candidate_params", "n_splits", "out"]),
        ("_check_refit_for_multimetric", ["scores"]),
        ("_select_best_index", ["refit", "refit_metric", "results"]),
    ],
)
def test_scikit_learn_has_the_method_that_the_search_calls(name, arguments):
    method = getattr(GridSearchCV, name, None)
    assert method is not None, f"scikit-learn has no {name} any more: mend stacked_search.py"
    given = [each for each in signature(method).parameters if each != "self"]
    assert given[: len(arguments)] == arguments
