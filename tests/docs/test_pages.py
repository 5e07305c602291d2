"""Every block of Python in the documentation runs, in the order in which it is read."""

import warnings

import pytest

from .files import write_files
from .pages import blocks_of, missing_packages, name_of, pages, run

WITH_BLOCKS = [page for page in pages() if blocks_of(page)]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_the_blocks_of_a_page_run(page, tmp_path, monkeypatch):
    missing = missing_packages(page)
    if missing:
        pytest.skip(f"{name_of(page)} needs {', '.join(missing)}, which is not installed")
    import matplotlib.pyplot as plt

    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pages show warnings on purpose
        try:
            run(page)
        finally:
            plt.close("all")
