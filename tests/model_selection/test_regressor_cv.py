import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor, ConnectomeRegressorCV

QUICK = {"n_members": 2, "max_epochs": 10, "lr": 0.03, "random_state": 0}
PATH = {"lambdas": [0.0, 0.01, 0.3], "cv": 3}


def test_it_is_the_regressor_with_the_strength_that_it_chose(brain, small_cohort):
    X, y = small_cohort
    model = ConnectomeRegressorCV(brain, **PATH, **QUICK).fit(X, y)
    assert model.lambda_wiring_ in PATH["lambdas"]
    plain = ConnectomeRegressor(brain, lambda_wiring=model.lambda_wiring_, **QUICK).fit(X, y)
    assert np.array_equal(model.predict(X), plain.predict(X))
    assert model.loss_curve_ == plain.loss_curve_
    assert model.density_ == plain.density_
    assert model.learned_connectome() == plain.learned_connectome()


def test_its_defaults_are_the_regressors():
    ours, theirs = ConnectomeRegressorCV().get_params(), ConnectomeRegressor().get_params()
    assert set(theirs) - set(ours) == {"lambda_wiring", "warm_start", "std_cv"}
    assert all(ours[name] == theirs[name] for name in theirs if name in ours)


def test_a_whole_path_is_needed_at_once():
    assert not hasattr(ConnectomeRegressorCV(), "partial_fit")


def test_it_is_chosen_inside_each_fold_of_a_cross_validation(brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressorCV(brain, **PATH, **QUICK))
    assert np.isfinite(cross_val_score(model, *small_cohort, cv=2)).all()


def test_what_is_best_may_be_told(brain, small_cohort):
    def sparse(estimator, X, y):
        return -estimator.density_

    options = {"lambdas": [0.0, 10.0], "cv": 2} | QUICK
    model = ConnectomeRegressorCV(brain, scoring=sparse, **options).fit(*small_cohort)
    assert model.lambda_wiring_ == 10
    by_error = ConnectomeRegressorCV(brain, scoring="max_error", **options)
    with pytest.raises(ValueError, match="scoring"):
        by_error.fit(*small_cohort)
    by_error.set_params(scoring="neg_max_error").fit(*small_cohort)
    assert (by_error.score_path_ < 0).all()


def test_a_fitted_one_survives_a_pickle(brain, small_cohort):
    X, y = small_cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    model = ConnectomeRegressorCV(brain, **PATH, **QUICK).fit(frame, y)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.predict(frame), model.predict(frame))
    assert np.array_equal(again.score_path_, model.score_path_)
    assert again.feature_names_in_.tolist() == list(brain.labels)
