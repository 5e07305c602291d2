"""How the variables of a .mat file lie behind each other, checked before SciPy follows it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Literal, TypeAlias

from .limits import require_memory

ByteOrder: TypeAlias = Literal["little", "big"]

# Versions 5 to 7: a header, and variables that begin with a tag.
_HEADER_BYTES, _TAG_BYTES = 128, 8
_ORDERS: dict[bytes, ByteOrder] = {b"IM": "little", b"MI": "big"}
_COMPRESSED = 15
# While it grows, and while the variables are joined, what is unpacked is held several times.
_UNPACKED_BYTE = 3
# Types of numbers; SciPy ends the process where it meets another in a sparse matrix.
_NUMBERS = (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)
_MATRIX, _SPARSE, _LAST_NUMERIC = 14, 5, 15
# Version 4: five numbers before each variable; the tens of the first tell how wide a value is.
_FIVE = 20
_WIDTHS = {0: 8, 1: 4, 2: 4, 3: 2, 4: 2, 5: 1}


def checked_layout(content: bytes, memory_limit: float) -> bytes:
    """Refuse a file whose variables do not follow each other, and unpack compressed ones.

    SciPy goes where a damaged size says, and unpacks whatever there is.

    Parameters
    ----------
    content : bytes
        The file.
    memory_limit : float
        In bytes.

    Returns
    -------
    bytes
        The same file, without compression.

    Raises
    ------
    ValueError
        If it is damaged, or too large.
    """
    if 0 in content[:4]:  # as in version 4 only
        _require_layout_4(content)
        return content
    order = _ORDERS.get(content[126:128])
    if order is None:
        raise ValueError("it does not begin as a .mat file does")
    elements = list(_elements(content, order))
    for kind, element in elements:
        if kind == _MATRIX:
            _require_numbers(element, order)
    if all(kind != _COMPRESSED for kind, _ in elements):
        return content
    parts, held = [content[:_HEADER_BYTES]], 2.0 * len(content)
    for kind, element in elements:
        if kind == _COMPRESSED:
            parts.append(_unpacked(element[_TAG_BYTES:], held, memory_limit))
            _require_numbers(memoryview(parts[-1]), order)
            held += 2 * len(parts[-1])
        else:
            parts.append(bytes(element))
    return b"".join(parts)


def _require_layout_4(content: bytes) -> None:
    start = 0
    order = "<" if 0 <= int.from_bytes(content[:4], "little", signed=True) <= 5000 else ">"
    while start < len(content):
        if start + _FIVE > len(content):
            raise ValueError("the .mat file is cut off")
        numbers = struct.unpack(f"{order}5i", content[start : start + _FIVE])
        kind, n_rows, n_columns, is_complex, n_letters = numbers
        width = _WIDTHS.get(kind // 10 % 10, 0)
        if not width or min(n_rows, n_columns, n_letters) < 0:
            raise ValueError(f"a variable of a .mat file of version 4 cannot begin with {numbers}")
        # A sparse one keeps what is imaginary in a column of its own.
        n_parts = 2 if is_complex == 1 and kind % 10 != 2 else 1
        start += _FIVE + n_letters + width * n_rows * n_columns * n_parts
    if start > len(content):
        raise ValueError("the .mat file is cut off")


def _elements(content: bytes, order: ByteOrder) -> Iterator[tuple[int, memoryview]]:
    """Go through the variables: the type of each, and its bytes with the tag before them."""
    start, view = _HEADER_BYTES, memoryview(content)
    while start < len(content):
        kind = int.from_bytes(view[start : start + 4], order)
        end = start + _TAG_BYTES + int.from_bytes(view[start + 4 : start + _TAG_BYTES], order)
        if end > len(content):
            raise ValueError("the .mat file is cut off")
        yield kind, view[start:end]
        start = end


def _require_numbers(variable: memoryview, order: ByteOrder) -> None:
    """Refuse a matrix of numbers, dense or sparse, whose parts say that they hold something else.

    Its parts are flags, which tell its class, its size, its name, and then the numbers.
    """
    kinds = list(_kinds_of_parts(variable, order))
    flags = int.from_bytes(variable[2 * _TAG_BYTES : 2 * _TAG_BYTES + 4], order)
    if not _SPARSE <= flags % 256 <= _LAST_NUMERIC:
        return
    wrong = [kind for kind in kinds[3:] if kind not in _NUMBERS]
    if wrong:
        raise ValueError(f"a matrix of the .mat file holds parts of an unknown type, {wrong[0]}")


def _kinds_of_parts(variable: memoryview, order: ByteOrder) -> Iterator[int]:
    """Go through the parts of a variable: the type of each."""
    start = _TAG_BYTES
    while start + _TAG_BYTES <= len(variable):
        kind = int.from_bytes(variable[start : start + 4], order)
        n_bytes = int.from_bytes(variable[start + 4 : start + _TAG_BYTES], order)
        if kind >> 16:  # a short part, which stands in its tag
            kind, n_bytes = kind & 0xFFFF, 0
        yield kind
        start += _TAG_BYTES + -(-n_bytes // 8) * 8


def _unpacked(packed: memoryview, held: float, memory_limit: float) -> bytes:
    unpacker = zlib.decompressobj()
    at_most = int(max(memory_limit - held, 0) / _UNPACKED_BYTE) + 1
    unpacked = unpacker.decompress(packed, at_most)
    n_bytes = held + _UNPACKED_BYTE * len(unpacked)
    require_memory(n_bytes, memory_limit, "a compressed variable", at_least=True)
    if not unpacker.eof:
        raise ValueError("a compressed variable is cut off")
    return unpacked
