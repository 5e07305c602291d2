"""The command line with arguments that are wrong: it has to end before anything is trained."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sk_ccnn.cli import main

from ..case import Case
from ..damage import Draw

_PEOPLE = "id,age,sex,site\n" + "".join(
    f"s{number},{20 + 3 * number},{'mf'[number % 2]},{number % 5}\n" for number in range(15)
)
_MEASURES = "id,L_insula,R_insula\n" + "".join(
    f"s{number},{2 + number / 7:.3f},{3 - number / 9:.3f}\n" for number in range(15)
)
# From what is wrong to the options that replace the right ones; None takes an option away.
_WRONG: dict[str, dict[str, str | None]] = {
    "no table": {"--X": "nowhere.csv"},
    "no folder": {"--X": "nowhere"},
    "no participants": {"--participants": "nowhere.csv"},
    "X is the participants": {"--X": "p.csv"},
    "empty target": {"--target": ""},
    "unknown target": {"--target": "AGE"},
    "target of ids": {"--target": "id"},
    "no target": {"--target": None},
    "no X": {"--X": None},
    "unknown groups": {"--groups": "scanner"},
    "empty groups": {"--groups": ""},
    "unknown connectome": {"--connectome": "no_such_atlas"},
    "connectome of other regions": {"--connectome": "desikan_killiany"},
    "connectome from nowhere": {"--connectome": "nowhere.csv"},
    "unknown column of ids": {"--id-column": "name"},
    "unknown duplicates": {"--duplicates": "mean"},
    "no folds": {"--folds": "0"},
    "one fold": {"--folds": "1"},
    "negative folds": {"--folds": "-3"},
    "more folds than people": {"--folds": "99"},
    "text folds": {"--folds": "five"},
    "no repeats": {"--repeats": "0"},
    "no processes": {"--jobs": "0"},
    "text processes": {"--jobs": "all"},
    "unknown cohort": {"": "adni"},
    "unknown option": {"--lambda": "3"},
    "output is a file": {"--output": "p.csv"},
    "output in a file": {"--output": "p.csv/there"},
}
_WRONG_BENCHMARK = {"unknown model": {"--models": "GPT"}, "empty model": {"--models": ""}}
_WRONG_NULL_TEST = {
    "no nulls": {"--n-nulls": "0"},
    "negative nulls": {"--n-nulls": "-1"},
    "unknown null": {"--nulls": "rewired"},
    "no members": {"--members": "0"},
    "text members": {"--members": "many"},
}


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a command with one wrong argument."""
    command = draw(st.sampled_from(["benchmark", "nulltest"]))
    wrong = _WRONG | (_WRONG_BENCHMARK if command == "benchmark" else _WRONG_NULL_TEST)
    what = draw(st.sampled_from(sorted(wrong)))
    options: dict[str, str | None] = {
        "--X": "x.csv",
        "--participants": "p.csv",
        "--target": draw(st.sampled_from(["age", "sex"])),
        "--output": "out",
        "--jobs": "1",
        "--folds": str(draw(st.integers(2, 5))),
        **wrong[what],
    }
    cohort = options.pop("", None)
    given = [command, *([cohort] if cohort else [])]
    given += [
        word for name, value in options.items() if value is not None for word in (name, value)
    ]
    return Case(
        f"{command}: {what}", lambda folder: _run(folder, given), "fail", shown=" ".join(given)
    )


def _run(folder: Path, given: list[str]) -> Any:
    """Run in the folder; a status other than 0 with a message is a clear error."""
    (folder / "p.csv").write_text(_PEOPLE)
    (folder / "x.csv").write_text(_MEASURES)
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stderr(said):
        try:
            status = main(given)
        except SystemExit as end:
            status = end.code
    if status:
        raise SystemExit(said.getvalue() or None)
    return f"exit 0, said {said.getvalue()!r}"
