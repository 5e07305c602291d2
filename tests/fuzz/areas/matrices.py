"""Matrices of many subjects: group connectomes, and the vectorizer."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn.connectome import consensus_connectome
from sk_ccnn.preprocessing import ConnectomeVectorizer

from ..case import Case
from ..damage import Draw, weights_of
from ..hostile import NEVER, WRONG_ARRAYS, wrong_array

_WRONG_GROUP: dict[str, dict[str, Any]] = {
    "threshold 0": {"threshold": 0},
    "threshold 1.5": {"threshold": 1.5},
    "threshold NaN": {"threshold": float("nan")},
    "density 0": {"density": 0},
    "density NaN": {"density": float("nan")},
    "unknown method": {"method": "betzel"},
    "unknown option": {"share": 0.5},
    "no bins": {"method": "distance", "n_bins": 0},
    "no distances": {"method": "distance"},
    "template of other regions": {"template": "desikan_killiany"},
    "unknown template": {"template": "no such atlas"},
    "coordinates of other regions": {"template": np.zeros((2, 3))},
    "negative weight": {"sample_weight": [-1, 1, 1]},
    "NaN weight": {"sample_weight": [np.nan, 1, 1]},
    "NaN for a weight": {"sample_weight": float("nan")},
    "infinite weight": {"sample_weight": [np.inf, 1, 1]},
    "weights of others": {"sample_weight": [1, 1]},
    "weights of nothing": {"sample_weight": [0, 0, 0]},
    "text for weights": {"sample_weight": ["a", "b", "c"]},
    "hemispheres of others": {
        "method": "distance",
        "hemispheres": ["L"],
        "template": np.arange(12.0).reshape(4, 3),
    },
}


@st.composite
def cases(draw: Draw) -> Case:
    """Draw matrices and options, valid or with one thing wrong."""
    weights = weights_of(draw, 4, 4)
    group = np.stack([weights, weights * 2, weights * 3])
    what = draw(st.sampled_from(["option", "array", "vector", "fine"]))
    if what == "option":
        name = draw(st.sampled_from(sorted(_WRONG_GROUP)))
        options = _WRONG_GROUP[name]
        call: Any = lambda folder: consensus_connectome(group, **options)  # noqa: E731
        return Case(f"group: {name}", call, "fail", shown=repr(options))
    if what == "array":
        return _wrong_matrices(draw, group)
    if what == "vector":
        return _wrong_vectors(draw)
    upper = np.triu_indices(4, 1)
    wanted = np.stack([each[upper] for each in group])
    return Case(
        "vectorizer: whole",
        lambda folder: ConnectomeVectorizer().fit_transform(group),
        "work",
        lambda got: np.array_equal(got, wanted),
        repr(group),
    )


_ALSO = ("NaN below the diagonal", "inf below the diagonal", "not symmetric", "not square")


def _wrong_matrices(draw: Draw, group: np.ndarray) -> Case:
    names = [each for each in WRONG_ARRAYS if "frame" not in each and each != "one dimension"]
    what = draw(st.sampled_from([*names, *_ALSO]))
    matrices = group.copy()
    at = draw(st.integers(0, 2))
    i, j = draw(st.sampled_from([(1, 0), (3, 1), (2, 1)]))
    if what.endswith("below the diagonal"):
        matrices[at, i, j] = float(what.split()[0])
    elif what == "not symmetric":
        matrices[at, i, j] += 1
    elif what == "not square":
        matrices = matrices[:, :, :-1]
    else:
        matrices = wrong_array(draw, group, what)
    does, name = draw(
        st.sampled_from(
            [
                (consensus_connectome, "group"),
                (lambda X: ConnectomeVectorizer().fit_transform(X), "vectorizer"),
                (lambda X: ConnectomeVectorizer().fit(group).transform(X), "fitted vectorizer"),
            ]
        )
    )
    must: Any = "fail"
    if what in ("NaN", "inf", "-inf", "None inside") or what == "lists of other lengths":
        must = "either" if what != "lists of other lengths" else "fail"
    right = lambda got: _finite(got)  # noqa: E731
    return Case(f"{name}: {what}", lambda folder: does(matrices), must, right, repr(matrices))


def _finite(got: Any) -> bool:
    values = got.to_dense() if hasattr(got, "to_dense") else got
    return bool(np.isfinite(values).all())


def _wrong_vectors(draw: Draw) -> Case:
    what, options, table = draw(
        st.sampled_from(
            [
                ("length of no pairs", {"source": "nilearn"}, np.ones((3, 5))),
                ("correlation above 1", {"source": "nilearn", "scale": "fisher_z"},
                 np.full((3, 6), 2.0)),
                ("negative counts", {"source": "nilearn", "scale": "log1p"}, np.full((3, 6), -2.0)),
                ("NaN in vectors", {"source": "nilearn"}, np.full((3, 6), np.nan)),
                ("a table for matrices", {}, np.ones((3, 6))),
                ("unknown source", {"source": "mrtrix"}, np.ones((3, 4, 4))),
                ("unknown scale", {"scale": "log2"}, np.ones((3, 4, 4))),
                ("object for a flag", {"discard_diagonal": NEVER["an object"]},
                 np.ones((3, 4, 4))),
                ("empty vectors", {"source": "nilearn"}, np.ones((3, 0))),
            ]
        )
    )  # fmt: skip
    return Case(
        f"vectorizer: {what}",
        lambda folder: ConnectomeVectorizer(**options).fit_transform(table),
        "fail",
        shown=f"{options!r}, {table.shape}",
    )
