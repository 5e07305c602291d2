"""Versions of what a model was saved with, and what is said where they differ."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..caller import warn_caller
from ..version import __version__
from .errors import ModelFileError, printable

# Of the file; a reader knows its own and those before it.
FORMAT, FORMAT_VERSION = "sk_ccnn model", 1

_PACKAGES = {
    "sklearn": "scikit-learn",
    "torch": "torch",
    "skorch": "skorch",
    "numpy": "numpy",
    "scipy": "scipy",
    "skops": "skops",
}


def versions_here() -> dict[str, str]:
    """Give the versions of this environment: dict of str."""
    found = {"sk_ccnn": __version__, "python": platform.python_version()}
    for name, package in _PACKAGES.items():
        try:
            found[name] = version(package)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def require_known_format(card: Mapping[str, Any]) -> None:
    """Refuse a file of another kind, or of a format that is newer than this package.

    Parameters
    ----------
    card : mapping

    Raises
    ------
    ModelFileError
    """
    number = card.get("format_version")
    if card.get("format") != FORMAT or type(number) is not int or number < 1:
        raise ModelFileError("the file is not a model that save_model wrote")
    if number > FORMAT_VERSION:
        versions = card.get("versions")
        wrote = versions.get("sk_ccnn", "?") if isinstance(versions, dict) else "?"
        raise ModelFileError(
            f"the file has format {printable(number, 40)} and was written by sk_ccnn "
            f"{printable(wrote)}; this is sk_ccnn {versions_here()['sk_ccnn']}, which "
            f"reads formats up to {FORMAT_VERSION}. Update sk_ccnn"
        )


def differences(saved: Mapping[str, Any]) -> list[str]:
    """List versions that differ by more than a patch.

    Parameters
    ----------
    saved : mapping of str to str
        Of the file.

    Returns
    -------
    list of str
        Such as ``"torch 2.6.0 (here 2.9.1)"``.
    """
    return [
        f"{name} {printable(saved.get(name, 'unknown'), 40)} (here {here})"
        for name, here in versions_here().items()
        if _minor(str(saved.get(name, ""))) != _minor(here)
    ]


def _minor(text: str) -> list[str]:
    return text.split("+")[0].split(".")[:2]


def warn_of_differences(saved: Any) -> None:
    """Warn where a file was saved with other versions.

    Parameters
    ----------
    saved : mapping of str to str
    """
    found = differences(saved if isinstance(saved, Mapping) else {})
    if found:
        warn_caller(
            f"the model was saved with {', '.join(found)}. Its networks were tried and give the "
            "outputs that they gave there; steps of other packages were not"
        )
