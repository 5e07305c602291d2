"""What an estimator is made of: each part with the way to it, as a user would write it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..connectome import Connectome
from ..estimators import BaseConnectomeEstimator
from .errors import ModelFileError
from .trusted import REQUESTS, object_types, qualified

MOST_DEPTH = 60  # objects within objects
MOST_PARTS = 10**7


def parts_of(whole: Any) -> Iterator[tuple[str, Any]]:
    """Go through an object and all that it holds, each object once.

    Parameters
    ----------
    whole : object

    Yields
    ------
    path : str
        From the whole to the part: ``"steps[1][1].callbacks[0]"``; empty for the whole.
    part : object

    Raises
    ------
    ModelFileError
        If objects lie within objects without end, or there are too many of them.
    """
    kept: dict[int, Any] = {}  # the parts themselves, so that no id is given to another
    stack: list[tuple[str, Any, int]] = [("", whole, 0)]
    while stack:
        path, part, depth = stack.pop()
        if _is_plain(part):
            yield path, part
            continue
        if id(part) in kept:
            continue
        kept[id(part)] = part
        yield path, part
        if depth > MOST_DEPTH or len(kept) > MOST_PARTS:
            raise ModelFileError(
                f"{path[:100]}... lies within {depth} other objects, of {len(kept)} that were "
                f"looked at; a model file holds no more than {MOST_DEPTH} within each other"
            )
        within = [(join(path, step), child, depth + 1) for step, child in _within(part)]
        stack.extend(reversed(within))


def join(path: str, step: str) -> str:
    """Go one step on from a path."""
    return step.lstrip(".") if not path else path + step


def _is_plain(part: Any) -> bool:
    return part is None or isinstance(part, bool | int | float | str | np.generic | Connectome)


def _within(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        yield from ((f"[{key!r:.80}]", value) for key, value in part.items())
    elif isinstance(part, list | tuple | set):
        yield from ((f"[{number}]", value) for number, value in enumerate(part))
    elif isinstance(part, np.ndarray):
        if part.dtype == object:
            objects = np.asarray(part, dtype=object).ravel()
            yield from ((f"[{number}]", value) for number, value in enumerate(objects))
    elif qualified(type(part)) in object_types():
        yield from ((f".{name}", value) for name, value in _attributes(part).items())


def _attributes(part: Any) -> dict[str, Any]:
    """Give what a file would hold of an object, but the net of a network."""
    if isinstance(part, BaseConnectomeEstimator):
        return {name: value for name, value in vars(part).items() if name != "net_"}
    state = part.__getstate__()
    if not isinstance(state, dict):
        return {}
    if qualified(type(part)) in REQUESTS:
        return {name: value for name, value in state.items() if name != "owner"}
    return state


@contextmanager
def without_owners(whole: Any) -> Iterator[None]:
    """Let requests for metadata name their estimators, not hold them, within a ``with`` block.

    scikit-learn only shows the owner. It is the estimator that holds the request, in itself, or
    the one that it is a clone of.

    Parameters
    ----------
    whole : object
        All requests within it change.
    """
    requests = [part for _, part in parts_of(whole) if qualified(type(part)) in REQUESTS]
    owners = [each.owner for each in requests]
    try:
        for each, owner in zip(requests, owners, strict=True):
            each.owner = owner if isinstance(owner, str) else type(owner).__name__
        yield
    finally:
        for each, owner in zip(requests, owners, strict=True):
            each.owner = owner


def fitted_networks(whole: Any) -> list[tuple[str, BaseConnectomeEstimator]]:
    """Find every fitted network in an object, however deep.

    Parameters
    ----------
    whole : object

    Returns
    -------
    list of (str, BaseConnectomeEstimator)
        The way to each, and the network.
    """
    return [
        (path, part)
        for path, part in parts_of(whole)
        if isinstance(part, BaseConnectomeEstimator) and part.__sklearn_is_fitted__()
    ]
