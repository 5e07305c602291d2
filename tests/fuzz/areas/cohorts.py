"""Folders, lists and dicts of connectomes, joined with participants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from sk_ccnn.io import read_cohort

from ..case import Case
from ..damage import BAD_CELLS, Draw, weights_of

_WRONG = (
    "one is damaged", "one has other regions", "one is empty", "one is not symmetric",
    "subject twice", "subject twice with a prefix", "nobody known", "no files", "no folder",
    "file missing", "participant twice", "participant without id", "ambiguous name",
    "array too short", "array with a hole", "array of one matrix", "no participants for an array",
)  # fmt: skip


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a cohort, valid or with one thing wrong."""
    first = weights_of(draw)
    matrices = {"01": first, "02": first * 2, "03": first * 3}
    form = draw(st.sampled_from(["folder", "list", "dict"]))
    what = draw(st.sampled_from(["whole", "whole", *_WRONG]))
    cell = draw(st.sampled_from([each for each in BAD_CELLS if each and "," not in each]))
    if what.startswith("array") or "array" in what:
        return _stacked(matrices, what)

    def call(folder: Path) -> Any:
        files, people = _written(folder, matrices, what, cell, form)
        source: Any = {"folder": folder, "list": list(files.values()), "dict": files}[form]
        if what == "no folder":
            source = folder / "nowhere"
        return read_cohort(source, people)

    def right(cohort: Any) -> bool:
        subjects = [name.removeprefix("sub-") for name in cohort.subjects]
        same = all(np.allclose(x, matrices[s]) for x, s in zip(cohort.X, subjects, strict=True))
        ages = [30 + int(subject) for subject in subjects]
        return same and len(subjects) == 3 and cohort.participants["age"].tolist() == ages

    named = ("one is damaged", "one is not symmetric", "one is empty", "file missing")
    file = "sub-02.csv" if what in named else ""
    must = "work" if what == "whole" else "fail"
    shown = f"{form} of 3 × {first.shape}, {cell[:40]!r}"
    return Case(f"{form}: {what}", call, must, right, shown, file)


def _written(
    folder: Path, matrices: dict[str, np.ndarray], what: str, cell: str, form: str
) -> tuple[dict[str, Path], pd.DataFrame]:
    """Write the files, and give them by subject, and the participants."""
    ids = [f"sub-{subject}" for subject in matrices]
    people = pd.DataFrame({"participant_id": ids, "age": [31, 32, 33]})
    files = {}
    for subject, weights in matrices.items():
        rows = [[f"{value:.3f}" for value in row] for row in weights]
        if subject == "02":
            rows = _made_wrong(rows, what, cell)
        path = folder / f"sub-{subject}.csv"
        path.write_text("".join(",".join(row) + "\n" for row in rows))
        files[subject] = path
    if what in ("subject twice", "subject twice with a prefix"):
        beside = folder / "ses-2"
        beside.mkdir()
        path = beside / ("sub-02.csv" if what == "subject twice" else "sub-02_dwi.csv")
        path.write_text((folder / "sub-02.csv").read_text())
        files["sub-02"] = path
    elif what == "ambiguous name":
        path = folder / "01_02.csv"
        path.write_text((folder / "sub-02.csv").read_text())
        for name in ("01", "02"):
            files.pop(name).unlink()
        # A dict names its subjects itself.
        files = {"04": path, "03": files["03"], "sub-03": files["03"]} if form == "dict" else files
        files.setdefault("04", path)
    elif what == "no files":
        for path in files.values():
            path.unlink()
        files = {}
    elif what == "file missing":
        files["02"] = folder / "nowhere" / "sub-02.csv"
        (folder / "sub-02.csv").write_text("")
    return files, _people(people, what)


def _people(people: pd.DataFrame, what: str) -> pd.DataFrame:
    if what == "nobody known":
        return people.assign(participant_id=["a", "b", "c"])
    if what == "participant twice":
        return people.assign(participant_id=["sub-01", "sub-02", "02"])
    if what == "participant without id":
        return people.assign(participant_id=["sub-01", None, "sub-03"])
    return people


def _made_wrong(rows: list[list[str]], what: str, cell: str) -> list[list[str]]:
    if what == "one is damaged":
        rows[0][1] = cell
    elif what == "one has other regions":
        rows = [row[:-1] for row in rows[:-1]]
    elif what == "one is empty":
        rows = []
    elif what == "one is not symmetric":
        rows[0][1] = "7.5"
    return rows


def _stacked(matrices: dict[str, np.ndarray], what: str) -> Case:
    stack = np.stack(list(matrices.values()))
    if what == "array too short":
        stack = stack[:2]
    elif what == "array with a hole":
        stack[1, 2, 0] = np.nan
    elif what == "array of one matrix":
        stack = stack[0]
    people = pd.DataFrame({"id": [*matrices], "age": [31, 32, 33]})

    def call(folder: Path) -> Any:
        np.save(folder / "x.npy", stack)
        return read_cohort(folder / "x.npy", None if what.startswith("no ") else people)

    return Case(what, call, "fail", shown=f"{stack.shape}", file="x.npy")
