"""Without a fold nothing can be scored, whoever is asked."""

import pytest

from sk_ccnn import ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.attributions import region_importance
from sk_ccnn.inference import null_connectome_test, permutation_test
from sk_ccnn.model_selection import StackedGridSearchCV, compare
from sk_ccnn.pruning import pruning_path

QUICK = {"n_members": 1, "max_epochs": 1, "random_state": 0}
ASKED = {
    "path": lambda net, X, y: ConnectomeRegressorCV(net.connectome, cv=(), **QUICK).fit(X, y),
    "search": lambda net, X, y: StackedGridSearchCV(net, {"alpha": [1, 2]}, cv=()).fit(X, y),
    "search without refit": lambda net, X, y: StackedGridSearchCV(
        net, {"alpha": [1, 2]}, cv=(), refit=False
    ).fit(X, y),
    "comparison": lambda net, X, y: compare({"one": net, "other": net}, X, y, cv=()),
    "importance": lambda net, X, y: region_importance(net, X, y, cv=()),
    "null test": lambda net, X, y: null_connectome_test(net, X, y, n_nulls=1, cv=()),
    "permutation test": lambda net, X, y: permutation_test(net, X, y, n_permutations=1, cv=()),
    "pruning path": lambda net, X, y: pruning_path(net, X, y, cv=()),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_no_folds_are_named_before_any_work(ask, brain, small_cohort, monkeypatch):
    X, y = small_cohort
    network = ConnectomeRegressor(brain, **QUICK)
    monkeypatch.setattr("sk_ccnn.estimators.plan.build_network", None)
    with pytest.raises(ValueError, match="cv gives no folds; needed one or more"):
        ask(network, X, y)
