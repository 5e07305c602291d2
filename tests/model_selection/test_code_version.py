from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pytest
import sklearn

from sk_ccnn.model_selection.code_version import code_version, digest_of_code

module = import_module("sk_ccnn.model_selection.code_version")


@pytest.fixture
def package(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "one.py").write_text("a = 1\n")
    (tmp_path / "room" / "two.py").write_text("b = 2\n")
    (tmp_path / "data.csv").write_text("1,2\n")
    return tmp_path


def test_the_same_code_has_the_same_digest(package):
    before = digest_of_code(package)
    (package / "data.csv").write_text("3,4\n")
    assert digest_of_code(package) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "room" / "two.py").write_text("b = 3\n"),
        lambda folder: (folder / "room" / "three.py").write_text(""),
        lambda folder: (folder / "one.py").unlink(),
        lambda folder: (folder / "one.py").rename(folder / "other.py"),
    ],
    ids=["changed", "added", "removed", "renamed"],
)
def test_another_code_has_another_digest(package, change):
    before = digest_of_code(package)
    change(package)
    assert digest_of_code(package) != before


def test_it_names_the_libraries_that_scores_come_from():
    assert f"scikit-learn {sklearn.__version__}" in code_version()
    assert f"numpy {np.__version__}" in code_version()
    assert f"pyriemann {_installed('pyriemann')}" in code_version()


def test_a_library_that_is_missing_is_told_from_one_that_is_there(monkeypatch):
    def is_missing(name):
        if name == "pyriemann":
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(module, "version", is_missing)
    assert "pyriemann none" in code_version.__wrapped__()


def _installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
