"""The API reference, made from the doors: a page for every public name of every room.

A name is documented once, as a user imports it: `sk_ccnn.Connectome` and not
`sk_ccnn.connectome.Connectome`. Links by the other name lead to the same page, and so do the single
backticks of docstrings where they hold a public name.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.nodes import make_refnode

import sk_ccnn

# Rooms in the order in which a user meets them; others follow by name.
_ORDER = ("estimators", "connectome", "datasets", "io", "model_selection", "inference", "brain_age")

# Marks a link that may be none: single backticks hold attributes and parameters too.
_MAYBE = "code"


@cache
def rooms() -> tuple[str, ...]:
    """List the rooms: what in the package has an `__all__`."""
    found = [
        module.name
        for module in pkgutil.iter_modules(sk_ccnn.__path__)
        if not module.name.startswith("_")
        and hasattr(importlib.import_module(f"sk_ccnn.{module.name}"), "__all__")
    ]
    first = [room for room in _ORDER if room in found]
    return (*first, *(room for room in sorted(found) if room not in first))


@cache
def pages() -> dict[str, str]:
    """Give, for each public name with its room, the name under which it is documented."""
    top = set(sk_ccnn.__all__) - set(rooms())
    homes = {}
    for room in rooms():
        for name in importlib.import_module(f"sk_ccnn.{room}").__all__:
            own = f"sk_ccnn.{room}.{name}"
            homes[own] = f"sk_ccnn.{name}" if name in top else own
    return homes


def write_pages(app: Sphinx, config: object) -> None:
    """Write api/index.rst and a page for each room; autosummary makes the names' pages of them."""
    folder = Path(app.srcdir) / "api"
    folder.mkdir(exist_ok=True)
    _write(folder / "index.rst", _index())
    for room in rooms():
        _write(folder / f"{room}.rst", _room(room))


def _write(path: Path, text: str) -> None:
    """Write a file unless it is there and the same, so that a second build is short."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _index() -> str:
    """Write the first page: a row for each room."""
    rows = [
        f"   * - :doc:`sk_ccnn.{room} <{room}>`\n     - {_sentence(room)}" for room in rooms()
    ]
    toctree = [f"   {room}" for room in rooms()]
    top = sorted({page for page in pages().values() if page.count(".") == 1})
    return "\n".join(
        [
            "API reference",
            "=============",
            "",
            "Every public name has a page. What is not here is private, and may change.",
            "",
            "From the package itself one can import "
            + ", ".join(f":py:obj:`{name[8:]} <{name}>`" for name in top)
            + ".",
            "",
            ".. py:module:: sk_ccnn",
            "",
            ".. list-table::",
            "   :widths: 30 70",
            "",
            *rows,
            "",
            ".. toctree::",
            "   :hidden:",
            "",
            *toctree,
            "",
        ]
    )


def _sentence(room: str) -> str:
    """Give the first paragraph of a room's docstring."""
    text = inspect.getdoc(importlib.import_module(f"sk_ccnn.{room}")) or ""
    return " ".join(text.split("\n\n")[0].split())


def _room(room: str) -> str:
    """Write a room's page: its docstring and the table of its names."""
    title = f"sk_ccnn.{room}"
    prefix = f"{title}."
    names = [f"   ~{page.removeprefix('sk_ccnn.')}" for own, page in pages().items() if own.startswith(prefix)]
    return "\n".join(
        [
            title,
            "=" * len(title),
            "",
            f".. automodule:: {title}",
            "   :no-members:",
            "",
            ".. currentmodule:: sk_ccnn",
            "",
            ".. autosummary::",
            "   :toctree: generated",
            "   :nosignatures:",
            "",
            *names,
            "",
        ]
    )


def find_page(name: str) -> str | None:
    """Give the documented name of a public name: with a room, without one, or of a method."""
    if name in pages():
        return pages()[name]
    if name in pages().values():
        return name
    bare = {own.rsplit(".", 1)[1]: page for own, page in pages().items()}
    if "." not in name:
        return bare.get(name)
    start, method = name.rsplit(".", 1)
    page = find_page(start) if start not in {f"sk_ccnn.{room}" for room in rooms()} else None
    return f"{page}.{method}" if page else None


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
    module = getattr(member, "__module__", None)
    if inspect.isroutine(member) and module and not module.startswith("sk_ccnn"):
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
