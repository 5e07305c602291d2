"""What stands in front of the benchmark's models, and what it searches of our estimator."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_ccnn.benchmark import Task
from sk_ccnn.benchmark.models import (
    LAMBDAS,
    in_front,
    mean_name,
    models_for,
    our_mean,
    our_search,
    ours_in,
    ours_name,
)
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.model_selection import compare, weakest_wiring_cost


@pytest.fixture
def task():
    X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    connectome = load_connectome("desikan_killiany")
    folds = KFold(3, shuffle=True, random_state=0)
    return Task("made", "made: age of 60 people", X, age, connectome, "nodes", folds, KFold(2))


def test_the_steps_of_a_task_stand_in_front_of_every_model(task):
    stepped = replace(task, steps=(("scale", StandardScaler()),))
    models = models_for(stepped)
    assert models.keys() == models_for(task).keys()
    for model in models.values():
        assert isinstance(model, Pipeline)
        assert [*model.named_steps] == ["scale", "model"]
        assert model.named_steps["scale"] is not stepped.steps[0][1]


def test_without_steps_a_model_is_itself(task):
    model = StandardScaler()
    assert in_front(task, model) is model


def test_steps_change_what_models_see_and_groups_still_reach_their_searches(task):
    negative = FunctionTransformer(np.negative)
    grouped = replace(task, groups=np.arange(60) % 6, cv=GroupKFold(3), inner_cv=GroupKFold(2))
    flipped = replace(grouped, X=-grouped.X, steps=(("flip", negative),))
    names = ["dummy", "SVR"]
    plain, stepped = (
        compare(
            {name: models_for(each)[name] for name in names},
            each.X,
            each.y,
            cv=each.cv,
            groups=each.groups,
        ).by_fold()
        for each in (grouped, flipped)
    )
    assert stepped.to_numpy() == pytest.approx(plain.to_numpy())


@pytest.fixture
def small_task(brain, cohort):
    return Task("cohort", "Ten regions", *cohort, brain, "nodes", KFold(2), KFold(2))


def test_only_the_wiring_cost_is_searched_unless_it_is_asked_for_more(small_task):
    assert our_search(small_task).param_grid == {"lambda_wiring": list(LAMBDAS)}
    assert models_for(small_task)[ours_name(small_task)].param_grid == {
        "lambda_wiring": list(LAMBDAS)
    }


def test_the_constraint_is_searched_where_there_is_a_connectome_that_was_measured(small_task):
    model = models_for(small_task, choose_constraint=True)[ours_name(small_task)]
    assert model.param_grid == {"constraint": ["hard", "none"], "lambda_wiring": list(LAMBDAS)}
    for other in (replace(small_task, constraint="none"), replace(small_task, connectome=None)):
        assert our_search(other, choose_constraint=True).param_grid == our_search(other).param_grid


def test_the_search_over_both_takes_the_better_mean_at_the_strength_that_it_chooses(small_task):
    search = our_search(small_task, [0.0, 0.01], choose_constraint=True)
    search.estimator.set_params(n_members=1, max_epochs=5)
    results = search.fit(small_task.X, small_task.y).cv_results_
    chosen = weakest_wiring_cost(results)
    assert chosen == search.best_index_
    equal = results["param_lambda_wiring"] == results["param_lambda_wiring"][chosen]
    assert results["mean_test_score"][chosen] == results["mean_test_score"][equal].max()


@pytest.mark.parametrize("groups", [None, np.arange(60) % 6])
def test_the_mean_of_both_constraints_has_the_predictions_of_the_two_searches(task, groups):
    given = {} if groups is None else {"groups": groups}
    if groups is not None:
        task = replace(task, groups=groups, cv=GroupKFold(3), inner_cv=GroupKFold(2))
    mean = our_mean(task, [0.0, 0.01])
    for _, search in mean.estimators:
        search.estimator.set_params(n_members=1, max_epochs=3)
    alone = [clone(search).fit(task.X, task.y, **given) for _, search in mean.estimators]
    predicted = mean.fit(task.X, task.y, **given).predict(task.X)
    assert [search.estimator.constraint for search in alone] == ["hard", "none"]
    assert predicted == pytest.approx(np.mean([each.predict(task.X) for each in alone], axis=0))


def test_the_mean_of_both_constraints_is_ours_and_needs_a_connectome(small_task):
    models = models_for(small_task)
    assert ours_in(small_task, models) == [ours_name(small_task), mean_name(small_task)]
    assert [*models][-2:] == ours_in(small_task, models)
    without = replace(small_task, connectome=None)
    assert ours_in(without, models_for(without)) == [ours_name(without)]
