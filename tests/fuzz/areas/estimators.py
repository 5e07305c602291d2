"""What estimators do with hostile X, y and weights, in fit, partial_fit and predict."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn import (
    BrainAgeRegressor,
    ConformalRegressor,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeTransformer,
)

from ..case import Case
from ..damage import Draw
from ..hostile import FINE_ARRAYS, WRONG_ARRAYS, as_sparse, fine_array, wrong_array

N_REGIONS, N_SUBJECTS = 4, 12
RING = np.roll(np.eye(N_REGIONS), 1, 0) + np.roll(np.eye(N_REGIONS), -1, 0)
_RANDOM = np.random.default_rng(0)
NODES = _RANDOM.normal(size=(N_SUBJECTS, N_REGIONS))
_HALF = np.triu(_RANDOM.normal(size=(N_SUBJECTS, N_REGIONS, N_REGIONS)), 1)
EDGES = _HALF + _HALF.swapaxes(1, 2)
AGE = 50 + 10 * _RANDOM.normal(size=N_SUBJECTS)
SEX = np.array(["f", "m"] * (N_SUBJECTS // 2))
WRAPPERS = ("brain age", "conformal")  # have no partial_fit
NAMES = ("regressor", "classifier", "transformer", *WRAPPERS)
SMALL: dict[str, Any] = {"n_members": 1, "max_epochs": 1, "hidden_channels": 1, "random_state": 0}


def make(name: str) -> Any:
    """Make a small estimator."""
    return {
        "regressor": lambda: ConnectomeRegressor(RING, **SMALL),
        "classifier": lambda: ConnectomeClassifier(RING, **SMALL),
        "transformer": lambda: ConnectomeTransformer(RING, **SMALL),
        "brain age": lambda: BrainAgeRegressor(ConnectomeRegressor(RING, **SMALL), cv=2),
        "conformal": lambda: ConformalRegressor(ConnectomeRegressor(RING, **SMALL), cv=2),
    }[name]()


def target_of(name: str) -> np.ndarray | None:
    """Give what an estimator learns."""
    return {"classifier": SEX, "transformer": None}.get(name, AGE)


@lru_cache
def _fitted(name: str, shape: str) -> Any:
    return make(name).fit(NODES if shape == "nodes" else EDGES, target_of(name))


@st.composite
def cases(draw: Draw) -> Case:
    """Draw an estimator and what it gets, valid or with one thing wrong."""
    name = draw(st.sampled_from(NAMES))
    shape = draw(st.sampled_from(["nodes", "edges"]))
    way = draw(st.sampled_from(["X", "X", "X below", "y", "weight", "fine"]))
    method = draw(st.sampled_from(["fit", "predict", "partial_fit"]))
    if method == "partial_fit" and name in WRAPPERS:
        method = "fit"
    X = NODES if shape == "nodes" else EDGES
    y: Any = target_of(name)
    weight, must = None, "fail"
    if way == "fine" or (method == "predict" and way in ("y", "weight")):
        what, must = draw(st.sampled_from(FINE_ARRAYS)), "work"
        given = fine_array(X, what)
    elif way == "X below":
        what, given, must = _wrong_matrices(draw)
        shape = "edges"
    elif way == "X":
        what, given, must = _wrong_X(draw, X)
        # A fit does not know how many columns there should be, or that one row is too few.
        must = "either" if method != "predict" and "column" in what else must
    elif way == "y":
        what, y, must = _wrong_y(draw, name)
        given = X
    else:
        what, weight, must = _wrong_weight(draw)
        given = X

    def call(folder: Any) -> Any:
        return _does(name, shape, method, given, y, weight)

    shown = f"{name}.{method}(X={given!r}, y={y!r}, sample_weight={weight!r})"
    return Case(f"{name}.{method}, {shape}, {way}: {what}", call, must, _is_sound, shown)


def _does(name: str, shape: str, method: str, X: Any, y: Any, weight: Any) -> Any:
    """Do what a user does, and give all that is predicted."""
    if method == "predict":
        model = _fitted(name, shape)
    else:
        options = {} if weight is None else {"sample_weight": weight}
        if method == "partial_fit" and name == "classifier":
            options["classes"] = np.unique(SEX)
        model = getattr(make(name), method)(X, y, **options)
        X = NODES if shape == "nodes" else EDGES
        if model.n_features_in_ != _fitted(name, shape).n_features_in_:
            return []
    if name == "transformer":
        return [model.transform(X)]
    if name == "conformal":
        mean, std = model.predict(X, return_std=True)
        return [mean, std, model.predict_interval(X, coverage=0.5)]
    return [model.predict_proba(X)] if name == "classifier" else [model.predict(X)]


def _is_sound(predicted: list[np.ndarray]) -> bool:
    return all(len(each) == N_SUBJECTS and np.isfinite(each).all() for each in predicted)


def _wrong_X(draw: Draw, X: np.ndarray) -> tuple[str, Any, Any]:
    also = ["sparse", "masked", "tiny", "huge", "the same", "two subjects"]
    what = draw(st.sampled_from([*WRONG_ARRAYS, *also]))
    if what == "sparse":
        return what, as_sparse(X.reshape(len(X), -1)), "fail"
    if what == "masked":
        # scikit-learn looks at what is under the mask; so do all its estimators.
        return what, np.ma.masked_array(X, np.abs(X) > 1), "either"
    if what in ("tiny", "huge"):
        return what, X * (1e-300 if what == "tiny" else 1e307), "either"
    if what == "the same":
        return what, np.full(X.shape, 3.0), "either"
    if what == "two subjects":
        return what, np.concatenate([X[:1]] * N_SUBJECTS), "either"
    given = wrong_array(draw, X, what)
    if X.ndim == 3 and what in ("NaN", "inf", "-inf", "objects with text", "None inside"):
        return what, given, "either"  # on the diagonal it does not matter
    return what, given, "either" if what == "one dimension" and X.ndim == 3 else "fail"


def _wrong_matrices(draw: Draw) -> tuple[str, Any, Any]:
    what = draw(st.sampled_from(["NaN", "inf", "not symmetric", "all NaN", "other regions"]))
    X = EDGES.copy()
    at, (i, j) = draw(st.integers(0, 11)), draw(st.sampled_from([(1, 0), (3, 2), (3, 0)]))
    if what == "not symmetric":
        X[at, i, j] += 3
    elif what == "all NaN":
        X[at] = np.nan
    elif what == "other regions":
        return what, X[:, :3, :2], "fail"
    else:
        X[at, i, j] = float(what)
    return what, X, "fail"


def _wrong_y(draw: Draw, name: str) -> tuple[str, Any, Any]:
    classes = name == "classifier"
    y: Any = SEX if classes else AGE
    wrong: dict[str, Any] = {
        "too few": y[:-1],
        "too many": np.append(y, y[:1]),
        "a scalar": 3.0,
        "complex": AGE * 1j,
        "NaN": np.append(AGE[1:], np.nan),
        "inf": np.append(AGE[1:], np.inf),
        "None inside": [None, *y[1:]],
        "four dimensions": np.zeros((N_SUBJECTS, 2, 2, 2)),
        "empty": [],
    }
    if classes:
        wrong |= {"one class": np.full(N_SUBJECTS, "f"), "numbers that are no classes": AGE}
    else:
        wrong |= {"text": SEX, "numbers with text": np.append(AGE[1:].astype(object), "x")}
    fine: dict[str, Any] = {"constant": np.full(N_SUBJECTS, 3.0)} if not classes else {}
    if name == "transformer":
        # Whatever y is, it decides between numbers and classes.
        wrong = {
            key: wrong[key] for key in ("too few", "too many", "NaN", "inf", "four dimensions")
        }
    what = draw(st.sampled_from([*wrong, *fine, *(["none", "huge"] if not classes else [])]))
    if what == "none":
        return what, None, "work" if name == "transformer" else "fail"
    if what == "huge":
        return what, AGE * 1e306, "either"
    if what == "one class":
        return what, wrong[what], "either"  # `partial_fit` is told all classes
    return what, {**wrong, **fine}[what], "fail" if what in wrong else "either"


def _wrong_weight(draw: Draw) -> tuple[str, Any, Any]:
    ones = np.ones(N_SUBJECTS)
    wrong: dict[str, Any] = {
        "negative": np.append(ones[1:], -1),
        "NaN": np.append(ones[1:], np.nan),
        "inf": np.append(ones[1:], np.inf),
        "too few": ones[1:],
        "zeros": 0 * ones,
        "text": ["a"] * N_SUBJECTS,
        "two dimensions": np.ones((N_SUBJECTS, 2)),
        "NaN for all": float("nan"),
        "inf for all": float("inf"),
        "-1 for all": -1.0,
        "0 for all": 0.0,
        "complex": ones * 1j,
    }
    fine: dict[str, Any] = {
        "tiny": ones * 1e-300,
        "huge": ones * 1e300,
        "one subject": np.append(0 * ones[1:], 1),
        "one for all": 1.0,
        "bool": ones.astype(bool),
    }
    what = draw(st.sampled_from([*wrong, *fine]))
    return what, {**wrong, **fine}[what], "fail" if what in wrong else "either"
