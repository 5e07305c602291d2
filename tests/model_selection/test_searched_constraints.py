"""Which constraints may be searched, told before any work."""

import numpy as np
import pytest

from sk_ccnn import ConnectomeClassifierCV, ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.model_selection import LambdaPathCV
from sk_ccnn.model_selection.searched_constraints import constraints_to_search
from sk_ccnn.nn import GeometricArchitecture


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


@pytest.mark.parametrize("own", ["hard", "soft", "init", "none"])
def test_none_is_the_constraint_of_the_network_with_a_connectome_or_without(own, brain):
    for connectome in (brain, None):
        assert constraints_to_search(ConnectomeRegressor(connectome, constraint=own), None) == (
            own,
        )


@pytest.mark.parametrize("given", [["hard", "none"], ("none", "soft"), np.array(["init"])])
def test_what_is_given_is_searched_in_that_order(given, brain):
    found = constraints_to_search(ConnectomeRegressor(brain, architecture=never), given)
    assert found == tuple(given)
    assert all(type(each) is str for each in found)


@pytest.mark.parametrize("given", [[], ["hard", "hard"], ["weak"], ["hard", None], [["hard"]], [1]])
def test_what_is_no_choice_is_refused_before_any_work(given, brain, small_cohort):
    model = ConnectomeRegressorCV(brain, architecture=never, constraints=given)
    with pytest.raises(ValueError, match=r"constraints must be different ones out of \('hard', "):
        model.fit(*small_cohort)


def test_a_word_is_no_sequence_of_constraints(brain, small_cohort):
    with pytest.raises(ValueError, match="'constraints' parameter"):
        ConnectomeRegressorCV(brain, constraints="hard").fit(*small_cohort)


@pytest.mark.parametrize("given", [["hard", "none"], ["hard"], ["none", "soft"]])
@pytest.mark.parametrize("around", [False, True])
def test_without_a_connectome_nothing_constrains(around, given, small_cohort):
    model = ConnectomeRegressorCV(architecture=never, constraints=given)
    if around:
        model = LambdaPathCV(ConnectomeRegressor(architecture=never), constraints=given)
    with pytest.raises(ValueError, match="need a connectome .* got connectome=None, which"):
        model.fit(*small_cohort)


def test_without_a_connectome_none_is_what_there_is():
    assert constraints_to_search(ConnectomeRegressor(), ["none"]) == ("none",)


@pytest.mark.parametrize("architecture", ["gcn", "gat", GeometricArchitecture(never)])
@pytest.mark.parametrize("given", [["hard", "none"], ["none"], ["soft"]])
def test_graph_networks_know_the_hard_constraint_only(architecture, given, brain, small_patients):
    model = ConnectomeClassifierCV(brain, architecture=architecture, constraints=given)
    with pytest.raises(ValueError, match="needs constraint='hard', got constraints="):
        model.fit(*small_patients)
    model.set_params(constraints=["hard"])
    assert constraints_to_search(model, model.constraints) == ("hard",)
