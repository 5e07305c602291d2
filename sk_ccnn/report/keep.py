"""Parts that are done, kept so that an interrupted report goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..model_selection import write_whole
from .part import Part


class Keep:
    """A folder with a file for each part that is done.

    A file is named by what made it: the data, every option, the budget and the versions of the
    code. One that is damaged or was made by something else is as if it were not there. The files
    are JSON; nothing in them is executed.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    origin : mapping
        What makes the parts, as JSON has it.
    """

    def __init__(self, folder: Path, origin: Mapping[str, Any]) -> None:
        self.folder = folder
        self.origin = json.loads(_to_json(dict(origin)))  # tuples are lists there
        self._used: set[Path] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Give the file of a part: Path."""
        key = sha256(_to_json({"part": name, "origin": self.origin})).hexdigest()
        return self.folder / f"part-{name}-{key[:32]}.json"

    def get(self, name: str, make: Callable[[], Part]) -> tuple[Part, bool]:
        """Read a part, or make and keep it.

        Parameters
        ----------
        name : str
        make : callable
            Gives the part where none is kept. What could not be done is not kept.

        Returns
        -------
        part : Part
        was_kept : bool
        """
        path = self.path(name)
        self._used.add(path)
        kept = self._read(path)
        if kept is not None:
            return kept, True
        part = make()
        if "not_done" not in part.facts:
            content = {"part": part.to_dict(), "origin": self.origin}
            write_whole(path, _to_json({"content": content, "checksum": _checksum(content)}))
        return part, False

    def _read(self, path: Path) -> Part | None:
        try:
            kept = json.loads(path.read_bytes())
            content = kept["content"]
            if kept["checksum"] != _checksum(content) or content["origin"] != self.origin:
                return None
            return Part.from_dict(content["part"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def remove_stale(self) -> None:
        """Remove kept parts that this report did not use: those of other options or versions."""
        for path in self.folder.glob("part-*.json"):
            if path not in self._used:
                with suppress(OSError):
                    path.unlink()


def _to_json(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _checksum(content: Any) -> str:
    return sha256(_to_json(content)).hexdigest()
