"""Every message that the source can give stands on the page "Questions and problems".

An item of a list that begins with code is a message there: its fixed words, and `…` for the rest.
"""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.io import read_connectome
from sk_ccnn.nulls import make_nulls

from .messages import GAP, Message, Source, tidy

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
_ITEM = re.compile(r"^- (`+) ?(.+?) ?\1(?!`)", re.M | re.S)


def patterns() -> list[str]:
    """List the messages of the page."""
    return [tidy(found[2]) for found in _ITEM.finditer(PAGE.read_text("utf-8"))]


def item(message: Message) -> str:
    """Write what is to be added to the page."""
    ticks = "``" if "`" in message.pattern else "`"
    space = " " if ticks == "``" else ""
    return f"- {ticks}{space}{message.pattern}{space}{ticks}" + " (warning)" * message.is_warning


@pytest.fixture(scope="module")
def messages():
    return Source.read().messages()


def test_every_message_of_the_source_is_on_the_page(messages):
    known = set(patterns())
    lacking = {item(each): each.place for each in messages if each.pattern not in known}
    told = "\n".join(f"{line}\n    ({place})" for line, place in lacking.items())
    assert not lacking, (
        f"docs/problems.md lacks {len(lacking)} messages. Add each line, without the place, to the "
        f"list of the entry whose way out it shares, or write an entry:\n{told}"
    )


def test_every_message_of_the_page_is_in_the_source(messages):
    said = {each.pattern for each in messages}
    gone = [pattern for pattern in patterns() if pattern not in said]
    told = "\n".join(gone)
    assert not gone, f"docs/problems.md has messages that nothing says any more; remove:\n{told}"


def test_no_message_stands_on_the_page_twice():
    found = sorted(patterns())
    assert [one for one, other in pairwise(found) if one == other] == []


def test_every_entry_has_a_way_out():
    entries = re.split(r"^#{3} ", PAGE.read_text("utf-8"), flags=re.M)[1:]
    silent = [
        entry.splitlines()[0] for entry in entries if re.match(r"[^\n]*\n+(- `|\Z)", entry, re.S)
    ]
    assert silent == []


def too_few_regions(folder):
    ConnectomeRegressor(np.ones((5, 5))).fit(np.ones((9, 4)), np.arange(9.0))


def repeated_label(folder):
    Connectome(np.ones((3, 3)), labels=["a", "a", "b"])


def cut_off(folder):
    (folder / "a.csv").write_text("0,1,2\n1,0\n2,1,0\n")
    read_connectome(folder / "a.csv")


def unknown_name(folder):
    ConnectomeRegressor("desikan").fit(np.ones((9, 4)), np.arange(9.0))


def no_null(folder):
    make_nulls(Connectome(np.ones((4, 4))), kind="degree", n_nulls=2)


@pytest.mark.parametrize("fault", [too_few_regions, repeated_label, cut_off, unknown_name, no_null])
def test_a_message_that_a_user_meets_is_found_by_its_fixed_words(fault, tmp_path):
    with pytest.raises(Exception) as met:
        fault(tmp_path)
    # A reader's message begins with the path of the file.
    text = tidy(str(met.value)).removeprefix(f"{tmp_path / 'a.csv'}: ")
    parts = [[re.escape(part) for part in each.split(GAP)] for each in patterns()]
    found = [each for each in parts if re.fullmatch(".*".join(each), text, re.S)]
    assert max((len("".join(each)) for each in found), default=0) > 20, text
