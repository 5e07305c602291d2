"""Null connectomes of odd graphs, and with odd options."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.nulls import NULLS, Null, make_nulls

from ..case import Case
from ..damage import Draw
from ..hostile import NEVER

_WRONG: dict[str, dict[str, Any]] = {
    "no nulls": {"n_nulls": 0},
    "-1 nulls": {"n_nulls": -1},
    "1.5 nulls": {"n_nulls": 1.5},
    "True nulls": {"n_nulls": True},
    "None nulls": {"n_nulls": None},
    "unknown kind": {"kind": "rewired"},
    "no kind": {"kind": None},
    "list for a kind": {"kind": ["degree"]},
    "text for a seed": {"random_state": "abc"},
    "negative seed": {"random_state": -1},
    "NaN for a seed": {"random_state": float("nan")},
    "unknown option": {"swaps": 3},
    "NaN swaps": {"kind": "degree", "n_swaps_per_edge": float("nan")},
    "infinite swaps": {"kind": "degree", "n_swaps_per_edge": float("inf")},
    "no swaps": {"kind": "degree", "n_swaps_per_edge": 0},
    "text for swaps": {"kind": "degree", "n_swaps_per_edge": "ten"},
    "no bins": {"kind": "length", "n_bins": 0},
    "NaN bins": {"kind": "length", "n_bins": float("nan")},
}


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a connectome, a kind of null and its options."""
    n_regions = draw(st.integers(1, 8))
    random = np.random.default_rng(draw(st.integers(0, 999)))
    density = draw(st.sampled_from([0, 0.2, 0.5, 0.8, 1]))
    weights = random.normal(size=(n_regions, n_regions))
    weights[random.random(size=weights.shape) > density] = 0
    if draw(st.booleans()):
        weights = np.triu(weights, 1) + np.triu(weights, 1).T
    points = random.normal(size=(n_regions, 3)) * 30 if draw(st.booleans()) else None
    if draw(st.booleans()):
        kind = draw(st.sampled_from(sorted(NULLS)))
        return Case(
            f"{kind} null",
            lambda folder: make_nulls(
                Connectome(weights, coordinates=points), kind, n_nulls=2, random_state=0
            ),
            "either",
            lambda nulls: all(_keeps(null, weights, kind) for null in nulls),
            f"{weights.tolist()}, {points is not None}",
        )
    what = draw(st.sampled_from([*_WRONG, *NEVER, "NaN in it"]))
    given: Any = Connectome(weights, coordinates=points)
    if what in NEVER:
        given = NEVER[what]
    elif what == "NaN in it":
        given = np.full((n_regions + 1, n_regions + 1), np.nan)
    options = _WRONG.get(what, {})
    return Case(
        f"nulls: {what}",
        lambda folder: make_nulls(given, **options),
        "fail",
        shown=f"{weights.tolist()}, {options!r}",
    )


def _keeps(null: Null, weights: np.ndarray, kind: str) -> bool:
    """Tell whether a null keeps what its kind promises."""
    got, given = null.connectome.to_dense(), weights - np.diag(np.diag(weights))
    if got.shape != given.shape or np.count_nonzero(got) != np.count_nonzero(given):
        return False
    if kind == "distances":
        return np.allclose(got, given)
    same_weights = np.allclose(np.sort(got, axis=None), np.sort(given, axis=None))
    if kind in ("density", "regions"):
        return same_weights
    degrees = [np.count_nonzero(got, axis) == np.count_nonzero(given, axis) for axis in (0, 1)]
    return bool(np.all(degrees)) and same_weights
