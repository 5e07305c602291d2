"""What transfer is worth: age of many healthy people, for a diagnosis of few, and for another site.

    python tests/benchmarks/transfer.py [--quick]

Schizophrenia (NIMH-CZ, one visit a person) from the ages of the 1000 Functional Connectomes: AUC in
the test folds of `RepeatedStratifiedKFold(5, n_repeats=3)`, each model fitted to 20, 40, 80 or all
people of a training fold, drawn with the classes in proportion. Both cohorts are standardised by
their own training subjects, because their scanners differ. Altered regions are looked for in each
training set anew, with age and sex as confounds.

Age at another site: the source knows all other sites; 20 people of the site are to fine-tune, the
others to test. Here the scaler of the source transforms the site as well: a site on its own scale
would lose what tells the mean age of its people. Sites of at least 60 people. That a fine-tuning
has the learning rate and decay of its source was chosen on the sites of 31 to 59.
"""

import argparse

import numpy as np
import pandas as pd
from joblib import cpu_count
from sklearn.base import clone
from sklearn.dummy import DummyRegressor
from sklearn.metrics import mean_absolute_error, roc_auc_score
from sklearn.model_selection import (
    RepeatedStratifiedKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.baselines import baseline_classifiers, baseline_regressors
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.datasets import fetch_fcon1000, fetch_schizophrenia
from sk_ccnn.transfer import TransferClassifier, TransferRegressor

CONFOUNDS = ["age", "male"]
N_TUNING = 20


def scaled(*models):
    """Put a scaler that keeps the names of columns before a model."""
    return make_pipeline(StandardScaler().set_output(transform="pandas"), *models)


def regressor(data_dir):
    """Make the network that the sources are, as the benchmark has it for this cohort."""
    task = COHORTS["fcon1000"](data_dir)[0]
    return ConnectomeRegressor(task.connectome, constraint=task.constraint, random_state=0)


def all_columns(X):
    """Give all columns."""
    return X


def without_confounds(X):
    """Give the columns that are regions."""
    return X.drop(columns=CONFOUNDS)


def classifiers(source):
    """Name the models of the diagnosis, and what each sees of X."""
    network = source.get_params(deep=False)
    del network["loss"]
    inner = StratifiedKFold(3, shuffle=True, random_state=1)
    transfer = {
        f"transfer, freeze={freeze!r}": TransferClassifier(
            source, freeze=freeze, confounds=CONFOUNDS, random_state=0
        )
        for freeze in ("unaltered", "encoder", "none")
    }
    others = {
        "same network from scratch": scaled(ConnectomeClassifier(**network)),
        "logistic regression": baseline_classifiers(cv=inner)["logistic regression"],
    }
    return {name: (scaled(model), all_columns) for name, model in transfer.items()} | {
        name: (model, without_confounds) for name, model in others.items()
    }


def some_of(train, y, n_subjects, seed):
    """Draw a training set with the classes in proportion; None: all."""
    if n_subjects is None:
        return train
    split = StratifiedShuffleSplit(1, train_size=n_subjects, random_state=seed)
    return train[next(split.split(train, y[train]))[0]]


def score(model, view, X, y, splits, size):
    """AUC in each test fold of a model that is fitted to some training subjects."""
    aucs = []
    for seed, (train, test) in enumerate(splits):
        rows = some_of(train, y, size, seed)
        fitted = clone(model).fit(view(X.iloc[rows]), y[rows])
        aucs.append(roc_auc_score(y[test], fitted.predict_proba(view(X.iloc[test]))[:, 1]))
    return f"{np.mean(aucs):.3f} ± {np.std(aucs):.3f}"


def diagnose(data_dir, quick):
    """Print AUC for each model and number of training subjects."""
    healthy = fetch_fcon1000(data_dir=data_dir, verbose=0)
    table = StandardScaler().set_output(transform="pandas").fit_transform(healthy.data)
    source = regressor(data_dir).fit(table, healthy.target)
    cohort = fetch_schizophrenia(visit=1, data_dir=data_dir, verbose=0)
    y = (cohort.target == "patient").to_numpy()
    confounds = pd.DataFrame({"age": cohort.age, "male": (cohort.sex == "M").astype(float)})
    X = pd.concat([cohort.data, confounds], axis=1)
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=1 if quick else 3, random_state=0)
    splits = list(folds.split(X, y))
    print(
        f"\nSchizophrenia in {len(y)} people, source: age of {len(table)}; AUC, mean ± SD of "
        f"{len(splits)} test folds"
    )
    sizes = (20, None) if quick else (20, 40, 80, None)
    print(f"{'training subjects':<32}" + "".join(f"{size or 'all':>16}" for size in sizes))
    for name, (model, view) in classifiers(source).items():
        cells = [score(model, view, X, y, splits, size) for size in sizes]
        print(f"{name:<32}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def site_models(source, X, age, others, tuning, seed):
    """Name the models of age at a site: the source, tuned or not, and all people at once."""
    everyone = np.concatenate([others, tuning])
    ridge = baseline_regressors()["RidgeCV"].fit(X.iloc[everyone], age.iloc[everyone])
    models = {"source as it is": source, "ridge, others + 20": ridge}
    for freeze in ("unaltered", "encoder", "none"):
        tuned = TransferRegressor(source, freeze=freeze, random_state=seed)
        models[f"tuned, {freeze}"] = tuned.fit(X.iloc[tuning], age.iloc[tuning])
    return models | {"mean of the 20": DummyRegressor().fit(X.iloc[tuning], age.iloc[tuning])}


def site_errors(X, age, here, model, draws):
    """Mean absolute error at a site of each model, mean over draws of whom it is tuned on."""
    others = np.flatnonzero(~here)
    source = scaled(model).fit(X.iloc[others], age.iloc[others])
    errors = []
    for seed in range(draws):
        own = np.random.RandomState(seed).permutation(np.flatnonzero(here))
        tuning, test = own[:N_TUNING], own[N_TUNING:]
        models = site_models(source, X, age, others, tuning, seed)
        predicted = {name: each.predict(X.iloc[test]) for name, each in models.items()}
        errors.append(
            {name: mean_absolute_error(age.iloc[test], each) for name, each in predicted.items()}
        )
    return pd.DataFrame(errors).mean()


def predict_at_sites(data_dir, quick):
    """Print MAE for each site."""
    cohort = fetch_fcon1000(data_dir=data_dir, verbose=0)
    counts = cohort.site.value_counts()
    sites = sorted(counts[counts >= 60].index)[: 2 if quick else None]
    draws = 1 if quick else 5
    print(
        f"\nAge at a left-out site, source: all other sites; MAE in years, mean of {draws} draws "
        f"of {N_TUNING} people to tune"
    )
    rows = {}
    for site in sites:
        here = (cohort.site == site).to_numpy()
        errors = site_errors(cohort.data, cohort.target, here, regressor(data_dir), draws)
        rows[f"{site} ({here.sum()})"] = errors
    table = pd.DataFrame(rows).T
    table.loc["mean"] = table.mean()
    print(table.round(2).to_string())


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer folds, sizes, sites and draws")
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    print(f"{cpu_count()} cores")
    diagnose(given.data_dir, given.quick)
    predict_at_sites(given.data_dir, given.quick)


if __name__ == "__main__":
    main()
