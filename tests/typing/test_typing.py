"""What mypy says to a user's code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
RIGHT, WRONG = "user_code.py", "wrong_user_code.py"


@pytest.fixture(scope="module")
def errors():
    """What mypy finds: from file name to a set of line and kind of error."""
    files = [str((HERE / name).relative_to(REPOSITORY)) for name in (RIGHT, WRONG)]
    command = [sys.executable, "-m", "mypy", "--no-pretty", "--no-error-summary", *files]
    environment = os.environ | {"MYPY_FORCE_COLOR": "0"}
    ended = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    found = {name: set() for name in (RIGHT, WRONG)}
    for line in ended.stdout.splitlines():
        error = re.fullmatch(r"(.+?):(\d+): error: .*\[([\w-]+)\]", line)
        name = Path(error[1]).name if error else None
        if name in found:
            found[name].add((int(error[2]), error[3]))
    return found


def expected_errors():
    lines = (HERE / WRONG).read_text("utf-8").splitlines()
    marks = (
        (number, re.search(r"# expect: ([\w-]+)$", line)) for number, line in enumerate(lines, 1)
    )
    return {(number, mark[1]) for number, mark in marks if mark}


@pytest.mark.slow
def test_right_code_is_right(errors):
    assert errors[RIGHT] == set()


@pytest.mark.slow
def test_every_mistake_is_found_and_nothing_else(errors):
    assert len(expected_errors()) > 50
    lines = (HERE / WRONG).read_text("utf-8").splitlines()
    missed = [lines[number - 1].strip() for number, _ in sorted(expected_errors() - errors[WRONG])]
    assert missed == []
    assert errors[WRONG] == expected_errors()
