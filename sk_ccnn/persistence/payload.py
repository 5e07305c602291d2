"""What skops writes, brought to one form: ours by their doors, each object and array once."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from .archive import SCHEMA
from .errors import ModelFileError, printable
from .parts import without_owners
from .trusted import OUR_FUNCTIONS, OURS

STUB = {"__class__", "__module__", "__loader__", "__id__"}


def to_parts(estimator: Any) -> dict[str, bytes]:
    """Give what an estimator is saved as.

    Parameters
    ----------
    estimator : estimator

    Returns
    -------
    dict of str to bytes
        The schema, and arrays that it names.

    Raises
    ------
    ModelFileError
        If skops cannot save a part of it.
    """
    import skops.io

    try:
        with without_owners(estimator):
            dumped = skops.io.dumps(estimator)
    except Exception as error:
        raise ModelFileError(
            f"{type(estimator).__name__} cannot be saved: {printable(str(error))}"
        ) from error
    with zipfile.ZipFile(io.BytesIO(dumped)) as archive:
        written = _Written(archive)
        schema = json.loads(archive.read(SCHEMA))
        # The two that are no part of the object.
        root = {name: schema.pop(name) for name in ("protocol", "_skops_version")}
        schema = written.node(schema) | root
        return {SCHEMA: json.dumps(schema, separators=(",", ":")).encode(), **written.parts}


class _Written:
    """A schema on its way to the file: numbers and names given anew, repeated nodes cut short."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._numbers: dict[int, int] = {}
        self._names: dict[str, str] = {}
        self.parts: dict[str, bytes] = {}

    def node(self, node: dict[str, Any]) -> dict[str, Any]:
        """Give one node, in the order in which skops reads them."""
        is_known = node["__id__"] in self._numbers
        number = self._numbers.setdefault(node["__id__"], len(self._numbers) + 1)
        out = {
            "__class__": node["__class__"],
            "__module__": self._module(node),
            "__loader__": node["__loader__"],
            "__id__": number,
        }
        if is_known:
            return out
        if "file" in node:
            out["file"] = self._part(node["file"])
        for name in ("type", "key_types", "content", "shape", "is_json"):
            if name in node:
                out[name] = self._value(node[name])
        return out

    def _value(self, value: Any) -> Any:
        """Give the content of a node: nodes, lists or dicts of nodes, or plain values."""
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("__loader__"), str):  # else a key of a user's dict
            return self.node(value)
        return {name: self._value(each) for name, each in value.items()}

    def _part(self, name: str) -> str:
        if name not in self._names:
            ending = name.rpartition(".")[2]
            self._names[name] = f"arrays/{len(self._names) + 1:05}.{ending}"
            self.parts[self._names[name]] = self._archive.read(name)
        return self._names[name]

    @staticmethod
    def _module(node: Mapping[str, Any]) -> str:
        module = str(node["__module__"])
        door = ".".join(module.split(".")[:2])
        known = {*OURS.get(door, ()), *OUR_FUNCTIONS.get(door, ())}
        return door if node["__class__"] in known else module


def to_skops(parts: Mapping[str, bytes]) -> bytes:
    """Give checked parts as the file that skops reads: it sees no byte of the other one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
