"""Importing the package is quick, and every public name is there."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sk_ccnn

PROGRAMS = {"benchmark", "demo"}  # run from the command line
PLOTTING = {"matplotlib", "nilearn"}
HEAVY = PLOTTING | {"numpy", "pandas", "scipy", "sklearn", "skorch", "torch", "torch_geometric"}


def modules_after(code):
    """Names of the modules that a fresh interpreter holds after the code."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_loads_nothing_heavy():
    assert not HEAVY & modules_after("import sk_ccnn")


def test_public_names_load_no_plotting():
    # torch_geometric is not asked for here: skorch itself imports it where it is installed.
    assert not PLOTTING & modules_after("from sk_ccnn import *")


@pytest.mark.parametrize("name", sk_ccnn.__all__)
def test_public_name_resolves(name):
    assert getattr(sk_ccnn, name).__name__.split(".")[-1] == name
    assert name in dir(sk_ccnn)


def test_every_room_is_public_but_the_programs():
    folders = {path.parent.name for path in Path(sk_ccnn.__file__).parent.glob("*/__init__.py")}
    public_rooms = {name for name in sk_ccnn.__all__ if inspect.ismodule(getattr(sk_ccnn, name))}
    assert public_rooms == folders - PROGRAMS


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'ConectomeRegressor'"):
        _ = sk_ccnn.ConectomeRegressor


def test_type_checkers_see_the_public_names():
    tree = ast.parse(Path(sk_ccnn.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    assert sorted(alias.name for node in block.body for alias in node.names) == sk_ccnn.__all__
