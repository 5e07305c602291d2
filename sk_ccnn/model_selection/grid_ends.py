"""What the searches in a fitted model chose, and whether that lies at the end of a grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

CHOSEN, END = "chosen ", "end of "


def chosen_values(model: Any) -> dict[str, float]:
    """Tell the numbers that a search chose.

    Parameters
    ----------
    model : estimator
        Fitted: a search over a grid, scikit-learn's ridge regression that searches itself, or a
        Pipeline or `TransformedTargetRegressor` that ends in one.

    Returns
    -------
    dict of str to float
        For each parameter with two numbers or more in its grid, ``"chosen NAME"``, and
        ``"end of NAME"``: -1 at the lower end, 1 at the upper one, else 0. Nothing can be lower
        than 0, nor than 1 component, so that these are no ends.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.model_selection import GridSearchCV
    >>> X = np.random.default_rng(0).normal(size=(60, 3))
    >>> chosen_values(GridSearchCV(Ridge(), {"alpha": [1e-3, 1, 1e3]}).fit(X, X[:, 0]))
    {'chosen alpha': 0.001, 'end of alpha': -1.0}
    """
    found: dict[str, float] = {}
    for name, value, grid in _searched(model):
        numbers = [each for each in grid if _is_number(each)]
        if not _is_number(value) or len(set(numbers)) < 2:
            continue
        counts = all(isinstance(each, Integral) for each in numbers)
        natural = value == 0 or (counts and value == 1)
        lowest = value == min(numbers) and not natural
        short = name.rpartition("__")[2]
        found[CHOSEN + short] = float(value)
        found[END + short] = float(value == max(numbers)) - float(lowest)
    return found


def _searched(model: Any) -> Iterator[tuple[str, Any, Sequence[Any]]]:
    """Find the innermost search: names, what was chosen, and all that was tried."""
    if hasattr(model, "regressor_"):
        yield from _searched(model.regressor_)
    elif hasattr(model, "steps"):
        yield from _searched(model.steps[-1][1])
    elif hasattr(model, "best_params_"):
        grid = getattr(model, "param_grid", {})
        tried = getattr(model, "grid_", None) or _merged(grid)
        for name, value in model.best_params_.items():
            yield name, value, tried.get(name, ())
    elif hasattr(model, "alpha_") and hasattr(model, "alphas"):
        yield "alpha", model.alpha_, list(model.alphas)


def _merged(grid: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Sequence[Any]]]) -> Any:
    """Merge a list of grids into one."""
    parts = [grid] if isinstance(grid, Mapping) else grid
    merged: dict[str, list[Any]] = {}
    for part in parts:
        for name, values in part.items():
            merged.setdefault(name, []).extend(values)
    return merged


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
