"""Simulated: human brain age, over the measured human connectome, by nested cross-validation."""

import numpy as np
import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from ..datasets import make_age_cohort
from ..estimators import ConnectomeRegressor
from ..model_selection.compare import folds_of

TASK = "human brain age (simulated)"
OURS = "ConnectomeRegressor"
UNCONSTRAINED = "same network, unconstrained"
MODELS = ("dummy", "RidgeCV", "SVR", UNCONSTRAINED, OURS)
LAMBDAS = np.logspace(-5, -2, 4)


def make_cohort(n_subjects):
    """Simulate the cohort.

    Parameters
    ----------
    n_subjects : int
        Number of subjects.

    Returns
    -------
    X : ndarray of shape (n_subjects, 84)
        One measure a region.
    age : ndarray of shape (n_subjects,)
        Age in years.
    """
    return make_age_cohort(n_subjects=n_subjects, random_state=0, return_X_y=True)


def brain_age_jobs(n_subjects, n_splits, models=MODELS, lambdas=LAMBDAS):
    """List what there is to fit.

    Parameters
    ----------
    n_subjects : int
        Number of subjects.
    n_splits : int
        Outer folds.
    models : sequence of str
        Names out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost that are searched in each fold.

    Returns
    -------
    list of (callable, tuple)
        For `run_jobs`.
    """
    X, age = make_cohort(n_subjects)
    folds = folds_of(TASK, KFold(n_splits, shuffle=True, random_state=0), X, age)
    return [(score_age_fold, (X, age, fold, model, lambdas)) for fold in folds for model in models]


def score_age_fold(X, age, fold, model, lambdas=LAMBDAS):
    """Search and fit on the training subjects, and score on the others.

    Parameters
    ----------
    X, age : ndarray
        The cohort.
    fold : Fold
        Training and test subjects.
    model : str
        Out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    rows : list of tuple
        Rows for `scores_table`.
    predicted : DataFrame
        Columns ``model``, ``subject``, ``age`` and ``predicted``, in years.
    """
    train, test = fold.train, fold.test
    predicted = make_model(model, lambdas).fit(X[train], age[train]).predict(X[test])
    scores = {
        "MAE (years)": mean_absolute_error(age[test], predicted),
        "R²": r2_score(age[test], predicted),
    }
    table = {"model": model, "subject": test, "age": age[test], "predicted": predicted}
    return fold.rows(model, scores), pd.DataFrame(table)


def make_model(model, lambdas=LAMBDAS):
    """Make a model with its search over hyperparameters.

    Parameters
    ----------
    model : str
        Out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    estimator
    """
    if model == "dummy":
        return DummyRegressor()
    if model == "RidgeCV":
        return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 5, 22)))
    if model == "SVR":
        pipeline, grid = make_pipeline(StandardScaler(), SVR()), {"svr__C": np.logspace(-1, 3, 9)}
        return _search(pipeline, grid, scoring="neg_mean_absolute_error", refit=True)
    pipeline = make_pipeline(
        StandardScaler(),
        ConnectomeRegressor(
            "desikan_killiany",
            constraint="hard" if model == OURS else "none",
            n_members=2,
            random_state=0,
        ),
    )
    grid = {"connectomeregressor__lambda_wiring": lambdas}
    return _search(pipeline, grid, scoring=error_and_density, refit="mae")


def error_and_density(pipeline, X, age):
    """Score a fitted pipeline of ours.

    Parameters
    ----------
    pipeline : Pipeline
        Its last step is a `ConnectomeRegressor`.
    X, age : ndarray
        Held-out subjects.

    Returns
    -------
    dict
        Minus the mean absolute error in years, and the share of connections that are left.
    """
    return {
        "mae": -mean_absolute_error(age, pipeline.predict(X)),
        "density": pipeline[-1].density_,
    }


def _search(pipeline, grid, **options):
    return GridSearchCV(pipeline, grid, cv=KFold(3, shuffle=True, random_state=1), **options)


def search_all(X, age, lambdas=LAMBDAS):
    """Search over the wiring cost with all subjects, to see what is learned.

    Parameters
    ----------
    X, age : ndarray
        The cohort.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    curve : DataFrame
        ``lambda_wiring``, mean and standard deviation over folds of the MAE in years, and density.
    learned : Connectome
        The wiring that the best network learned.
    """
    search = make_model(OURS, lambdas).fit(X, age)
    results = search.cv_results_
    curve = pd.DataFrame(
        {
            "lambda_wiring": np.asarray(lambdas, dtype=float),
            "mae": -results["mean_test_mae"],
            "mae_sd": results["std_test_mae"],
            "density": results["mean_test_density"],
        }
    )
    return curve, search.best_estimator_[-1].learned_connectome()
