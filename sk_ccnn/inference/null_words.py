"""What a null-connectome test found, in words; no more than its p-values say."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..results import LEVEL

_NAMES = {
    "degree": "degree-preserving nulls",
    "length": "length-preserving nulls",
    "strength": "strength-preserving nulls",
    "density": "random graphs of equal density",
    "regions": "shuffled regions",
    "distances": "shuffled distances",
}


def name_of_nulls(kind: str) -> str:
    """Name the nulls of a kind as a reader knows them; a kind of the user's own as it is: str."""
    return _NAMES.get(kind, kind)


def found(p_values: Mapping[str, float], smallest_effects: Mapping[str, float], metric: str) -> str:
    """Say what the tests that could decide have found, and what they could have found: str.

    Parameters
    ----------
    p_values : dict of str to float
        For each kind of null; at least one.
    smallest_effects : dict of str to float
        Gain over the mean null that had to be exceeded; infinite where none is enough.
    metric : str
        Name of the score.
    """
    helped = {kind: p for kind, p in p_values.items() if p <= LEVEL}
    rest = {kind: p for kind, p in p_values.items() if p > LEVEL}
    if not rest:
        return f"the connectome helps ({listed(helped)})"
    needed = _needed({kind: smallest_effects[kind] for kind in rest}, metric)
    if not helped:
        return f"no benefit of the connectome was found ({listed(rest)}); {needed}"
    return (
        f"the connectome predicts better than {_named(helped)}, but no benefit was found over "
        f"{_named(rest)}; {needed}"
    )


def _needed(gains: Mapping[str, float], metric: str) -> str:
    possible = ", ".join(
        f"{gain:.3f} over {name_of_nulls(kind)}" for kind, gain in gains.items() if gain < math.inf
    )
    beyond = " and ".join(name_of_nulls(kind) for kind, gain in gains.items() if gain == math.inf)
    words, error = [], metric.removeprefix("neg_").replace("_", " ")
    is_error = metric.startswith("neg_")
    if possible:
        needed = f"a {error} lower by" if is_error else f"a gain in {metric} of"
        words.append(f"it would have taken {needed} more than {possible}")
    if beyond:
        enough = f"{error} would have been low" if is_error else f"{metric} would have been"
        words.append(f"no {enough} enough over {beyond}, which vary too much")
    return "; ".join(words)


def second_opinion(p_values: Mapping[str, float], n_folds: int, smallest: float) -> list[str]:
    """Say what flips of signs say of the gain over the mean null, or why they cannot.

    Parameters
    ----------
    p_values : dict of str to float
        For each kind of null that has one.
    n_folds : int
    smallest : float
        P-value that so many folds could have reached.

    Returns
    -------
    list of str
        One sentence; none where no p-value is known.
    """
    if not p_values:
        return []
    if smallest > LEVEL:
        return [
            f"A second opinion, by flips of signs of the gain over the mean null in each fold, "
            f"cannot be had: with {n_folds} folds p cannot be below {smallest:.3f}."
        ]
    return [
        f"A second opinion, by flips of signs of the gain over the mean null in {n_folds} folds: "
        f"{listed(p_values)}; folds share subjects, so that this p tends to be too small."
    ]


def listed(p_values: Mapping[str, float]) -> str:
    """List p-values with what they are against: str."""
    return ", ".join(f"p = {p:.3f} against {name_of_nulls(kind)}" for kind, p in p_values.items())


def _named(p_values: Mapping[str, float]) -> str:
    return ", ".join(f"{name_of_nulls(kind)} (p = {p:.3f})" for kind, p in p_values.items())
