"""What the benchmark searches of our estimator."""

from dataclasses import replace

import pytest
from sklearn.model_selection import KFold

from sk_ccnn.benchmark import Task
from sk_ccnn.benchmark.models import LAMBDAS, models_for, our_search, ours_name
from sk_ccnn.model_selection import weakest_wiring_cost


@pytest.fixture
def task(brain, cohort):
    return Task("cohort", "Ten regions", *cohort, brain, "nodes", KFold(2), KFold(2))


def test_only_the_wiring_cost_is_searched_unless_it_is_asked_for_more(task):
    assert our_search(task).param_grid == {"lambda_wiring": list(LAMBDAS)}
    assert models_for(task)[ours_name(task)].param_grid == {"lambda_wiring": list(LAMBDAS)}


def test_the_constraint_is_searched_where_there_is_a_connectome_that_was_measured(task):
    model = models_for(task, choose_constraint=True)[ours_name(task)]
    assert model.param_grid == {"constraint": ["hard", "none"], "lambda_wiring": list(LAMBDAS)}
    for other in (replace(task, constraint="none"), replace(task, connectome=None)):
        assert our_search(other, choose_constraint=True).param_grid == our_search(other).param_grid


def test_the_search_over_both_takes_the_better_mean_at_the_strength_that_it_chooses(task):
    search = our_search(task, [0.0, 0.01], choose_constraint=True)
    search.estimator.set_params(n_members=1, max_epochs=5)
    results = search.fit(task.X, task.y).cv_results_
    chosen = weakest_wiring_cost(results)
    assert chosen == search.best_index_
    equal = results["param_lambda_wiring"] == results["param_lambda_wiring"][chosen]
    assert results["mean_test_score"][chosen] == results["mean_test_score"][equal].max()
