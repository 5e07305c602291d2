"""Every example of the gallery has the form that the build of the documents needs."""

import ast
import importlib
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples"
PATHS = sorted(FOLDER.glob("plot_*.py"))
# What the guide's pages link to.
NAMES = {
    "brain_age",
    "diagnosis_sites",
    "lambda_path",
    "null_test",
    "learned_wiring",
    "pruning",
    "transfer",
    "graph_network",
    "harmonise_sites",
    "cohort_on_disk",
    "own_loop",
    "confidence",
    "embeddings",
    "export",
}
FETCH = re.compile(r"\bfetch_\w+\(|urlopen|urlretrieve|\brequests\.|pooch")


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def text(request):
    return request.param.read_text(encoding="utf-8")


def code_of(text):
    """Give an example's code, without its comments and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def test_examples_have_the_names_that_the_guide_links_to():
    assert {path.stem.removeprefix("plot_") for path in PATHS} >= NAMES


def test_it_begins_with_a_title_and_a_paragraph(text):
    lines = ast.get_docstring(ast.parse(text)).splitlines()
    assert len(lines[0]) <= len(lines[1]) and set(lines[1]) == {"="}
    assert len(" ".join(lines[2:]).split()) >= 25


def test_it_says_why_between_its_steps(text):
    cells = re.split(r"^# %%.*$", text, flags=re.MULTILINE)[1:]
    assert len(cells) >= 4
    for cell in cells:
        first = cell.strip().splitlines()[0]
        assert first.startswith("# "), f"a cell without words: {first}"


def test_sections_are_underlined_in_full(text):
    for title, line in re.findall(r"^# (.+)\n# (-{3,})$", text, flags=re.MULTILINE):
        assert len(line) >= len(title), title


def test_what_it_imports_of_this_package_is_public(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("sk_ccnn"):
            room = importlib.import_module(node.module)
            names = {each.name for each in node.names} - {"BLUE", "GREY", "ORANGE"}
            assert names <= set(room.__all__), node.module


def test_it_draws(text):
    code = code_of(text)
    assert "plt.subplots(" in code or re.search(r"\w+Display\.from_\w+\(", code)
    assert "plt.show()" in code  # where the picture belongs among the words


def test_it_downloads_nothing(text):
    assert not FETCH.search(code_of(text))


def test_it_touches_no_global_random_state_but_that_of_torch_layers(text):
    assert "np.random.seed" not in text
    assert not re.search(r"np\.random\.(normal|random|choice|permutation|uniform)\(", text)


def test_nothing_depends_on_how_many_processes_there_are(text):
    assert "n_jobs=-1" not in text
