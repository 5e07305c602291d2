"""Make files as a hostile person would: any part changed, and every checksum right again."""

import copy
import hashlib
import io
import json

import numpy as np

from sk_ccnn.persistence.archive import CARD, SCHEMA, pack, read_parts
from sk_ccnn.persistence.memory import MemoryCount


def parts_of_file(path):
    """Give the parts of a file: the card and the schema parsed, arrays as bytes."""
    parts = read_parts(io.BytesIO(path.read_bytes()), MemoryCount(None))
    return json.loads(parts.pop(CARD)), json.loads(parts.pop(SCHEMA)), parts


def write_file(path, card, schema, arrays):
    """Write a file whose checksums are right."""
    parts = {SCHEMA: json.dumps(schema).encode(), **arrays}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    card = card | {"parts": sums}
    path.write_bytes(pack({CARD: json.dumps(card).encode(), **parts}))


def forge(path, change):
    """Change the schema and arrays of a file in place: `change(schema, arrays)`."""
    card, schema, arrays = parts_of_file(path)
    schema = copy.deepcopy(schema)
    schema = change(schema, arrays) or schema
    write_file(path, card, schema, arrays)


def nodes(node):
    """Go through all nodes of a schema."""
    if isinstance(node, dict):
        if isinstance(node.get("__loader__"), str):
            yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def of_class(schema, name):
    """Find the first node of a class that is not cut short."""
    found = (n for n in nodes(schema) if n["__class__"] == name and len(n) > 4)
    return next(found)


def npy(array):
    """Give an array as numpy writes it."""
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def header(shape, descr="<f8"):
    """Give the header alone of an array: what follows is missing."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": descr, "fortran_order": False, "shape": shape}
    )
    return stream.getvalue()


class Numbers:
    """Give nodes numbers that no other node has."""

    last = 10**6

    @classmethod
    def new(cls):
        cls.last += 1
        return cls.last


def node(loader, name, **rest):
    """Make a node: ``node("ListNode", "builtins.list", content=[])``."""
    module, _, kind = name.rpartition(".")
    return {"__class__": kind, "__module__": module, "__loader__": loader} | {
        "__id__": Numbers.new(),
        **rest,
    }


def value(content):
    """Make the node of a number or text."""
    return node("JsonNode", "builtins.str", content=json.dumps(content), is_json=True)


def set_attribute(schema, name, new):
    """Set an attribute of the estimator."""
    schema["content"]["content"][name] = new
