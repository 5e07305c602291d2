"""Warn the user at the line of his own code, however deep in the package the reason is found."""

from __future__ import annotations

import inspect
import warnings

# What stands between a user and us: a search that fits, a pipeline that predicts.
_PACKAGES = "sk_ccnn sklearn skorch joblib torch threadpoolctl tqdm functools contextlib"
_NOT_THE_USER = tuple(f"{package}." for package in _PACKAGES.split())


def warn_caller(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the first line up the stack that is not in this package or one that called it.

    Parameters
    ----------
    message : str
    category : type of Warning, default=UserWarning
    """
    level, frame = 1, inspect.currentframe()
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if not f"{name}.".startswith(_NOT_THE_USER):
            break
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
