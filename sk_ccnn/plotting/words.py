"""What is drawn, in words for axes and colour bars."""

from __future__ import annotations

from ..attributions import EdgeImportance, RegionImportance


def what_is_important(result: RegionImportance | EdgeImportance) -> str:
    """Say what an importance is, and its unit.

    Parameters
    ----------
    result : RegionImportance or EdgeImportance

    Returns
    -------
    str
    """
    if result.method == "permutation":
        return "fall of the score when permuted"
    return f"mean |contribution| to {' and '.join(result.outputs)}"
