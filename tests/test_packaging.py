"""The wheel carries the data with their licences, and works away from the checkout."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

import sk_ccnn

REPOSITORY = Path(__file__).parents[1]
DATA = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in (REPOSITORY / "sk_ccnn").glob("*/data/*")
    if path.is_dir()
)
HAS_REPORT = (REPOSITORY / "sk_ccnn" / "report").is_dir()


def run(*command, **options):
    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, because building writes beside the sources."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, source)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "sk_ccnn", source / "sk_ccnn", ignore=ignore)
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    run("-m", "pip", "wheel", *offline, "--wheel-dir", built, source)
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel):
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_file_of_the_package(names):
    files = [path for path in (REPOSITORY / "sk_ccnn").rglob("*") if path.is_file()]
    expected = {path.relative_to(REPOSITORY).as_posix() for path in files}
    assert {path for path in expected if "__pycache__" not in path} <= names
    assert "sk_ccnn/py.typed" in expected


def test_wheel_holds_only_the_package(names):
    assert {name.split("/")[0].split("-")[0] for name in names} == {"sk_ccnn"}


@pytest.mark.parametrize("folder", DATA)
def test_data_say_where_they_come_from_and_under_what_licence(folder, names):
    sources = f"{folder}/SOURCES.md"
    assert sources in names
    has_licence = f"{folder}/LICENSE" in names
    assert has_licence or re.search(r"Licence: \S+", (REPOSITORY / sources).read_text("utf-8"))


def test_wheel_names_the_licences_of_its_code_and_of_its_data(wheel, names):
    (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    with ZipFile(wheel) as archive:
        text = archive.read(metadata).decode()
    (expression,) = re.findall(r"^License-Expression: (.*)$", text, re.M)
    assert expression.split(" AND ")[0] == "BSD-3-Clause"
    of_data = {licence for folder in DATA for licence in licences_of(REPOSITORY / folder)}
    assert of_data == {"MIT", "CC-BY-4.0", "CC-BY-SA-3.0"}
    assert set(expression.split(" AND ")) == of_data | {"BSD-3-Clause"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    for folder in DATA:
        for file in ("LICENSE", "SOURCES.md"):
            if (REPOSITORY / folder / file).exists():
                assert any(name.endswith(f".dist-info/licenses/{folder}/{file}") for name in names)


def licences_of(folder):
    """Give the licences of a folder of data: that whose text is there, or those that it names."""
    if (folder / "LICENSE").exists():
        assert "Permission is hereby granted, free of charge" in (folder / "LICENSE").read_text()
        return {"MIT"}
    return set(re.findall(r"Licence: (\S+)", (folder / "SOURCES.md").read_text("utf-8")))


def test_installed_wheel_works_away_from_the_checkout(wheel, tmp_path):
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("-m", "pip", "install", "--no-index", "--no-deps", "--target", target, wheel)
    code = (
        "import sk_ccnn; print(sk_ccnn.__file__)\n"
        "from sk_ccnn.connectome import load_atlas, load_connectome\n"
        "from sk_ccnn.datasets import load_ixi, load_mouse_cohort\n"
        "print(load_connectome('desikan_killiany').n_regions, len(load_atlas('aal').labels))\n"
        "print(*load_mouse_cohort().connectomes.shape)\n"
        "print(*load_ixi().data.shape)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(target)}
    lines = run("-c", code, cwd=elsewhere, env=environment).splitlines()
    assert Path(lines[0]).is_relative_to(target)
    assert lines[1:] == ["84 116", "32 332 332", "556 68"]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel, and give the environment of a process that uses it."""
    target = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "--no-index", "--no-deps", "--target", target, wheel)
    return os.environ | {"PYTHONPATH": str(target)}


@pytest.mark.slow
def test_installed_wheel_fits_and_tells_its_commands(installed, tmp_path):
    code = (
        "from sk_ccnn import ConnectomeRegressor, __file__\n"
        "from sk_ccnn.datasets import make_age_cohort\n"
        "X, age = make_age_cohort(n_subjects=40, random_state=0, return_X_y=True)\n"
        "model = ConnectomeRegressor('desikan_killiany', n_members=1, max_epochs=2)\n"
        "print(__file__, len(model.fit(X, age).predict(X)), len(model.connectome_._repr_html_()))\n"
    )
    file, n_predicted, length = run("-c", code, cwd=tmp_path, env=installed).split()
    assert Path(file).is_relative_to(installed["PYTHONPATH"])
    assert int(n_predicted) == 40 and int(length) > 1000
    commands = ["demo", "benchmark", *(["report"] if HAS_REPORT else [])]
    for command in commands:
        shown = run("-m", "sk_ccnn", command, "--help", cwd=tmp_path, env=installed)
        assert f"sk_ccnn {command}" in shown and "--output" in shown


@pytest.mark.slow
def test_the_archive_of_the_sources_holds_tests_and_documents(tmp_path):
    source = tmp_path / "source"
    left_out = shutil.ignore_patterns(".git", ".venv*", "dist", "build", "*cache*", "*.egg-info")
    shutil.copytree(REPOSITORY, source, ignore=left_out)
    code = "from setuptools.build_meta import build_sdist; print(build_sdist('..'))"
    name = run("-c", code, cwd=source).splitlines()[-1]
    with tarfile.open(tmp_path / name) as archive:
        names = {path.partition("/")[2] for path in archive.getnames()}
    assert {
        "CITATION.cff",
        "CHANGELOG.md",
        "constraints.txt",
        "docs/glossary.md",
        "examples/plot_own_loop.py",
        "sk_ccnn/py.typed",
        "tests/conftest.py",
        "tests/test_packaging.py",
    } <= names
    assert not [each for each in names if "__pycache__" in each]


def test_every_file_that_names_the_version_has_the_same():
    citation = (REPOSITORY / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.M) == [sk_ccnn.__version__]
    assert re.fullmatch(r"\d+\.\d+\.\d+", sk_ccnn.__version__)


def test_the_citation_has_what_the_format_asks_for():
    citation = (REPOSITORY / "CITATION.cff").read_text("utf-8")
    keys = set(re.findall(r"^([a-z-]+):", citation, re.M))
    assert {"cff-version", "message", "title", "authors"} <= keys
    assert "cff-version: 1.2.0" in citation


def test_pre_commit_runs_the_tested_versions():
    tested = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    hooks = (REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8")
    pins = {pin for pin in re.findall(r"[\w-]+==[\w.]+", hooks) if "pre-commit" not in pin}
    assert pins
    assert pins <= set(tested)
