"""Count the doctests and blocks of code that the tests run: python -m tests.docs."""

import doctest
import importlib
import pkgutil
import warnings

import sk_ccnn

from .pages import blocks_of, name_of, pages


def n_doctests() -> tuple[int, int]:
    """Count the docstrings with examples, and the lines of these."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples: dict[str, int] = {}
    for module in pkgutil.walk_packages(sk_ccnn.__path__, "sk_ccnn."):
        if not module.name.endswith("__main__"):
            for test in finder.find(importlib.import_module(module.name), module.name):
                if test.examples:
                    examples[test.name] = len(test.examples)
    return len(examples), sum(examples.values())


def main() -> None:
    """Print a row for each page and the sums."""
    counts = {name_of(page): len(blocks_of(page)) for page in pages()}
    width = max(map(len, counts))
    for name, count in counts.items():
        if count:
            print(f"{name:<{width}}  {count:>3}")
    with warnings.catch_warnings(action="ignore"):
        docstrings, lines = n_doctests()
    n_pages = sum(count > 0 for count in counts.values())
    print(f"\n{sum(counts.values())} blocks of code on {n_pages} pages")
    print(f"{docstrings} docstrings with examples, of {lines} lines of Python")


if __name__ == "__main__":
    main()
