"""The README gives the two commands, and the numbers of the benchmark page.

Its code runs with that of the other pages, in `tests/docs/test_pages.py`.
"""

import re
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")


def rows_of(text, heading):
    """Give the rows of the table whose head begins with this, as lists of cells."""
    table = text[text.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_the_two_commands_are_what_ci_runs():
    done = subprocess.run(
        [REPOSITORY / ".ci" / "run", "--dry-run"], capture_output=True, text=True, check=True
    )
    demo, tests = done.stdout.splitlines()
    assert demo.endswith("python -m sk_ccnn demo")
    assert tests.endswith("python -m pytest")


def test_its_scores_are_those_of_the_benchmark_page():
    page = (REPOSITORY / "docs" / "benchmarks.md").read_text("utf-8")
    whole = rows_of(page, "| cohort | metric | best baseline")
    short = [[*row[:3], row[5]] for row in whole]
    assert rows_of(README, "| cohort | metric | best baseline") == short


def test_its_code_is_that_of_the_start_page():
    start = (REPOSITORY / "docs" / "index.md").read_text("utf-8")
    code = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
    assert code == re.findall(r"^```python\n(.*?)^```", start, re.M | re.S)
