import numpy as np
import pytest
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from sk_ccnn.benchmark import Task
from sk_ccnn.benchmark.site_effects import without_site_effects

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(60, 4))
SITES = np.array(["a", "b", "c"])[np.arange(60) % 3]


def made(steps=(), sites=SITES):
    folds = KFold(3)
    return Task("made", "made", X, X[:, 0], None, "nodes", folds, folds, sites=sites, steps=steps)


def test_every_feature_loses_the_mean_of_its_site_and_nothing_else():
    task = without_site_effects(made())
    found = Pipeline(list(task.steps)).fit_transform(task.X)
    for site in np.unique(SITES):
        rows = SITES == site
        expected = X[rows] - X[rows].mean(axis=0) + X.mean(axis=0)
        assert found[rows] == pytest.approx(expected)


def test_other_steps_see_no_site():
    task = without_site_effects(made([("double", FunctionTransformer(lambda Z: 2 * Z))]))
    plain = without_site_effects(made())
    twice = Pipeline(list(task.steps)).fit_transform(task.X)
    assert twice == pytest.approx(2 * Pipeline(list(plain.steps)).fit_transform(plain.X))


def test_a_new_site_is_the_mean_of_the_known_ones_and_test_rows_teach_nothing():
    task = without_site_effects(made())
    known = SITES != "c"
    steps = Pipeline(list(task.steps)).fit(task.X[known])
    new = steps.transform(task.X[~known])
    difference = new - X[~known]
    assert difference == pytest.approx(np.tile(difference[0], (len(new), 1)))
    one_by_one = np.concatenate([steps.transform(row[None]) for row in task.X[~known]])
    assert new == pytest.approx(one_by_one)


def test_a_task_without_sites_is_refused():
    with pytest.raises(ValueError, match="made has no sites"):
        without_site_effects(made(sites=None))
