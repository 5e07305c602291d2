"""The estimators do what an estimator does in scikit-learn's hands."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn import config_context
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import BaggingRegressor, StackingRegressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_validate
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer

QUICK = {"n_members": 1, "max_epochs": 40, "lr": 0.03, "random_state": 0}


def test_the_wiring_cost_is_searched_in_a_pipeline(brain, cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    grid = {"connectomeregressor__lambda_wiring": np.logspace(-4, 2, 5)}
    search = GridSearchCV(model, grid, cv=3, n_jobs=2).fit(*cohort)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    # So strong a cost leaves single regions, which know less.
    assert search.best_params_["connectomeregressor__lambda_wiring"] < 100
    assert search.best_estimator_[-1].connectome is brain


def test_groups_stay_together_in_cross_validation(brain, cohort):
    sites = np.arange(80) // 10
    result = cross_validate(
        ConnectomeRegressor(brain, **QUICK),
        *cohort,
        groups=sites,
        cv=GroupKFold(4),
        scoring=["r2", "neg_mean_absolute_error"],
        return_estimator=True,
    )
    assert len(result["estimator"]) == 4
    assert (result["test_neg_mean_absolute_error"] < 0).all()


def test_a_clone_is_unfitted_and_shares_the_connectome(brain, cohort):
    fitted = ConnectomeRegressor(brain, lambda_wiring=0.1, **QUICK).fit(*cohort)
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert copy.connectome is brain
    assert not [name for name in vars(copy) if name.endswith("_")]


@pytest.mark.parametrize(
    "estimator", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer]
)
def test_the_constructor_keeps_what_it_is_given_as_it_is(estimator):
    given = {"connectome": np.ones((2, 3)), "hidden_channels": [0], "lr": -1, "callbacks": [3]}
    model = estimator(**given)
    for name, value in given.items():
        assert getattr(model, name) is value
    assert set(vars(model)) == set(model.get_params())


def test_lists_of_matrices_are_taken_like_arrays(cohort):
    matrices = cohort[0][:, :5, None] + cohort[0][:, None, :5]
    model = ConnectomeRegressor(**QUICK).fit(matrices, cohort[1])
    expected = model.predict(matrices)
    assert (model.predict(list(matrices)) == expected).all()
    assert (model.predict(matrices.tolist()) == expected).all()


def test_bagging(brain, cohort):
    X, y = cohort
    bag = BaggingRegressor(ConnectomeRegressor(**QUICK), n_estimators=3, random_state=0).fit(X, y)
    members = np.mean([m.predict(X) for m in bag.estimators_], axis=0)
    assert_allclose(bag.predict(X), members)


def test_calibration(brain, patients):
    model = CalibratedClassifierCV(ConnectomeClassifier(brain, **QUICK), cv=3)
    probabilities = model.fit(*patients).predict_proba(patients[0])
    assert_allclose(probabilities.sum(axis=1), 1)
    assert model.score(*patients) > 0.8


def test_transformed_targets(brain, cohort):
    X, y = cohort
    model = TransformedTargetRegressor(
        ConnectomeRegressor(brain, **QUICK), func=np.log, inverse_func=np.exp
    )
    assert (model.fit(X, y - y.min() + 1).predict(X) > 0).all()


def test_stacking_beside_ridge(brain, cohort):
    models = [("ours", ConnectomeRegressor(brain, **QUICK)), ("ridge", RidgeCV())]
    assert StackingRegressor(models, RidgeCV(), cv=3).fit(*cohort).score(*cohort) > 0.9


def test_permutation_importance_finds_the_regions_that_matter(brain, cohort):
    model = ConnectomeRegressor(brain, n_members=2, random_state=0).fit(*cohort)
    importance = permutation_importance(model, *cohort, n_repeats=3, random_state=0)
    assert set(np.argsort(importance.importances_mean)[-2:]) == {0, 4}


def test_embeddings_are_named_after_their_regions_in_pandas(brain, cohort):
    X, y = cohort
    encoder = ConnectomeTransformer(brain, hidden_channels=(4, 2), **QUICK)
    pipeline = make_pipeline(StandardScaler(), encoder).set_output(transform="pandas")
    frame = pipeline.fit_transform(X, y)
    assert frame.columns.tolist() == encoder.get_feature_names_out().tolist()
    assert frame.columns[0] == "L_insula_0"
    assert frame.shape == (80, 20)


def test_embeddings_stand_beside_other_features(brain, cohort):
    X, y = cohort
    union = make_union(StandardScaler(), ConnectomeTransformer(brain, **QUICK))
    model = make_pipeline(union, RidgeCV()).fit(X, y)
    assert model[0].transform(X).shape == (80, 10 + 40)
    assert model.score(X, y) > 0.9


def test_names_reach_the_connectome_through_a_pipeline(brain, cohort):
    X, y = cohort
    columns = [f"{label.replace('L_', 'lh_').replace('R_', 'rh_')}_area" for label in brain.labels]
    frame = pd.DataFrame(X, columns=columns)
    order = np.random.default_rng(1).permutation(10)
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    model.set_output(transform="pandas").fit(frame.iloc[:, order], y)
    assert model[-1].connectome_ == brain
    assert model[-1].plan_.layout.columns == tuple(np.argsort(order).tolist())
    assert model[-1].feature_names_in_.tolist() == [columns[i] for i in order]
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame)


def test_weights_are_routed_to_where_they_are_requested(brain, cohort):
    X, y = cohort
    weight = np.linspace(0, 3, 80)
    with config_context(enable_metadata_routing=True):
        model = ConnectomeRegressor(brain, **QUICK).set_fit_request(sample_weight=True)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        routed = make_pipeline(scaler, model).fit(X, y, sample_weight=weight)
        inner = clone(model).set_score_request(sample_weight=True)
        search = GridSearchCV(inner, {"lambda_wiring": [0.0, 0.01]}, cv=3)
        search.fit(X, y, sample_weight=weight)
        folds = cross_validate(
            inner, X, y, cv=3, params={"sample_weight": weight}, return_estimator=True
        )
    scaled = StandardScaler().fit_transform(X)
    direct = ConnectomeRegressor(brain, **QUICK).fit(scaled, y, sample_weight=weight)
    unweighted = ConnectomeRegressor(brain, **QUICK).fit(scaled, y)
    assert (routed.predict(X) == direct.predict(scaled)).all()
    assert not np.allclose(routed.predict(X), unweighted.predict(scaled), rtol=1e-3)
    again = clone(inner).set_params(**search.best_params_).fit(X, y, sample_weight=weight)
    assert (search.predict(X) == again.predict(X)).all()
    first = ConnectomeRegressor(brain, **QUICK).fit(X[27:], y[27:], sample_weight=weight[27:])
    assert (folds["estimator"][0].predict(X) == first.predict(X)).all()
    score = first.score(X[:27], y[:27], sample_weight=weight[:27])
    assert folds["test_score"][0] == pytest.approx(score)
