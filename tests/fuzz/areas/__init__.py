"""What is fuzzed: each area is a module with a Hypothesis strategy `cases()`."""

from importlib import import_module

from hypothesis import strategies as st

from ..case import Case

# Share of the inputs; 0 is only for the tests of this harness.
SHARES = {
    "text": 18,
    "edge_lists": 12,
    "arrays": 14,
    "archives": 9,
    "graphs": 8,
    "real_files": 4,
    "tables": 8,
    "cohorts": 6,
    "connectomes": 6,
    "matrices": 5,
    "estimators": 8,
    "parameters": 5,
    "nulls": 4,
    "commands": 2,
    "planted": 0,
}


def strategy_of(area: str) -> st.SearchStrategy[Case]:
    """Give the cases of an area."""
    return import_module(f".{area}", __name__).cases()
