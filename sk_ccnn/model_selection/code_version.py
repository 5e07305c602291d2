"""Which code made a score: a stored score is only as good as the code is the same."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# What a score comes from, beside our own code.
LIBRARIES = ("scikit-learn", "torch", "numpy", "scipy", "skorch")
# Extras that compute numbers, where they are there.
OPTIONAL = ("combatlearn", "numba", "pyriemann", "torch-geometric")


def digest_of_code(folder: Path) -> str:
    """Compute a digest of all Python files of a folder.

    Parameters
    ----------
    folder : Path
        With its subfolders.

    Returns
    -------
    str
        Another one as soon as a file is changed, added, removed or renamed.
    """
    digest = sha256()
    for path in sorted(folder.rglob("*.py")):
        code = path.read_bytes()
        # Name and length, so that no text can move from one file to the next unseen.
        digest.update(f"{path.relative_to(folder).as_posix()} {len(code)}\n".encode())
        digest.update(code)
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Name the code of this package and the versions of the libraries that it computes with: str.

    The files are read once in a process.
    """
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    libraries += [f"{library} {_version_or_none(library)}" for library in OPTIONAL]
    return ", ".join([f"sk_ccnn {digest_of_code(PACKAGE)}", *libraries])


def _version_or_none(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
