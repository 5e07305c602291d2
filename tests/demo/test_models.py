import pytest

from sk_ccnn.demo import models


def test_only_ours_is_bound_to_the_connectome():
    ours = models.make_model(models.OURS).estimator
    other = models.make_model(models.UNCONSTRAINED).estimator
    differences = {
        name for name, value in ours.get_params().items() if other.get_params()[name] != value
    }
    assert differences == {"constraint"}


@pytest.mark.parametrize("model", ["SVR", models.UNCONSTRAINED, models.OURS])
def test_every_search_has_the_same_inner_folds_and_the_metric_of_the_table(model):
    search = models.make_model(model)
    assert repr(search.cv) == repr(models.inner_folds())
    assert search.scoring == "neg_mean_absolute_error"


def test_the_networks_differ_in_nothing_but_the_wiring_cost_that_is_searched():
    search = models.make_model(models.OURS, [1.0, 2.0])
    assert search.param_grid == {"lambda_wiring": [1.0, 2.0]}
    assert search.estimator.get_params() == models.make_network().get_params()
