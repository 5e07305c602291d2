"""Deals batches out to processes that may hang or die, and counts what became of every case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .case import BAD, Verdict

REPOSITORY = Path(__file__).parents[2]
BATCH = 100
_SECONDS_TO_SHRINK = 15


@dataclass
class Tally:
    """What came of all cases.

    Parameters
    ----------
    counts : Counter
        From area and outcome to a number.
    findings : dict
        From the key of a finding to its smallest verdict, its batch and how often it came.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: dict[tuple[str, ...], tuple[Verdict, dict[str, Any], int]] = field(
        default_factory=dict
    )

    def add(self, verdict: Verdict, batch: dict[str, Any]) -> None:
        """Count a verdict."""
        self.counts[batch["area"], verdict.outcome] += 1
        if verdict.outcome not in BAD:
            return
        key = (batch["area"], *verdict.key)
        smallest, first, n = self.findings.get(key, (verdict, batch, 0))
        if len(verdict.shown) < len(smallest.shown):
            smallest, first = verdict, batch
        self.findings[key] = smallest, first, n + 1


class Worker:
    """A process that judges cases, started anew when one has ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._errors = tempfile.TemporaryFile("w+")

    def run(self, batch: dict[str, Any]) -> Iterator[Verdict]:
        """Judge the cases of a batch; one that ends the process is the last."""
        process = self._started()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(batch) + "\n")
        process.stdin.flush()
        begun: dict[str, str] = {}
        for line in process.stdout:
            answer = json.loads(line)
            what = answer.pop("what")
            if what == "done":
                return
            if what == "begins":
                begun = answer
            else:
                yield Verdict(**answer)
        yield self._verdict_of_the_end(process.wait(), begun)

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._errors.seek(0)
            self._errors.truncate()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.worker"],
                cwd=REPOSITORY,
                env=os.environ | {"OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
            )
        return self._process

    def _verdict_of_the_end(self, status: int, begun: dict[str, str]) -> Verdict:
        self._errors.seek(0)
        said = self._errors.read()
        if not begun or (status == 1 and "Timeout (" not in said):
            raise RuntimeError(f"the harness itself failed at {begun}:\n{said}")
        outcome = "hang" if "Timeout (" in said else "crash"
        place = next((line.strip() for line in said.splitlines() if 'File "' in line), "")
        return Verdict(outcome, begun["kind"], begun["shown"], f"exit {status}", place[-90:])


def run_all(inputs: dict[str, int], seed: int, n_jobs: int, seconds: float) -> Tally:
    """Judge many cases.

    Parameters
    ----------
    inputs : dict
        From the name of an area to its number of cases.
    seed : int
    n_jobs : int
        Processes.
    seconds : float
        What a case may take.

    Returns
    -------
    Tally
    """
    tally, lock, own = Tally(), threading.Lock(), threading.local()
    workers: list[Worker] = []

    def run(area: str, first_seed: int, n_inputs: int) -> None:
        if not hasattr(own, "worker"):
            own.worker = Worker()
            workers.append(own.worker)
        left = n_inputs
        for attempt in range(n_inputs):  # as often as cases end their process
            batch = {"area": area, "seed": first_seed + 7919 * attempt, "inputs": left}
            batch |= {"seconds": seconds, "wanted": None}
            for verdict in own.worker.run(batch):
                left -= 1
                with lock:
                    tally.add(verdict, batch)
            if left <= 0:
                return

    try:
        with ThreadPoolExecutor(n_jobs) as pool:
            for future in [pool.submit(run, *batch) for batch in _batches(inputs, seed)]:
                future.result()
    finally:
        for worker in workers:
            worker.stop()
    return tally


def _batches(inputs: dict[str, int], seed: int) -> list[tuple[str, int, int]]:
    return [
        (area, seed * 1_000_003 + start, min(BATCH, n_inputs - start))
        for area, n_inputs in inputs.items()
        for start in range(0, n_inputs, BATCH)
    ]


def shrunk(verdict: Verdict, batch: dict[str, Any]) -> Verdict:
    """Look for a smaller input with the same outcome: Verdict."""
    if verdict.outcome in ("hang", "crash"):
        return verdict
    worker, smallest = Worker(), verdict
    stop = threading.Timer(_SECONDS_TO_SHRINK, worker.stop)
    stop.start()
    for each in worker.run(batch | {"wanted": list(verdict.key)}):
        if each.key == verdict.key and len(each.shown) < len(smallest.shown):
            smallest = each
    stop.cancel()
    worker.stop()
    return smallest
