"""Errors of readers: each is a ValueError or an OSError that begins with the path of the file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .files import FilePath


@contextmanager
def errors_named(path: object) -> Iterator[None]:
    """Begin every error with the path of the file that is read.

    What a damaged file makes NumPy, SciPy, networkx, a decompressor or a parser raise, whatever
    its class, becomes a ValueError. An OSError keeps its class.

    Parameters
    ----------
    path : str, path-like or anything else
        A file that is named within another one stands behind it: ``matrix.tsv: nodes.tsv: ...``.
        What is no path (a DataFrame that was given in place of one) leaves errors as they are.

    Yields
    ------
    None

    Raises
    ------
    ValueError, OSError
        Instead of any other error.

    Examples
    --------
    >>> import zlib
    >>> with errors_named("a.npz"):
    ...     zlib.decompress(b"damaged")
    Traceback (most recent call last):
    ...
    ValueError: a.npz: not a whole file of its kind: error: Error -3 while decompressing data...
    """
    try:
        yield
    except Warning:
        raise  # somebody asked for warnings as errors
    except Exception as error:
        if not isinstance(path, str | os.PathLike) or _is_named(error, path):
            raise
        raise _named(error, path) from error


def _is_named(error: Exception, path: FilePath) -> bool:
    return isinstance(error, ValueError | OSError) and str(error).startswith(f"{path}: ")


def _named(error: Exception, path: FilePath) -> ValueError | OSError:
    # A decompressor that finds damage gives no number; EINVAL is a place before the file's start.
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        kind = type(error) if type(error).__module__ == "builtins" else OSError
        named = kind(f"{path}: {error.strerror or error}")
        named.errno = error.errno
        return named
    if isinstance(error, MemoryError):
        return ValueError(f"{path}: reading it takes more memory than there is")
    if type(error) is ValueError:
        return ValueError(f"{path}: {error}")
    kind_of_error = type(error).__name__
    return ValueError(f"{path}: not a whole file of its kind: {kind_of_error}: {error}")
