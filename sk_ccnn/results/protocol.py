"""What every result can do: print as a table and a sentence, and give its numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ..html import render
from .words import format_rows

if TYPE_CHECKING:
    import pandas as pd

_MAX_LINES = 20
_MAX_SENTENCE_LINES = 6

# pre-line: a sentence may have several lines.
_HTML = """<div>
<p style="white-space: pre-line">{{ words[0] }}</p>
{{ table(caption, rows) }}
{%- for remark in words[1:] %}
<p style="white-space: pre-line">{{ remark }}</p>
{%- endfor %}
</div>"""


class Result(ABC):
    """A finding, in numbers and in words.

    A subclass gives the numbers (`to_frame`), the cells of the table (`rows`) and the sentence
    (`sentence`). ``print(result)`` shows the table and the sentence, ``repr(result)`` at most 20
    lines of them, and Jupyter shows both as HTML.
    """

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Give the numbers: DataFrame."""

    @abstractmethod
    def rows(self) -> list[tuple[str, ...]]:
        """Write the numbers into the cells of a table: list of tuple of str, headings first."""

    @abstractmethod
    def sentence(self) -> str:
        """Say what was found, and no more: str."""

    def table(self) -> str:
        """Format the numbers as a table of plain text: str."""
        return format_rows(self.rows())

    def caption(self) -> str:
        """Say what the table shows, above it in HTML: str."""
        return type(self).__name__

    def remarks(self) -> tuple[str, ...]:
        """Give what else a reader has to know, such as what is missing: tuple of str."""
        return ()

    def __str__(self) -> str:
        """Table, sentence and remarks."""
        return "\n".join([self.table(), "", self.sentence(), *self.remarks()])

    def __repr__(self) -> str:
        """Name of the class, sentence and the first lines of the table."""
        said = _shortened(self.sentence().splitlines(), _MAX_SENTENCE_LINES)
        head = [type(self).__name__, *said, ""]
        return "\n".join([*head, *_shortened(self.table().splitlines(), _MAX_LINES - len(head))])

    def _repr_html_(self) -> str:
        """Give the sentence, the numbers and the remarks as HTML, which Jupyter shows: str."""
        words = [self.sentence(), *self.remarks()]
        return render(_HTML, words=words, caption=self.caption(), rows=self.rows())


def _shortened(lines: list[str], most: int) -> list[str]:
    """Leave out the last lines where there are too many, and say how many."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"... and {len(lines) - most + 1} more lines"]
