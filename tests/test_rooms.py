"""The rooms of the package: floors, doors, a home for each name, few files on the way of a fit."""

import importlib
import subprocess
import sys
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import sk_ccnn
from sk_ccnn import ConnectomeRegressor

REPOSITORY = Path(__file__).parents[1]
ROOMS = sorted(path.parent.name for path in (REPOSITORY / "sk_ccnn").glob("*/__init__.py"))


def test_floors_and_doors_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_public_name_has_one_home():
    names = [name for room in ROOMS for name in importlib.import_module(f"sk_ccnn.{room}").__all__]
    assert not [name for name, count in Counter(names).items() if count > 1]


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_there_and_says_what_it_is(room):
    module = importlib.import_module(f"sk_ccnn.{room}")
    for name in module.__all__:
        value = getattr(module, name)
        assert not name.startswith("_")
        assert not callable(value) or value.__doc__


def test_names_of_the_package_are_those_of_its_rooms():
    for name in sk_ccnn.__all__:
        value = getattr(sk_ccnn, name)
        if name not in ROOMS:
            home = value.__module__.split(".")[1]
            assert getattr(importlib.import_module(f"sk_ccnn.{home}"), name) is value


def test_a_fit_passes_through_few_files(cohort):
    script = REPOSITORY / "tests" / "benchmarks" / "files_of_a_fit.py"
    spec = spec_from_file_location("files_of_a_fit", script)
    trace = module_from_spec(spec)
    spec.loader.exec_module(trace)
    X, y = cohort
    model = ConnectomeRegressor("desikan_killiany", lambda_wiring=1e-3, n_members=1, max_epochs=1)
    X = X[:, [0] * 84]
    model.fit(X, y)  # the connectome is loaded
    assert len(trace.files_of(lambda: model.fit(X, y))) <= 45
