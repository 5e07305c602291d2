"""One input, what must become of it, and what did."""

from __future__ import annotations

import shutil
import tempfile
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .errors import is_clear, place_of
from .memory import PeakMemory

Must = Literal["work", "fail", "either"]
MEMORY_LIMIT = 1_000_000_000
# The first three are what a user may meet; the rest must never happen.
GOOD = ("right value", "clear error", "warned")
BAD = ("accepted", "refused", "bare error", "memory", "hang", "crash")


@dataclass(frozen=True)
class Case:
    """An input.

    Parameters
    ----------
    kind : str
        What it is and what was done to it; cases of one kind count as one finding.
    call : callable
        Gets an empty folder; does what a user would do and returns what it gave.
    must : {"work", "fail", "either"}
        ``"fail"`` is for what is known to be wrong. ``"either"``: an error, or the right value.
    right : callable
        Tells whether a returned value is right.
    shown : str
        What it takes to do it again.
    file : str
        Name of the file that an error has to begin with; "" where no file is read.
    warning_is_enough : bool
        Whether what must fail may go on with a warning.
    """

    kind: str
    call: Callable[[Path], Any]
    must: Must = "either"
    right: Callable[[Any], bool] = lambda value: True
    shown: str = field(default="", repr=False)
    file: str = ""
    warning_is_enough: bool = False

    def __repr__(self) -> str:
        """Show what it takes to do it again."""
        return f"{self.kind}: {self.shown}"


@dataclass(frozen=True)
class Verdict:
    """What became of a case.

    Parameters
    ----------
    outcome : str
        One of `GOOD` or `BAD`.
    kind, shown : str
        Of the case.
    detail : str
        The error, or the value that is wrong.
    place : str
        Where an error was raised.
    """

    outcome: str
    kind: str
    shown: str
    detail: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two findings the same."""
        return self.outcome, self.kind, self.place

    def as_dict(self) -> dict[str, str]:
        """Give it as JSON takes it."""
        return asdict(self)


def judge(case: Case) -> Verdict:
    """Run a case in a folder of its own, and tell what became of it: Verdict."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    memory = PeakMemory()
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            outcome, detail, place = _run(case, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # numpy's own warnings tell a user nothing.
    told = any(not issubclass(each.category, RuntimeWarning) for each in warned)
    if outcome == "accepted" and case.must == "fail" and case.warning_is_enough and told:
        outcome = "warned"
    if memory.used() > MEMORY_LIMIT:
        outcome, detail = "memory", f"{memory.used() / 1e9:.1f} GB; {detail}"
    return Verdict(outcome, case.kind, case.shown, detail.replace(str(folder), "DIR"), place)


def _run(case: Case, folder: Path) -> tuple[str, str, str]:
    try:
        value = case.call(folder)
    except MemoryError as error:
        return "memory", f"MemoryError: {error}", place_of(error)
    except (Exception, SystemExit) as error:
        text = f"{type(error).__name__}: {error}"
        if not is_clear(error, folder, case.file):
            last = traceback.extract_tb(error.__traceback__)[-1]
            return "bare error", f"{text}  [{last.line}]", place_of(error)
        return ("refused" if case.must == "work" else "clear error"), text, ""
    if case.must == "fail" or not case.right(value):
        return "accepted", _short(value), ""
    return "right value", "", ""


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) < 200 else f"{text[:200]}…"
