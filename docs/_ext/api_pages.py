"""The API reference in Sphinx: pages written from the doors, and links by every name.

Links by another name of an object lead to its page, and so do the single backticks of docstrings
where they hold a public name.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from doors import find_page, index_text, room_text, rooms
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.nodes import make_refnode

# Marks a link that may be none: single backticks hold attributes and parameters too.
_MAYBE = "code"


def write_pages(app: Sphinx, config: Config) -> None:
    """Write api/index.rst and a page for each room; autosummary makes the names' pages of them."""
    folder = Path(app.srcdir) / "api"
    folder.mkdir(exist_ok=True)
    _write(folder / "index.rst", index_text())
    for room in rooms():
        _write(folder / f"{room}.rst", room_text(room))
    # A second build does not look for new files before autosummary does.
    config.autosummary_generate = [f"api/{room}.rst" for room in rooms()]


def _write(path: Path, text: str) -> None:
    """Write a file unless it is there and the same, so that a second build is short."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def resolve(app: Sphinx, env: Any, node: Any, content: Any) -> Any:
    """Lead a link by another name of the same object to its page."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"].removeprefix("~")
    page = find_page(target)
    found = env.domains["py"].objects.get(page) if page else None
    if found is None:
        return content if node.get("reftitle") == _MAYBE else None
    return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, content, page)


def code_link(
    role: str, raw: str, text: str, line: int, inliner: Any, *_: Any, **__: Any
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Set single backticks as code, and link them where they hold a public name."""
    code = nodes.literal(raw, text, classes=["code"])
    target = text.strip().removesuffix("()")
    if find_page(target) is None and target not in {f"sk_ccnn.{room}" for room in rooms()}:
        return [code], []
    link = addnodes.pending_xref(
        raw, code, refdomain="py", reftype="obj", reftarget=target, refexplicit=True
    )
    link["reftitle"] = _MAYBE
    link["refdoc"] = inliner.document.settings.env.docname
    return [link], []


def skip_foreign(
    app: Sphinx, what: str, name: str, member: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out members that a class has from scikit-learn, torch or Python."""
    member = inspect.unwrap(member.fget if isinstance(member, property) else member)
    module = getattr(member, "__module__", None) or ""  # methods of dict have none
    if inspect.isroutine(member) and not module.startswith("sk_ccnn"):
        return True
    return None


def escape_types(
    app: Sphinx, what: str, name: str, member: Any, options: Any, lines: list[str]
) -> None:
    """Escape `n_features_in_` in the types that numpydoc has set: it would be a link otherwise."""
    for number, line in enumerate(lines):
        if re.match(r" +\*\*.*\*\* : ", line):
            name, types = line.split("** : ", 1)
            lines[number] = f"{name}** : " + re.sub(r"(?<=\w)_(?=\W|$)", r"\\_", types)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages, the links and the default role."""
    app.connect("config-inited", write_pages)  # before Sphinx looks which files there are
    app.connect("missing-reference", resolve)
    app.connect("autodoc-skip-member", skip_foreign)
    app.connect("autodoc-process-docstring", escape_types, priority=900)  # after numpydoc
    app.add_role("code_link", code_link)
    return {"parallel_read_safe": True}
