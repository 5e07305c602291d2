"""Tables of participants and of measures, as spreadsheets and R write them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from sk_ccnn.io import read_cohort, read_participants

from ..case import Case
from ..damage import BAD_CELLS, Draw, damaged, reading

_WRONG = (
    "id missing", "id twice", "id twice with a prefix", "cell missing", "cell too many",
    "header twice", "header only", "no column of ids", "not text", "nothing", "quote not closed",
)  # fmt: skip
_BAD_MEASURES = (
    "text in a measure", "decimal comma", "hole in a measure", "id twice", "id twice with a prefix",
    "nobody known", "text column", "infinite measure",
)  # fmt: skip
_FINE = ("as it is", "CRLF", "BOM", "quoted", "hole in the age", "other column first", "spaces")


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a table, valid, damaged or with one thing wrong."""
    n = draw(st.integers(3, 6))
    ids = [f"s{number}" for number in range(1, n + 1)]
    ages = [f"{draw(st.integers(200, 900)) / 10}" for _ in ids]
    rows = [["participant_id", "age"], *map(list, zip(ids, ages, strict=True))]
    separator, suffix = draw(st.sampled_from([(",", "csv"), ("\t", "tsv"), (";", "csv")]))
    way = draw(st.sampled_from(["wrong", "damaged", "fine", "measures"]))
    if way == "measures":
        return _measures(draw, ids, separator, suffix)
    what, must, right = "", "fail", _ages_are(dict(zip(ids, ages, strict=True)))
    content = _joined(rows, separator)
    if way == "fine":
        what, must = draw(st.sampled_from(_FINE)), "work"
        content, right = _written_well(rows, separator, what)
    elif way == "damaged":
        what, content = damaged(draw, content)
        must, right = "either", _is_sound
    else:
        what = draw(st.sampled_from(_WRONG))
        content = _made_wrong(draw, rows, separator, what)
    return reading(f"table: {what}", f"p.{suffix}", content, read_participants, must, right)


def _joined(rows: list[list[str]], separator: str, end: str = "\n") -> bytes:
    return "".join(separator.join(row) + end for row in rows).encode()


def _ages_are(ages: dict[str, str]) -> Any:
    wanted = {name: float(age) for name, age in ages.items() if age}

    def right(table: pd.DataFrame) -> bool:
        return table["age"].dropna().to_dict() == wanted and len(table) == len(ages)

    return right


def _is_sound(table: pd.DataFrame) -> bool:
    """A flipped letter is another name; but no name twice, and none missing."""
    return table.index.is_unique and not table.index.isna().any() and len(table) > 0


def _written_well(rows: list[list[str]], separator: str, what: str) -> tuple[bytes, Any]:
    header, *people = rows
    ages = {name: age for name, age in people}
    if what == "hole in the age":
        people[0][1] = ages[people[0][0]] = ""
    elif what == "other column first":
        return _joined([["age", "id"], *(row[::-1] for row in people)], separator), _ages_are(ages)
    elif what == "quoted":
        rows = [[f'"{cell}"' for cell in row] for row in rows]
    elif what == "spaces":
        rows = [header, *([f" {name}", f"{age} "] for name, age in people)]
    content = _joined(rows, separator, "\r\n" if what == "CRLF" else "\n")
    return (b"\xef\xbb\xbf" + content if what == "BOM" else content), _ages_are(ages)


def _made_wrong(draw: Draw, rows: list[list[str]], separator: str, what: str) -> bytes:
    at = draw(st.integers(1, len(rows) - 2))
    if what == "id missing":
        rows[at][0] = draw(st.sampled_from(["", "n/a", "NA"]))
    elif what == "id twice":
        rows[at][0] = rows[at + 1][0]
    elif what == "id twice with a prefix":
        rows[at][0] = f"sub-{rows[at + 1][0]}"
    elif what == "cell missing":
        rows[at] = rows[at][:1]
    elif what == "cell too many":
        rows[at].append("7")
    elif what == "header twice":
        rows = [[*row, "1"] for row in rows]
        rows[0][2] = "age"
    elif what == "header only":
        rows = rows[:1]
    elif what == "no column of ids":
        rows[0][0] = "colour"
    elif what == "not text":
        return _joined(rows, separator).decode().encode("utf-16")
    elif what == "nothing":
        return draw(st.sampled_from([b"", b"\n\n", b"\0\0\0", b"# nothing\n"]))
    else:
        rows[at][0] = f'"{rows[at][0]}'
    return _joined(rows, separator)


def _measures(draw: Draw, ids: list[str], separator: str, suffix: str) -> Case:
    rows = [["id", "L_insula", "R_insula"]]
    rows += [[name, f"2.{number}", f"3.{number}"] for number, name in enumerate(ids)]
    people = pd.DataFrame({"id": ids, "age": range(20, 20 + len(ids))})
    what = draw(st.sampled_from(["whole", *_BAD_MEASURES]))
    at, column = draw(st.integers(1, len(ids) - 1)), draw(st.integers(1, 2))
    if what == "text in a measure":
        bad = [cell for cell in BAD_CELLS if cell not in _HOLES and separator not in cell]
        rows[at][column] = draw(st.sampled_from([cell for cell in bad if "inf" not in cell]))
    elif what == "infinite measure":
        rows[at][column] = draw(st.sampled_from(["inf", "-inf", "1e999"]))
    elif what == "decimal comma":
        if separator == ",":
            separator, suffix = ";", "csv"
        rows[at][column] = rows[at][column].replace(".", ",")
    elif what == "hole in a measure":
        rows[at][column] = draw(st.sampled_from(_HOLES))
    elif what == "id twice":
        rows[at][0] = rows[at + 1][0]
    elif what == "id twice with a prefix":
        rows[at][0] = f"sub-{rows[at + 1][0]}"
    elif what == "nobody known":
        people = people.assign(id=[f"other{number}" for number in range(len(ids))])
    elif what == "text column":
        rows = [[*row, "male"] for row in rows]
        rows[0][3] = "sex"
    right = _values_are([[float(cell) for cell in row[1:]] for row in rows[1:]]) if (
        what == "whole"
    ) else (lambda cohort: True)  # fmt: skip
    read = partial(_read_measures, people=people)
    case = reading(f"measures: {what}", f"x.{suffix}", _joined(rows, separator), read,
                   "work" if what == "whole" else "fail", right)  # fmt: skip
    # What two tables say of each other has no one file; a hole may be told by a warning.
    file = "" if what == "nobody known" else case.file
    return Case(case.kind, case.call, case.must, case.right, case.shown, file,
                warning_is_enough=what == "hole in a measure")  # fmt: skip


_HOLES = ("", "NA", "n/a", "nan")


def _read_measures(path: Path, people: pd.DataFrame) -> Any:
    return read_cohort(path, people)


def _values_are(values: list[list[float]]) -> Any:
    return lambda cohort: cohort.X.to_numpy().tolist() == values
