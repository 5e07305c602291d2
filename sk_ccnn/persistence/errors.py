"""The one error of model files, and how text of a file is shown."""

from __future__ import annotations

from collections.abc import Iterable

# No more of a text that a file holds is shown in a message.
_LONGEST = 200


class ModelFileError(ValueError):
    """A model cannot be saved, or a file is no model that can be loaded."""


def printable(text: object, longest: int = _LONGEST) -> str:
    r"""Give text of a file as it may be shown: no control characters, and not too much of it.

    Parameters
    ----------
    text : object
        Its `str` is shown; what is no str, int or float is shown by its type.
    longest : int, default=200
        Number of characters.

    Returns
    -------
    str

    Examples
    --------
    >>> printable("red \x1b[31m and \u202e reversed")
    'red ?[31m and ? reversed'
    """
    if not isinstance(text, str | int | float):
        return type(text).__name__
    shown = "".join(c if c.isprintable() else "?" for c in str(text)[: longest + 1])
    return shown if len(shown) <= longest else shown[:longest] + "..."


def listed(names: Iterable[object], most: int = 5) -> str:
    """Give names for a message: the first few, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(printable(name, 100) for name in names[:most]) + more
