"""Real: the genotype of mice from their diffusion connectomes, and their sex as the control."""

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ..connectome import Connectome, upper_triangle
from ..datasets import load_mouse_cohort
from ..estimators import ConnectomeClassifier
from ..model_selection.compare import folds_of

TASKS = {"genotype": "mouse genotype", "sex": "mouse sex (control)"}
OURS = "ConnectomeClassifier"
MODELS = ("dummy", "logistic regression", OURS)
DENSITY = 0.1


def mouse_jobs(n_splits, n_repeats, models=MODELS):
    """List what there is to fit.

    Parameters
    ----------
    n_splits, n_repeats : int
        Folds of the stratified cross-validation, and how often it is repeated.
    models : sequence of str
        Names out of `MODELS`.

    Returns
    -------
    list of (callable, tuple)
        For `run_jobs`.
    """
    splitter = RepeatedStratifiedKFold(n_splits=n_splits, n_repeats=n_repeats, random_state=0)
    jobs = []
    for target in TASKS:
        X, y = load_mouse_cohort(target=target, return_X_y=True)
        for fold in folds_of(TASKS[target], splitter, X, y):
            jobs += [(score_mouse_fold, (target, fold, model)) for model in models]
    return jobs


def score_mouse_fold(target, fold, model):
    """Fit a model to the training mice and score it on the others.

    Parameters
    ----------
    target : {"genotype", "sex"}
        What to predict.
    fold : Fold
        Training and test mice.
    model : str
        Out of `MODELS`.

    Returns
    -------
    list of tuple
        Rows for `scores_table`.
    """
    connectomes, y = load_mouse_cohort(target=target, return_X_y=True)
    connectomes = np.log1p(connectomes)  # streamline counts span orders of magnitude
    X = upper_triangle(connectomes)
    train, test = fold.train, fold.test
    pipeline = make_pipeline(StandardScaler(), _estimator(model, connectomes[train]))
    probabilities = pipeline.fit(X[train], y[train]).predict_proba(X[test])
    predicted = pipeline.classes_[probabilities.argmax(axis=1)]
    scores = {
        "balanced accuracy": balanced_accuracy_score(y[test], predicted),
        "AUC": _auc(y[test], probabilities),
    }
    return fold.rows(model, scores)


def training_connectome(connectomes):
    """Average the connectomes of the training mice, and of no others.

    Parameters
    ----------
    connectomes : ndarray of shape (n_mice, n_regions, n_regions)
        Log-scaled streamline counts of the training mice.

    Returns
    -------
    Connectome
        The strongest tenth of the connections.
    """
    return Connectome(connectomes.mean(axis=0), name="training mice").threshold(DENSITY)


def _estimator(model, training_connectomes):
    if model == "dummy":
        return DummyClassifier()
    if model == "logistic regression":
        return LogisticRegression(max_iter=2000)
    # One layer of two channels: 332 regions have 11 000 connections even at this density.
    return ConnectomeClassifier(
        training_connectome(training_connectomes),
        features="edges",
        hidden_channels=(2,),
        n_members=3,
        random_state=0,
    )


def _auc(y, probabilities):
    if probabilities.shape[1] == 2:
        return roc_auc_score(y, probabilities[:, 1])
    return roc_auc_score(y, probabilities, multi_class="ovr")
