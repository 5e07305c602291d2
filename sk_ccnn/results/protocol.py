"""What every result can do: print as a table and a sentence, and give its numbers."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MAX_LINES = 20
_MAX_SENTENCE_LINES = 6
# As pandas shows a frame: a network over edges may have 100 000 rows.
_MAX_HTML_ROWS = 60


class Result(ABC):
    """A finding, in numbers and in words.

    A subclass gives the numbers (`to_frame`), the table (`table`) and the sentence (`sentence`).
    ``print(result)`` shows the table and the sentence, ``repr(result)`` at most 20 lines of them,
    and Jupyter shows the numbers as an HTML table.
    """

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Give the numbers: DataFrame."""

    @abstractmethod
    def table(self) -> str:
        """Format the numbers as a table of plain text: str."""

    @abstractmethod
    def sentence(self) -> str:
        """Say what was found, and no more: str."""

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
        # pre-line: a sentence may have several lines.
        said = [f'<p style="white-space: pre-line">{html.escape(each)}</p>' for each in words]
        parts = [f"<p><b>{html.escape(type(self).__name__)}</b></p>", said[0]]
        numbers = self.to_frame().to_html(na_rep="", max_rows=_MAX_HTML_ROWS, show_dimensions=True)
        return "\n".join(["<div>", *parts, numbers, *said[1:], "</div>"])


def _shortened(lines: list[str], most: int) -> list[str]:
    """Leave out the last lines where there are too many, and say how many."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"... and {len(lines) - most + 1} more lines"]
