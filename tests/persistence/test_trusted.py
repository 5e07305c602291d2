"""The list of what a file may name is fixed, and each name on it is where it says."""

from importlib import import_module

import pytest

from sk_ccnn.persistence import trusted

CODE = ("builtins.eval", "os.system", "numpy.load", "torch.load", "numpy.void", "builtins.map")


@pytest.mark.parametrize("door", trusted.OURS)
def test_our_types_stand_at_their_doors(door):
    for name in trusted.OURS[door]:
        found = getattr(import_module(door), name)
        assert isinstance(found, type) and trusted.qualified(found) == f"{door}.{name}"


def test_our_functions_stand_at_their_doors():
    for door, names in trusted.OUR_FUNCTIONS.items():
        assert all(callable(getattr(import_module(door), name)) for name in names)


@pytest.mark.parametrize("name", CODE)
def test_what_runs_code_or_takes_memory_is_not_on_the_list(name):
    assert name not in trusted.passed_to_skops()


def test_every_name_is_of_a_package_that_is_needed():
    roots = {name.split(".")[0] for name in trusted.passed_to_skops()}
    assert roots <= {"sk_ccnn", "sklearn", "scipy", "numpy", "torch", "builtins", "collections"}


def test_functions_are_public_ones_of_scikit_learn_or_numpy():
    names = trusted.function_names()
    assert "sklearn.metrics._regression.r2_score" in names
    assert not [name for name in names if name.rpartition(".")[2].startswith("_")]
    assert not [name for name in names if "fetch" in name or "load" in name]
