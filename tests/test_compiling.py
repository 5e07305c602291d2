"""Compiled loops give what Python gives, where they can be kept on disk and where they cannot."""

import numpy as np
import pytest

from sk_ccnn.compiling import HAS_NUMBA, compiled

pytestmark = pytest.mark.skipif(not HAS_NUMBA, reason="numba is not installed")


def _running_total(values, totals):
    total = 0.0
    for place in range(len(values)):
        total += values[place]
        totals[place] = total
    return total


def test_a_compiled_loop_does_what_python_does():
    values = np.random.default_rng(0).normal(size=100)
    here, there = np.empty(100), np.empty(100)
    assert compiled(_running_total)(values, here) == _running_total(values, there)
    assert np.array_equal(here, there)


def test_a_loop_is_compiled_once():
    assert compiled(_running_total) is compiled(_running_total)


def test_a_function_without_a_file_is_compiled_too():
    names = {}
    exec("def double(value):\n    return 2 * value", names)
    assert compiled(names["double"])(21) == 42
