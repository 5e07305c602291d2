"""Scores of finished folds, kept as JSON: read again only if nothing in the file is damaged."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import joblib
import numpy as np

from ..types import AnyArray

# Scores and times by name, and what was predicted.
Found: TypeAlias = tuple[dict[str, float], AnyArray]

# Kinds of numpy's types whose values JSON has: bool, int, unsigned, float, str.
_KINDS = "biufU"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Origin:
    """What made a score, each part as a hash or a name.

    Parameters
    ----------
    model : str
        Class and parameters of the estimator.
    data : str
        X, y and groups.
    rows : str
        Training and test rows of the fold.
    metrics : str
        What was scored.
    code : str
        Versions of the code.
    """

    model: str
    data: str
    rows: str
    metrics: str
    code: str

    @property
    def key(self) -> str:
        """Name of the file: str."""
        return sha256(_to_json(asdict(self))).hexdigest()


def content_hash(content: Any, name: str) -> str:
    """Hash what a score depends on.

    Parameters
    ----------
    content : object
        Estimator, array, or anything else that can be pickled; it is hashed, and nothing is kept.
    name : str
        What it is, for an error.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it cannot be pickled.
    """
    try:
        # An array that joblib hands to a process as a file is still the same array.
        return str(joblib.hash(content, hash_name="sha1", coerce_mmap=True))
    except Exception as error:
        raise ValueError(
            f"cache_dir= needs models and metrics that can be pickled, to tell their scores apart; "
            f"{name} cannot: {error}"
        ) from error


class ScoreCache:
    """A folder with one file for each model and fold.

    A file holds what was found, what made it, and a checksum of both. A file that is damaged, or
    was made by something else, is as if it were not there. Nothing in it is ever executed.

    Parameters
    ----------
    folder : str or path-like
        Made where it does not exist.

    Raises
    ------
    OSError
        If the folder cannot be made, unless for want of space.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            if error.errno not in _NO_SPACE:
                raise

    def path(self, origin: Origin) -> Path:
        """Give the file of a score: Path."""
        return self.folder / f"{origin.key}.json"

    def read(self, origin: Origin) -> Found | None:
        """Give what was found, or None where there is nothing that can be relied on."""
        try:
            written = self.path(origin).read_bytes()
            kept = json.loads(written)
            content = kept["content"]
            if content["origin"] != asdict(origin):
                return None
            # To the last byte: a flipped bit in the last digit may leave a number as it was.
            if kept["checksum"] != _checksum(content) or written != _to_json(kept):
                return None
            scores = {name: float(value) for name, value in content["scores"]}
            return scores, _to_array(content["predicted"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, origin: Origin, found: Found) -> str | None:
        """Keep what was found: all of it or nothing.

        Parameters
        ----------
        origin : Origin
        found : (dict of str to float, ndarray)

        Returns
        -------
        str or None
            Why it could not be kept.
        """
        scores, predicted = found
        values = np.asarray(predicted)
        if not _is_plain(values):
            return f"predictions of type {values.dtype} cannot be written as JSON"
        content = {
            "origin": asdict(origin),
            "scores": [(name, _plain(float(score))) for name, score in scores.items()],
            "predicted": {
                "dtype": values.dtype.str,
                "shape": values.shape,
                "values": [_plain(value) for value in values.ravel().tolist()],
            },
        }
        text = _to_json({"checksum": _checksum(content), "content": content})
        try:
            write_whole(self.path(origin), text)
        except OSError as error:
            return "no space left" if error.errno in _NO_SPACE else str(error)
        return None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, all of it or nothing.

    Parameters
    ----------
    path : Path
    content : bytes

    Raises
    ------
    OSError
        If it cannot be written, with its name; a file that was there stays as it was.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def _to_json(content: Any) -> bytes:
    """Write content in one way only, so that equal content has equal bytes."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _checksum(content: Mapping[str, Any]) -> str:
    return sha256(_to_json(content)).hexdigest()


def _is_plain(values: AnyArray) -> bool:
    dtype = values.dtype
    if dtype.kind == "O":
        return all(type(each) is str for each in values.flat)
    return dtype.kind in _KINDS and (dtype.kind != "f" or dtype.itemsize <= 8)


def _plain(value: Any) -> Any:
    """Give a value as JSON has it, which knows no NaN and no infinity."""
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _to_array(kept: Mapping[str, Any]) -> AnyArray:
    dtype = np.dtype(kept["dtype"])
    values = kept["values"]
    if dtype.kind == "f":
        values = [float(value) for value in values]
    return np.array(values, dtype=dtype).reshape(kept["shape"])
