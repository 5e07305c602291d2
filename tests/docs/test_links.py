"""Every page can be reached, and what pages name is there."""

import importlib
import re
from importlib.util import module_from_spec, spec_from_file_location

import pytest

import sk_ccnn

from .pages import DOCS, REPOSITORY, name_of, pages

MADE = {DOCS / "auto_examples" / "index", DOCS / "api" / "index"}  # by the build
_TOCTREE = re.compile(r"^(`{3,}|:{3,})\{toctree\}.*?\n(.*?)^\1", re.M | re.S)
_FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)")
_SCRIPT = re.compile(r"\b(?:tests/benchmarks|examples|docs/figures)/\w+\.py\b")


def entries_of(page):
    """Give the pages, without suffix, that the toctrees of a page name."""
    lines = [
        line for tree in _TOCTREE.findall(page.read_text("utf-8")) for line in tree[1].split("\n")
    ]
    names = [line.strip() for line in lines if line.strip() and not line.startswith(":")]
    return {(page.parent / re.sub(r".*<(.*)>", r"\1", name)).resolve() for name in names}


@pytest.fixture(scope="module")
def doors():
    spec = spec_from_file_location("doors", DOCS / "_ext" / "doors.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_in_a_toctree_and_every_entry_is_a_page():
    written = {page.with_suffix("") for page in pages() if DOCS in page.parents}
    named = set().union(*(entries_of(page) for page in pages()))
    assert written - named == {DOCS / "index"}
    assert named - written == MADE


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_to_a_file_leads_somewhere(page):
    text = _FENCE.sub("", page.read_text("utf-8"))
    missing = [
        target
        for target in _LINK.findall(text)
        if not (page.parent / target).exists()
        and (page.parent / target).with_suffix("").resolve() not in MADE
        and "auto_examples" not in target
    ]
    assert not missing


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_script_that_a_page_names_is_there(page):
    named = set(_SCRIPT.findall(page.read_text("utf-8")))
    if page.name == "changelog.md":
        named = set()  # it includes what once was
    assert not [name for name in named if not (REPOSITORY / name).exists()]


def test_every_public_name_of_every_room_has_a_page(doors):
    folders = {path.parent.name for path in (REPOSITORY / "sk_ccnn").glob("*/__init__.py")}
    assert folders <= set(doors.rooms())
    for room in doors.rooms():
        assert f"   {room}\n" in doors.index_text()
        lines = doors.room_text(room).splitlines()
        for name in importlib.import_module(f"sk_ccnn.{room}").__all__:
            page = doors.find_page(f"sk_ccnn.{room}.{name}")
            assert f"   ~{page.removeprefix('sk_ccnn.')}" in lines
    for name in set(sk_ccnn.__all__) - set(doors.rooms()):
        assert doors.find_page(f"sk_ccnn.{name}") == f"sk_ccnn.{name}"


def test_a_name_and_a_method_are_found_by_every_way_to_write_them(doors):
    for name in ("Connectome", "sk_ccnn.Connectome", "sk_ccnn.connectome.Connectome"):
        assert doors.find_page(name) == "sk_ccnn.Connectome"
        assert doors.find_page(f"{name}.distances") == "sk_ccnn.Connectome.distances"
    for name in ("nothing", "sk_ccnn.connectome.nothing", "numpy.array"):
        assert doors.find_page(name) is None
