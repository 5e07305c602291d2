"""The pages of the documentation, and the blocks of Python that stand in them."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
BUILT = {"_build", "auto_examples", "generated"}
_NEEDS = re.compile(r"\A% needs:(.*)\n")
_BLOCK = re.compile(r"^( *)```(?:python|\{code-block\} python)\n(.*?)^\1```", re.M | re.S)
# Modules of packages that are not named like their distribution.
_MODULES = {"imbalanced-learn": "imblearn", "scikit-learn": "sklearn", "dask-ml": "dask_ml"}


@dataclass(frozen=True)
class Block:
    """Code of a page, and the line at which it stands."""

    code: str
    line: int


def pages() -> list[Path]:
    """List the pages that are written by hand, and the README."""
    written = [path for path in DOCS.rglob("*.md") if not BUILT & set(path.parts)]
    return [REPOSITORY / "README.md", *sorted(written)]


def name_of(page: Path) -> str:
    """Give the path of a page from the root of the repository."""
    return page.relative_to(REPOSITORY).as_posix()


def blocks_of(page: Path) -> list[Block]:
    """List the blocks of a page in their order; a block in a list is moved to the left."""
    text = page.read_text("utf-8")
    return [
        Block(
            re.sub(f"^{found[1]}", "", found[2], flags=re.M),
            text.count("\n", 0, found.start()) + 2,
        )
        for found in _BLOCK.finditer(text)
    ]


def missing_packages(page: Path) -> list[str]:
    """List the packages that a page needs by its first line (``% needs: shap``) and lacks."""
    needs = _NEEDS.match(page.read_text("utf-8"))
    names = needs[1].split() if needs else []
    return [name for name in names if find_spec(_MODULES.get(name, name)) is None]


def run(page: Path) -> dict[str, object]:
    """Run the blocks of a page one after the other, in the folder that we are in.

    An error's traceback names the page and the line.
    """
    namespace: dict[str, object] = {"__name__": "page"}
    for block in blocks_of(page):
        padded = "\n" * (block.line - 1) + block.code
        exec(compile(padded, name_of(page), "exec"), namespace)
    return namespace
