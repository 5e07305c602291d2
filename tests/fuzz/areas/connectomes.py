"""Connectome(...) of whatever somebody may have in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn import Connectome

from ..case import Case
from ..damage import Draw, holds, names_of, weights_of
from ..hostile import FINE_ARRAYS, NEVER, WRONG_ARRAYS, fine_array, wrong_array

_WRONG = (
    "coordinates of other regions", "NaN coordinates", "flat coordinates", "text coordinates",
    "negative length", "infinite length", "lengths not symmetric", "lengths of other regions",
    "label twice", "a label missing", "one str for labels", "labels of no list",
    "frame with other rows", "sparse with NaN", "sparse with a bad index", "sparse not square",
    "masked", "no weights",
)  # fmt: skip


@st.composite
def cases(draw: Draw) -> Case:
    """Draw the arguments of a connectome, valid or with one thing wrong."""
    weights = weights_of(draw)
    way = draw(st.sampled_from(["array", "arguments", "arguments", "fine"]))
    if way == "fine":
        what = draw(st.sampled_from(FINE_ARRAYS))
        given = fine_array(weights, what)
        labels = names_of(len(weights))
        return Case(
            f"weights: {what}",
            lambda folder: Connectome(given, labels=labels),
            "work",
            holds(weights, labels),
            repr(weights),
        )
    if way == "array":
        # Frames have no names of rows; dates and weights may be lists: nothing else is fine.
        what = draw(st.sampled_from([each for each in WRONG_ARRAYS if "frame" not in each]))
        given = wrong_array(draw, weights, what)
        must = "either" if what in ("NaN", "inf", "-inf", "None inside") else "fail"
        # Not a number on the diagonal does not matter.
        return Case(
            f"weights: {what}", lambda folder: Connectome(given), must, holds(weights), repr(given)
        )
    what = draw(st.sampled_from(_WRONG))
    given, options = _wrong_arguments(draw, weights, what)
    return Case(
        f"connectome: {what}",
        lambda folder: Connectome(given, **options),
        "fail",
        shown=f"{given!r}, {options!r}",
    )


def _wrong_arguments(draw: Draw, weights: np.ndarray, what: str) -> tuple[Any, dict[str, Any]]:
    n = len(weights)
    points, names = np.arange(3.0 * n).reshape(n, 3), names_of(n)
    lengths = np.where(weights > 0, weights, 0)
    if "coordinates" in what:
        return weights, {"coordinates": _wrong_points(points, what)}
    if "length" in what:
        lengths[0, 1] = {"negative length": -1, "infinite length": np.inf}.get(what, 50)
        lengths[1, 0] = 1 if what == "lengths not symmetric" else lengths[0, 1]
        return weights, {"lengths": lengths[1:, 1:] if "other" in what else lengths}
    if "label" in what:
        wrong: dict[str, Any] = {
            "label twice": [names[1], *names[1:]],
            "a label missing": names[1:],
            "one str for labels": "ABCDEFGH"[:n],
            "labels of no list": NEVER["a function"],
        }
        return weights, {"labels": wrong[what]}
    if what.startswith("frame"):
        return pd.DataFrame(weights, index=names[::-1], columns=names), {}
    if what == "masked":
        return np.ma.masked_array(weights, weights == weights.max()), {}
    if what == "no weights":
        return draw(st.sampled_from([None, [], [[]], "desikan", {}, np.zeros((0, 0))])), {}
    return _wrong_sparse(weights, what), {}


def _wrong_points(points: np.ndarray, what: str) -> Any:
    if what.startswith("NaN"):
        points[0, 2] = np.nan
        return points
    if what.startswith("flat"):
        return points[:, :2]
    return points[1:] if "other" in what else [*points.astype(str).tolist()[:-1], ["a", "b", "c"]]


def _wrong_sparse(weights: np.ndarray, what: str) -> Any:
    given = sparse.csr_array(weights)
    if what == "sparse with NaN":
        given.data[0] = np.nan
    elif what == "sparse with a bad index":
        given.indices[0] = len(weights) + 5
    else:
        given = given[:-1]
    return given
