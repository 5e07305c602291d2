"""Hold subjects out, to stop early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit
from skorch.helper import predefined_split

from ..training import StackData
from ..types import AnyArray


def hold_out(
    data: StackData, fraction: float, strata: AnyArray | None, seed: int
) -> tuple[StackData, Callable[..., Any]]:
    """Hold out a random share of subjects for validation.

    Parameters
    ----------
    data : StackData
        All training subjects.
    fraction : float
        Share of the subjects that is held out.
    strata : ndarray of shape (n_subjects,) or None
        Groups to be held out in proportion.
    seed : int
        Decides who is held out.

    Returns
    -------
    data : StackData
        Subjects to train on.
    train_split : callable
        Gives skorch the others.

    Raises
    ------
    ValueError
        If all subjects of a part have the weight 0.
    """
    splitter = ShuffleSplit if strata is None else StratifiedShuffleSplit
    split = splitter(n_splits=1, test_size=fraction, random_state=seed)
    rows = next(split.split(range(len(data)), strata))
    kept, held_out = (data.subset(index) for index in rows)
    for part, name in ((kept, "train on"), (held_out, "validate with")):
        if part.weight.sum() <= 0:
            raise ValueError(
                f"none of the {len(part)} subjects to {name} has a positive weight; early_stopping "
                f"holds out {len(held_out)} of {len(data)} subjects, whatever their weights"
            )
    return kept, predefined_split(held_out)
