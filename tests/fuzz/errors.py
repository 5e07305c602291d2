"""Tell an error that speaks to the user from one that fell out of a library."""

from __future__ import annotations

import dis
from pathlib import Path
from types import TracebackType

OURS = ("sk_ccnn", "sklearn", "argparse")
# scikit-learn hands on what numpy says of an array, Python of `cv` and joblib of `n_jobs`; its
# users know.
_HANDED_ON = (
    "sklearn.utils.validation",
    "sklearn.model_selection._split",
    "joblib._parallel_backends",
)


def is_clear(error: BaseException, folder: Path, file: str = "") -> bool:
    """Tell whether an error was meant for the user.

    Parameters
    ----------
    error : exception
    folder : Path
        In which the files are that were read.
    file : str
        Name of the file that the message has to begin with, in `folder`; an OSError may name it
        anywhere. "" where no file was read.

    Returns
    -------
    bool
        Without a file: whether our code, or scikit-learn's validation, raised it by a ``raise``.
    """
    message = str(error)
    if not message.strip():
        return False
    if isinstance(error, SystemExit):
        return error.code not in (0, None)
    if file and isinstance(error, OSError):
        return file in message
    if file:
        return isinstance(error, ValueError) and message.startswith(str(folder))
    if isinstance(error, TypeError) and "unexpected keyword argument" in message:
        return True
    if isinstance(error, KeyError | IndexError | AttributeError | AssertionError | RecursionError):
        return False
    return _is_raised_by_us(error.__traceback__)


def place_of(error: BaseException) -> str:
    """Name the function that raised an error, and its type: str."""
    frames = _frames(error.__traceback__)
    module, function = frames[-1][:2] if frames else ("", "")
    return f"{type(error).__name__} in {module}.{function}"


def _frames(traceback: TracebackType | None) -> list[tuple[str, str, bool]]:
    """List module, function and whether it stands at a ``raise``, the innermost last."""
    frames = []
    while traceback is not None:
        frame = traceback.tb_frame
        opcode = frame.f_code.co_code[traceback.tb_lasti] if traceback.tb_lasti >= 0 else 0
        raised = dis.opname[opcode] == "RAISE_VARARGS"
        frames.append((frame.f_globals.get("__name__", ""), frame.f_code.co_name, raised))
        traceback = traceback.tb_next
    return frames


def _is_raised_by_us(traceback: TracebackType | None) -> bool:
    frames = _frames(traceback)
    if any(module in _HANDED_ON for module, _, _ in frames):
        return True
    module, _, raised = frames[-1]
    return raised and module.split(".")[0] in OURS
