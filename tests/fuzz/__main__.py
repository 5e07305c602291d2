"""Bad inputs by the thousand: python -m tests.fuzz --inputs 10000 --seed 0.

Hypothesis makes valid files, arrays and arguments, damages them, and gives them to the package in a
process of its own. A case must end in the right value or in an error that was meant for the user.
It fails if something wrong is accepted without a word, if an error falls out of a library, if it
takes more than 10 s or 1 GB, or if it ends the process. The same numbers give the same cases.
"""

from __future__ import annotations

import argparse
import sys
import time

from .areas import SHARES
from .case import BAD, GOOD
from .supervisor import Tally, run_all, shrunk


def main() -> int:
    """Run, print a table and every finding: int, 1 if there is one."""
    given = _arguments()
    chosen = {area: SHARES[area] for area in given.areas or SHARES if SHARES[area] or given.areas}
    total = sum(chosen.values()) or len(chosen)
    inputs = {
        area: max(round(given.inputs * (share or 1) / total), 1) for area, share in chosen.items()
    }
    started = time.monotonic()
    tally = run_all(inputs, given.seed, given.jobs, given.seconds)
    print(table(tally))
    print(f"\n{sum(tally.counts.values())} inputs in {time.monotonic() - started:.0f} s")
    for key in sorted(tally.findings):
        verdict, batch, n = tally.findings[key]
        if given.shrink:
            verdict = shrunk(verdict, batch)
        print(f"\n{n} × {key[0]}, {verdict.outcome}: {verdict.kind}\n  {verdict.place}")
        print(f"  {verdict.detail[:600]}\n  {verdict.shown[:1500]}")
    return int(bool(tally.findings))


def table(tally: Tally) -> str:
    """Print how many cases of each area came to what: str."""
    areas = sorted({area for area, _ in tally.counts})
    outcomes = [*GOOD, *BAD]
    width = max([len(area) for area in [*areas, "all"]])
    lines = [" " * width + "".join(f"{outcome:>13}" for outcome in outcomes)]
    for area in areas:
        counts = [tally.counts[area, outcome] for outcome in outcomes]
        lines.append(f"{area:<{width}}" + "".join(f"{count:>13}" for count in counts))
    sums = [sum(tally.counts[area, outcome] for area in areas) for outcome in outcomes]
    lines.append(f"{'all':<{width}}" + "".join(f"{count:>13}" for count in sums))
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="how many [10000]")
    parser.add_argument("--seed", type=int, default=0, help="which [0]")
    parser.add_argument("--areas", nargs="+", choices=[*SHARES], help="only these")
    parser.add_argument("--jobs", type=int, default=2, help="processes [2]")
    parser.add_argument("--seconds", type=float, default=10, help="what a case may take [10]")
    parser.add_argument("--shrink", action="store_true", help="look for smaller inputs, 15 s each")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
