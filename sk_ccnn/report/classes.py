"""Which of two classes is looked for: told, or named so that the other is the controls."""

from __future__ import annotations

from collections.abc import Sequence

# How the tables of studies name those who do not have what is looked for.
CONTROLS = frozenset(
    "0 no false n negative control controls ctrl ctl con hc hcs healthy healthy_control "
    "healthy_controls td tdc typical nc cn normal unaffected none".split()
)


def class_name(value: object) -> str:
    """Write a class as the table means it: 1.0, which a gap in its column makes of 1, is 1."""
    text = str(value).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].lstrip("-").isdecimal() else text


def find_positive(names: Sequence[str], given: str | None) -> tuple[str, str]:
    """Tell the two classes apart.

    Parameters
    ----------
    names : sequence of str
        Two distinct names.
    given : str or None
        The class that is looked for, if that was said.

    Returns
    -------
    negative, positive : str

    Raises
    ------
    ValueError
        If `given` is neither of them, or nothing was given and the names do not tell.

    Examples
    --------
    >>> from sk_ccnn.report.classes import find_positive
    >>> find_positive(["patient", "healthy control"], None)
    ('healthy control', 'patient')
    """
    first, second = sorted(names)
    if given is not None:
        wanted = class_name(given)
        if wanted not in (first, second):
            raise ValueError(
                f"positive must be one of the classes {[first, second]}, got {given!r}"
            )
        return (second, first) if wanted == first else (first, second)
    controls = [name for name in (first, second) if _is_control(name)]
    if len(controls) != 1:
        raise ValueError(
            f"which of the classes {[first, second]} is looked for cannot be told from their "
            "names; say it by positive (--positive CLASS)"
        )
    return (first, second) if controls == [first] else (second, first)


def _is_control(name: str) -> bool:
    return name.lower().replace(" ", "_").replace("-", "_") in CONTROLS
