"""Loops over numbers, compiled by numba where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

HAS_NUMBA = find_spec("numba") is not None


@lru_cache
def compiled(kernel: Callable[..., Any], fastmath: frozenset[str] = frozenset()) -> Any:
    """Compile a function of arrays and numbers, once; its code is kept on disk where it can be.

    Parameters
    ----------
    kernel : callable
        What numba can compile; it calls nothing of ours.
    fastmath : frozenset of str, default=frozenset()
        What may be done to sums, by LLVM's names; by default nothing.

    Returns
    -------
    callable
        It lets other threads run.
    """
    import numba

    options: dict[str, Any] = {"nogil": True, "fastmath": set(fastmath)}
    try:
        return numba.njit(kernel, cache=True, **options)
    except RuntimeError:  # no folder to keep compiled code in
        return numba.njit(kernel, **options)
