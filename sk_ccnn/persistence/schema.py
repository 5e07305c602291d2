"""The schema of a file: every node is of a known kind, and has what that kind has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .arrays import check_array, check_sparse
from .errors import ModelFileError, printable
from .memory import PARSED, MemoryCount
from .payload import STUB
from .trusted import (
    DICTS,
    KEYS,
    MASKED,
    SCALARS,
    SPARSE,
    TYPES,
    function_names,
    is_splitter,
    object_types,
)

MOST_LEVELS = 130  # nodes within nodes
MOST_NODES = 10**7  # with shared ones counted each time
_NODE_BYTES = 2048  # of a node of skops, and of the object that it makes
_MT19937_WORDS = 624
_FIRST_PROTOCOL = 1  # of skops 0.13


def check_schema(schema: Mapping[str, Any], parts: Mapping[str, bytes], count: MemoryCount) -> None:
    """Refuse a schema with a node that save_model would not write.

    Parameters
    ----------
    schema : mapping
    parts : mapping of str to bytes
        Arrays that it may name.
    count : MemoryCount
        What is used is counted, each time that it is.

    Raises
    ------
    ModelFileError
        Naming the type that is not trusted, or what is wrong.
    """
    checker = _Checker(parts, count)
    not_nodes = ("protocol", "_skops_version")
    protocol = schema.get("protocol")
    if type(protocol) is not int or protocol < _FIRST_PROTOCOL:  # another number, other nodes
        raise ModelFileError("the schema of the file is of a skops that save_model never used")
    root = {name: value for name, value in schema.items() if name not in not_nodes}
    checker.node(root, 0)
    unused = set(parts) - checker.named
    if unused:
        raise ModelFileError(
            f"the file holds a part that it does not use: {printable(min(unused))}"
        )


class _Checker:
    """Goes through nodes in the order in which skops does."""

    def __init__(self, parts: Mapping[str, bytes], count: MemoryCount) -> None:
        self._parts, self._count = parts, count
        self._sizes: dict[int, int] = {}  # of nodes that have been seen, 0 while they are
        self._kinds: dict[int, tuple[str, str, str]] = {}
        self._values: dict[int, str] = {}  # of numbers and texts
        self.named: set[str] = set()
        self._rules: dict[str, Callable[[dict[str, Any], str, int], int]] = {
            "JsonNode": self._json,
            "DictNode": self._dict,
            "ListNode": self._sequence,
            "TupleNode": self._sequence,
            "SetNode": self._sequence,
            "NdArrayNode": self._array,
            "MaskedArrayNode": self._masked,
            "SparseMatrixNode": self._sparse,
            "ObjectNode": self._object,
            "TypeNode": self._type,
            "FunctionNode": self._function,
            "SliceNode": self._slice,
            "DTypeNode": self._dtype,
            "RandomStateNode": self._random_state,
            "ConstructorFromReduceNode": self._device,
        }

    def node(self, node: Any, depth: int) -> int:
        """Check a node and what is in it: how many nodes that is, shared ones each time."""
        if not isinstance(node, dict) or not STUB <= set(node):
            raise ModelFileError("the schema of the file is damaged: a node is none")
        kind = (node["__module__"], node["__class__"], node["__loader__"])
        number = node["__id__"]
        is_number = type(number) is int and number > 0  # skops keeps no node of number 0
        if not all(isinstance(word, str) for word in kind) or not is_number:
            raise ModelFileError("the schema of the file is damaged: a node has no type")
        if number in self._sizes:
            return self._again(node, number, kind)
        if depth > MOST_LEVELS:
            raise ModelFileError(f"the file holds objects within objects, {depth} levels deep")
        rule = self._rules.get(kind[2])
        if rule is None:
            raise ModelFileError(
                f"the file holds a {printable(kind[2])} of {_name(node)}, which is not trusted: "
                "model files hold no code"
            )
        self._sizes[number], self._kinds[number] = 0, kind
        self._count.add(_NODE_BYTES, "its objects")
        size = 1 + rule(node, _name(node), depth + 1)
        if size > MOST_NODES:
            raise ModelFileError(
                f"the file holds objects that are more than {MOST_NODES:,} when each is counted "
                "wherever it is used"
            )
        self._sizes[number] = size
        return size

    def _again(self, node: dict[str, Any], number: int, kind: tuple[str, str, str]) -> int:
        if set(node) != STUB or kind != self._kinds[number] or not self._sizes[number]:
            raise ModelFileError("the schema of the file is forged: an object is two, or in itself")
        return self._sizes[number]

    def _has(self, node: dict[str, Any], *names: str) -> None:
        if set(node) != STUB | set(names):
            raise ModelFileError(f"the schema of the file is damaged at a {_name(node)}")

    def _is(self, name: str, known: Any) -> None:
        if name not in known:
            raise ModelFileError(
                f"the file holds {name}, which is not trusted: it is no type or function that "
                "save_model writes"
            )

    def _json(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content", "is_json")
        content = node["content"]
        if not isinstance(content, str):
            raise ModelFileError("the schema of the file is damaged: a value is no text")
        if isinstance(_parsed(content), list | dict):
            raise ModelFileError("the schema of the file is forged: a value holds others")
        # The history of a training is a text that is JSON again.
        self._count.add(PARSED * len(content), "a text")
        self._values[node["__id__"]] = content
        return 0

    def _dict(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content", "key_types")
        self._is(name, DICTS)
        content, keys = node["content"], node["key_types"]
        size = self.node(keys, depth)
        types = keys.get("content")
        if keys["__loader__"] != "ListNode" or not isinstance(content, dict):
            raise ModelFileError("the schema of the file is damaged: a dict has no keys")
        if types is None or len(types) != len(content):
            raise ModelFileError("the schema of the file is forged: a dict has not as many keys")
        for each in types:
            if each["__loader__"] != "TypeNode" or _name(each) not in KEYS:
                raise ModelFileError(f"the file holds a dict with keys of {_name(each)}")
        return size + sum(self.node(each, depth) for each in content.values())

    def _sequence(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, (f"builtins.{node['__loader__'].removesuffix('Node').lower()}",))
        return self._all(node["content"], depth)

    def _all(self, nodes: Any, depth: int) -> int:
        if not isinstance(nodes, list):
            raise ModelFileError("the schema of the file is damaged: a list is none")
        return sum(self.node(each, depth) for each in nodes)

    def _array(self, node: dict[str, Any], name: str, depth: int) -> int:
        if node.get("type") == "json":
            self._has(node, "type", "content", "shape")
            self._is(name, ("numpy.ndarray",))
            size = self._all(node["content"], depth) + self.node(node["shape"], depth)
            axes = node["shape"].get("content")
            if node["shape"]["__loader__"] != "TupleNode" or axes is None or len(axes) != 1:
                raise ModelFileError("the file holds an array of objects with more than one axis")
            return size
        self._has(node, "type", "file")
        self._is(name, ("numpy.ndarray", *SCALARS))
        dtype, shape = check_array(self._part(node, "numpy", ".npy"), self._count)
        kinds = {"numpy.ndarray": dtype.kind}.get(name) or _kind_of(name)
        if dtype.kind != kinds or (name != "numpy.ndarray" and shape):
            raise ModelFileError(f"the file holds a {name} that is an array of {dtype}")
        return 0

    def _part(self, node: dict[str, Any], kind: str, ending: str) -> bytes:
        file = node["file"]
        if node["type"] != kind or not isinstance(file, str) or not file.endswith(ending):
            raise ModelFileError("the schema of the file is damaged: an array is of no kind")
        if file not in self._parts:
            raise ModelFileError(f"the file lacks its part {printable(file)}")
        self.named.add(file)
        # What skops reads it into, for each node.
        self._count.add(len(self._parts[file]), "an array")
        return self._parts[file]

    def _masked(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, MASKED)
        content = node["content"]
        if not isinstance(content, dict) or set(content) != {"data", "mask"}:
            raise ModelFileError("the schema of the file is damaged at a masked array")
        return self.node(content["data"], depth) + self.node(content["mask"], depth)

    def _sparse(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "type", "file")
        self._is(name, SPARSE)
        check_sparse(self._part(node, "scipy", ".npz"), self._count)
        return 0

    def _object(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._is(name, object_types())
        if "content" not in node:
            self._has(node)
            return 0
        self._has(node, "content")
        size = self.node(node["content"], depth)
        if node["content"]["__loader__"] not in ("DictNode", "JsonNode"):
            raise ModelFileError(f"the file holds a {name} whose attributes have no names")
        return size

    def _type(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node)
        if not is_splitter(name):
            self._is(name, TYPES)
        return 0

    def _function(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node)
        self._is(name, function_names())
        return 0

    def _slice(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, ("builtins.slice",))
        content = node["content"]
        if not isinstance(content, dict) or set(content) != {"start", "stop", "step"}:
            raise ModelFileError("the schema of the file is damaged at a slice")
        if not all(each is None or type(each) is int for each in content.values()):
            raise ModelFileError("the schema of the file is forged at a slice")
        return 0

    def _dtype(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, ("numpy.dtype",))
        size = self.node(node["content"], depth)
        if node["content"]["__loader__"] != "NdArrayNode":
            raise ModelFileError("the schema of the file is damaged at a dtype")
        return size

    def _random_state(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, ("numpy.random.mtrand.RandomState",))
        size = self.node(node["content"], depth)
        try:
            position = node["content"]["content"]["state"]["content"]["pos"]["__id__"]
            # numpy believes it
            is_sound = 0 <= int(self._values[position]) <= _MT19937_WORDS
        except (KeyError, TypeError, ValueError):
            is_sound = False
        if not is_sound:
            raise ModelFileError("the file holds a RandomState that is in no state")
        return size

    def _device(self, node: dict[str, Any], name: str, depth: int) -> int:
        self._has(node, "content")
        self._is(name, ("torch.device",))
        return self.node(node["content"], depth)


def _name(node: Mapping[str, Any]) -> str:
    return printable(f"{node['__module__']}.{node['__class__']}")


def _kind_of(name: str) -> str:
    scalar: Any = getattr(np, name.rpartition(".")[2])
    return np.dtype(scalar).kind


def _parsed(content: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelFileError("the schema of the file is damaged: a value cannot be read") from error
