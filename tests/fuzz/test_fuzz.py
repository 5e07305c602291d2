"""The harness tells what it must tell, and finds nothing in the package."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def fuzz(*arguments):
    """Run the harness."""
    command = [sys.executable, "-m", "tests.fuzz", *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)


def counts_of(done):
    """Read the last line of the table, beside its head: dict from outcome to number."""
    lines = done.stdout.splitlines()
    words = lines[0].split("  ")
    outcomes = [word.strip() for word in words if word.strip()]
    numbers = next(line for line in lines if line.startswith("all")).split()[1:]
    return dict(zip(outcomes, map(int, numbers), strict=True))


@pytest.fixture(scope="module")
def planted():
    """One case of each outcome, most of them more than once."""
    return fuzz("--areas", "planted", "--inputs", 40, "--seconds", 6)


@pytest.mark.slow
def test_every_outcome_is_told_apart(planted):
    counts = counts_of(planted)
    for outcome in ("right value", "clear error", "accepted", "refused", "bare error", "memory"):
        assert counts[outcome] > 0, planted.stdout
    for outcome in ("hang", "crash"):
        assert counts[outcome] > 0, planted.stdout
    assert sum(counts.values()) == 40
    assert planted.returncode == 1


@pytest.mark.slow
def test_every_finding_is_shown_once_with_its_kind(planted):
    shown = Counter(line.split(": ")[1] for line in planted.stdout.splitlines() if " × " in line)
    assert shown == dict.fromkeys(
        ["planted silence", "planted refusal", "planted numpy error", "planted memory",
         "planted hang", "planted crash"], 1,
    )  # fmt: skip


@pytest.mark.slow
def test_ten_thousand_bad_inputs_end_in_the_right_value_or_a_clear_error():
    done = fuzz("--inputs", 10_000, "--seed", 0)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


def test_a_few_hundred_bad_inputs_end_in_the_right_value_or_a_clear_error():
    done = fuzz("--inputs", 400, "--seed", 1)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
