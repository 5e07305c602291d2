"""Which names are public, by the doors of the rooms, and the pages of the API reference for them.

A name is documented once, as a user imports it: `sk_ccnn.Connectome` and not
`sk_ccnn.connectome.Connectome`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

import sk_ccnn

# Rooms in the order in which a user meets them; others follow by name.
_ORDER = ("estimators", "connectome", "datasets", "io", "model_selection", "inference", "brain_age")


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


def index_text() -> str:
    """Write the first page: a row for each room."""
    rows = [f"   * - :doc:`sk_ccnn.{room} <{room}>`\n     - {_sentence(room)}" for room in rooms()]
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


def room_text(room: str) -> str:
    """Write a room's page: its docstring and the table of its names."""
    title = f"sk_ccnn.{room}"
    prefix = f"{title}."
    names = [
        f"   ~{page.removeprefix('sk_ccnn.')}"
        for own, page in pages().items()
        if own.startswith(prefix)
    ]
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
