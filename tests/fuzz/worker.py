"""Runs batches of cases in a process of its own: python -m tests.fuzz.worker.

Each line of the standard input is a batch in JSON. Before a case runs, a line says what it is, so
that the parent knows it if this process does not come back; after it, a line gives the verdict.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from typing import Any, TextIO

from hypothesis import HealthCheck, Phase, given, seed, settings
from joblib import Parallel, delayed

from .areas import strategy_of
from .case import Case, judge
from .memory import limit_address_space

# Beyond the gigabyte that is a finding, so that a finding is measured and not only stopped.
_ADDRESS_SPACE = 4_000_000_000


def run_batch(batch: dict[str, Any], answers: TextIO) -> None:
    """Generate and judge the cases of a batch.

    Parameters
    ----------
    batch : dict
        ``area``, ``seed``, ``inputs`` (how many), ``seconds`` (limit of a case) and ``wanted``: the
        key of a finding that is to be made smaller, or None.
    answers : file
    """
    wanted = batch["wanted"] and tuple(batch["wanted"])
    phases = [Phase.generate, *([Phase.shrink] if wanted else [])]

    @seed(batch["seed"])
    @settings(
        max_examples=batch["inputs"],
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy_of(batch["area"]))
    def each(case: Case) -> None:
        _say(answers, "begins", kind=case.kind, shown=case.shown)
        # A thread in C ends this process, whatever it is caught in.
        faulthandler.dump_traceback_later(batch["seconds"], exit=True)
        verdict = judge(case)
        faulthandler.cancel_dump_traceback_later()
        _say(answers, "verdict", **verdict.as_dict())
        assert verdict.key != wanted

    if batch["area"] == "parameters":  # where n_jobs=2 is asked of processes that are there
        Parallel(n_jobs=2)(delayed(_import_package)() for _ in range(2))
    try:
        each()
    except AssertionError:
        if not wanted:
            raise
    _say(answers, "done")


def _import_package() -> None:
    """Import what takes seconds, and is none of a case's time."""
    import sk_ccnn.brain_age  # noqa: F401


def _say(answers: TextIO, what: str, **values: str) -> None:
    print(json.dumps({"what": what, **values}), file=answers, flush=True)


def main() -> None:
    """Answer batches until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    # What the package prints must not stand between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit_address_space(_ADDRESS_SPACE)
    for line in sys.stdin:
        run_batch(json.loads(line), answers)


if __name__ == "__main__":
    main()
