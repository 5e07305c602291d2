"""Whose file it is, told from its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ..connectome import listing
from .bids import SUFFIX as RELMAT

_SEPARATORS = re.compile(r"([\s._\-]+)")
_BIDS = re.compile(r"(?:^|_)sub-(.+)")
# A label of BIDS ends where the next entity or the suffix begins.
_LABEL = re.compile(r"[^_.]+")


def subject_of(path: Path, known: Collection[str]) -> str:
    """Tell the subject from the name of a file.

    Parameters
    ----------
    path : Path
    known : collection of str
        Subjects of the participants table, without ``sub-``.

    Returns
    -------
    str
        The subject of the table whose whole id stands in the name (after ``sub-``, where it has
        that), between separators, which an id may hold too. If there is none, the label after
        ``sub-``, else the name without its suffix.

    Raises
    ------
    ValueError
        If several subjects of the table stand in the name.
    """
    stem = path.name.removesuffix(RELMAT) if path.name.endswith(RELMAT) else path.stem
    bids = _BIDS.search(stem)
    after = bids[1] if bids else stem
    if after in known:
        return after
    found = sorted(_standing_in(after, known, only_at_start=bids is not None))
    if len(found) > 1:
        raise ValueError(
            f"{path.name} may belong to any of the subjects {listing(found, 5)}; say which file is "
            "whose: source={subject: file}"
        )
    if found:
        return found[0]
    label = _LABEL.match(after) if bids else None
    return label[0] if label else stem


def _standing_in(text: str, known: Collection[str], only_at_start: bool) -> set[str]:
    """Find the ids that begin and end at separators: set of str."""
    parts = _SEPARATORS.split(text)
    starts = (0,) if only_at_start else range(0, len(parts), 2)
    spans = ((start, end) for start in starts for end in range(start + 1, len(parts) + 1, 2))
    return {span for start, end in spans if (span := "".join(parts[start:end])) in known}
