"""Fixtures of displays: a connectome that could be human, and no figure left open."""

import pytest
from matplotlib import pyplot

from sk_ccnn.connectome import load_connectome


@pytest.fixture(scope="session")
def human():
    return load_connectome(cortex_only=True)


@pytest.fixture
def no_figure():
    """See that a test leaves pyplot as it was."""
    before = pyplot.get_fignums()
    yield
    assert pyplot.get_fignums() == before


@pytest.fixture(autouse=True)
def close_figures():
    yield
    pyplot.close("all")
