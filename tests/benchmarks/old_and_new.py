"""Run the same work by the code of an old commit and by that of now, in turns.

A script that uses this has a function ``prepare`` that is given plain arguments, makes data, and
gives the work: a function without arguments, whose result can be written as JSON, or is a function
that gives such a result and is called when the work has been measured. Each run is a process of its
own, on one thread, where the checkout of the old or of the new code comes first on PYTHONPATH. Only
the work is measured, not what `prepare` does.

New is the folder that this script is in, with changes that are not committed. X is given
standardised, or by a pipeline that does so in the old code and an estimator that does so in the
new: the old estimators did not standardise.
"""

import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil

NEW = Path(__file__).resolve().parents[2]
OLD_COMMIT = "553594f"
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def add_options(parser, repeats):
    """Add what all scripts of old and new take: the commit, and how many turns."""
    parser.add_argument("--old", default=OLD_COMMIT, help="commit that is compared with")
    parser.add_argument("--repeats", type=int, default=repeats)


@contextmanager
def checkouts(commit):
    """Give the folders of both codes, ``{"old": ..., "new": ...}``; the old one is removed."""
    with tempfile.TemporaryDirectory(prefix="sk_ccnn_old_") as folder:
        packed = _git("archive", "--format=tar", commit)
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield {"old": Path(folder), "new": NEW}


def header(commit):
    """Say what the numbers of a script depend on: cores, versions and commits."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("torch", "numpy", "scikit-learn")
    )
    now = _git("describe", "--always", "--dirty").decode().strip()
    return (
        f"{os.cpu_count()} cores, one thread a process; Python {platform.python_version()}, "
        f"{versions}; old: {commit}, new: {now}"
    )


def measure(script, arguments, checkout, hidden=(), *, prepare="prepare", times=1):
    """Measure the work of a script in a process of its own.

    Parameters
    ----------
    script : str
        Path of the script, ``__file__``.
    arguments : dict
        Arguments of its function.
    checkout : Path
        Folder of the code.
    hidden : tuple of str
        Packages that the process and its workers cannot import, such as one that is optional.
    prepare : str
        Name of the function that gives the work.
    times : int
        How often the work is done; more than once, once more is done before, and not counted.

    Returns
    -------
    dict
        ``cpu`` and ``wall``: median seconds, those of child processes among the first; ``peak``:
        largest memory of the process in MiB; ``beyond``: by how much it is more than what there was
        when the work began; ``result``: what the work gave.
    """
    environment = os.environ | dict.fromkeys(THREADS, "1")
    environment |= {"PYTHONWARNINGS": "ignore"}  # those of workers, too
    order = {"script": str(script), "prepare": prepare, "arguments": arguments, "times": times}
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        if hidden:
            lines = ["import sys", *(f"sys.modules[{name!r}] = None" for name in hidden)]
            Path(folder, "sitecustomize.py").write_text("\n".join(lines))
        environment["PYTHONPATH"] = os.pathsep.join([folder, str(checkout)])
        order |= {"checkout": str(checkout), "answer": str(answer)}
        command = [sys.executable, __file__, json.dumps(order)]
        if subprocess.run(command, env=environment).returncode:
            raise SystemExit(f"{Path(script).name} failed by the code in {checkout}: see above")
        return json.loads(answer.read_text())


def in_turns(script, cases, repeats, **options):
    """Measure several cases in turns.

    Parameters
    ----------
    script : str
    cases : dict of str to tuple
        Arguments and checkout of each, and what is hidden from it, if anything.
    repeats : int
    **options
        Of `measure`.

    Returns
    -------
    dict of str to list of dict
        What `measure` gave for each case, turn by turn.
    """
    found = {name: [] for name in cases}
    for _ in range(repeats):
        for name, case in cases.items():
            found[name].append(measure(script, *case, **options))
    return found


def median(runs, key="cpu"):
    """Give the median of a measure over turns."""
    return float(np.median([run[key] for run in runs]))


def ratio(numerator, denominator, key="cpu"):
    """Describe the ratio of two cases, turn by turn: its median, and its range."""
    ratios = [a[key] / b[key] for a, b in zip(numerator, denominator, strict=True)]
    spread = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
    return f"{np.median(ratios):.2f}{spread}"


def largest_difference(old, new):
    """Give the largest difference of two lists of numbers, in standard deviations of the first."""
    old, new = np.asarray(old), np.asarray(new)
    return float(np.abs(old - new).max() / old.std())


def without_scaling(estimator):
    """Let an estimator take X as it is: those of the old code do so anyway."""
    if "standardize" in estimator.get_params():
        estimator.set_params(standardize=False)
    return estimator


def peak():
    """Give the largest memory that this process has had, in MiB."""
    return _of_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak():
    """Let the peak be what there is now, where the system can (Linux): MiB."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak()


def _of_status(key):
    # Unlike ru_maxrss, it does not begin at what the parent process had.
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) / 1024
    return None


def cpu_seconds():
    """Give the CPU time of this process and all that it started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + ended.ru_utime + ended.ru_stime
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            seconds += sum(child.cpu_times()[:4])
    return seconds


def _git(*arguments):
    try:
        found = subprocess.run(["git", "-C", NEW, *arguments], capture_output=True, check=True)
    except FileNotFoundError:
        raise SystemExit("git is needed to get the old code, and is not there") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"{NEW} must be a git checkout that has the commit which is compared with; git "
            f"{' '.join(arguments)}: {error.stderr.decode().strip()}"
        ) from None
    return found.stdout


def _answer(order):
    """Do the work that another process asks for."""
    import torch

    import sk_ccnn

    if Path(order["checkout"]) not in Path(sk_ccnn.__file__).parents:
        raise SystemExit(f"needed the code in {order['checkout']}, got {sk_ccnn.__file__}")
    torch.set_num_threads(1)
    script = importlib.import_module(Path(order["script"]).stem)
    work = getattr(script, order["prepare"])(**order["arguments"])
    if order["times"] > 1:
        work()
    before, cpu, wall = forget_peak(), [], []
    for _ in range(order["times"]):
        cpu.append(-cpu_seconds())
        wall.append(-time.perf_counter())
        result = work()
        wall[-1] += time.perf_counter()
        cpu[-1] += cpu_seconds()
    answer = {
        "cpu": float(np.median(cpu)),
        "wall": float(np.median(wall)),
        "peak": peak(),
        "beyond": peak() - before,
    }
    answer["result"] = result() if callable(result) else result
    Path(order["answer"]).write_text(json.dumps(answer))


if __name__ == "__main__":
    _answer(json.loads(sys.argv[1]))
