"""Train on a cohort that is larger than memory: time beside reading the file, and peak memory.

    python tests/benchmarks/cohort_on_disk.py [--subjects 40000] [--folder /tmp] [--epochs 3]

Writes a file of float32 pairs of regions (12.8 GB by default), which it removes at the end. Each
case runs in a process of its own and begins with a file of which nothing is in the system's cache
(Linux). Two peaks are printed: of anonymous memory, which is what a process holds (RssAnon of
/proc/self/status, every 20 ms), and of all its pages (ru_maxrss), which would hold those of the
file if it were mapped.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np

BLOCK = 2**24
CASES = ("hard", "none", "predict", "search")
GB = 1e9


def write_cohort(path, n_subjects, n_regions):
    """Write the pairs of random connectomes, a thousand subjects at a time."""
    n_pairs = n_regions * (n_regions - 1) // 2
    random, shape = np.random.default_rng(0), (n_subjects, n_pairs)
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, n_subjects, 1_000):
            n_rows = min(1_000, n_subjects - start)
            random.standard_normal((n_rows, n_pairs), dtype=np.float32).tofile(file)
        file.flush()
        os.fsync(file.fileno())


def forget(path):
    """Drop the file from the system's cache."""
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def seconds_to_read(path):
    """Time reading the file once, from start to end."""
    forget(path)
    start, block = time.perf_counter(), bytearray(BLOCK)
    with open(path, "rb", buffering=0) as file:
        while file.readinto(block):
            pass
    return time.perf_counter() - start


def rss_anon(pid="self"):
    """Give the anonymous memory of a process, in bytes; 0 if it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def children():
    """List the processes that this one has started, and theirs."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(
                    (folder / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except OSError:
                continue
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


class Peaks:
    """The peak of anonymous memory of this process, and of those that it starts."""

    def __init__(self):
        self.own, self.of_children, self._ends = 0, {}, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.before = rss_anon()
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._ends.set()
        self._thread.join()

    def _watch(self):
        n_seen = 0
        while not self._ends.wait(0.02):
            self.own = max(self.own, rss_anon())
            n_seen += 1
            if n_seen % 10 == 0:
                for pid in children():
                    now = rss_anon(pid)
                    self.of_children[pid] = max(self.of_children.get(pid, 0), now)


def make_model(kind, given, **options):
    """Make a regressor over edges at a density, or over all pairs."""
    edges = np.random.default_rng(1).random((given.regions, given.regions)) < given.density
    edges = np.triu(edges, 1)
    edges[np.arange(given.regions - 1), np.arange(1, given.regions)] = True
    return kind(
        (edges | edges.T).astype(float),
        features="edges",
        n_members=1,
        max_epochs=given.epochs,
        random_state=0,
        **options,
    )


def run_case(case, given):
    """Run a case, and print what it took."""
    from sk_ccnn import ConnectomeRegressor
    from sk_ccnn.io import CohortOnDisk
    from sk_ccnn.model_selection import StackedGridSearchCV

    warnings.simplefilter("ignore")
    X = CohortOnDisk(given.file, memory_limit=given.memory_limit)
    y = np.random.default_rng(2).normal(50, 10, size=len(X))
    constraint = "none" if case == "none" else "hard"
    model = make_model(ConnectomeRegressor, given, constraint=constraint)
    if case == "predict":
        model.set_params(max_epochs=1).fit(X[:500], y[:500])
    else:
        make_model(ConnectomeRegressor, given).set_params(max_epochs=1).fit(X[:200], y[:200])
    forget(given.file)
    start = time.perf_counter()
    with Peaks() as peaks:
        if case == "search":
            strengths = {"lambda_wiring": [0.0, 0.001, 0.01, 0.1]}
            StackedGridSearchCV(model, strengths, cv=3, n_jobs=2, refit=False).fit(X, y)
        elif case == "predict":
            model.predict(X)
        else:
            model.fit(X, y)
    seconds = time.perf_counter() - start
    report(case, seconds, peaks, model, given)


def report(case, seconds, peaks, model, given):
    """Print times and peaks of a case."""
    everything = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / GB
    line = f"{case:8}{seconds:8.1f} s"
    if case in ("hard", "none"):
        steps = sum(model.net_.history[:, "dur"])
        rest = (seconds - steps) / given.read
        line += f", epochs {steps:.1f} s, the rest {rest:.2f} times reading the file"
    line += f"; peak {peaks.own / GB:.2f} GB anonymous, {everything:.2f} GB of all pages"
    if case == "predict":
        line += f", {(peaks.own - peaks.before) / GB:.2f} GB more than before"
    workers = sorted(peak for peak in peaks.of_children.values() if peak > 0.1 * GB)
    if case == "search":
        line += "; workers " + ", ".join(f"{peak / GB:.2f} GB" for peak in workers)
    print(line, flush=True)


def main():
    """Write the file, run each case in a process of its own, and remove the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subjects", type=int, default=40_000)
    parser.add_argument("--regions", type=int, default=400)
    parser.add_argument("--density", type=float, default=0.1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--memory-limit", type=float, default=2e9, help="of CohortOnDisk")
    parser.add_argument("--folder", help="where the file is written to and removed from")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--one", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    parser.add_argument("--read", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_case(given.one, given)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "cohort.npy"
        write_cohort(path, given.subjects, given.regions)
        seconds = seconds_to_read(path)
        print(f"{path.stat().st_size / GB:.2f} GB, read once in {seconds:.1f} s", flush=True)
        for case in given.cases:
            more = ["--one", case, "--file", str(path), "--read", str(seconds)]
            subprocess.run([sys.executable, __file__, *sys.argv[1:], *more], check=True)


if __name__ == "__main__":
    main()
