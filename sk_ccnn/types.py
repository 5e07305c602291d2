"""Types that several rooms use: arrays, and options that are one of a few words."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
AnyArray: TypeAlias = npt.NDArray[Any]

RandomState: TypeAlias = int | np.random.RandomState | None

Constraint: TypeAlias = Literal["hard", "soft", "init", "none"]
Features: TypeAlias = Literal["nodes", "edges"]
FeaturesOption: TypeAlias = Literal["auto", "nodes", "edges"]
