"""Attributions sum to the change of the output, whatever the path."""

import numpy as np
import pytest

from sk_ccnn.attributions.integration import TOLERANCE, integrate, quadrature


class Power:
    """A path along x ** power, for one member, unit and output."""

    rows_at_once = 2

    def __init__(self, ends, power):
        self.ends, self.power, self.calls = np.asarray(ends, dtype=float), power, []

    def change(self):
        return (self.ends**self.power)[None, :, None]

    def attribute(self, rows, n_steps):
        self.calls.append((len(rows), n_steps))
        ends = self.ends[rows]
        slopes = sum(
            weight * self.power * (share * ends) ** (self.power - 1)
            for share, weight in quadrature(n_steps)
        )
        return (slopes * ends)[None, :, None, None]


def test_the_integral_is_the_change():
    path = Power([1.0, 2.0, 3.0], 4)
    assert integrate(path)[0, :, 0, 0] == pytest.approx([1, 16, 81])


def test_paths_that_are_done_are_not_integrated_again():
    path = Power([1e-6, 1.0], 0.5)
    found = integrate(path)[0, :, 0, 0]
    assert np.abs(found - path.change()[0, :, 0]).max() <= TOLERANCE
    assert path.calls[0] == (2, 16) and path.calls[-1][1] > 16


def test_what_does_not_converge_is_told():
    with pytest.warns(UserWarning, match="attributions of 1 subjects do not sum"):
        integrate(Power([1.0], 0.01))


def test_weights_sum_to_1():
    assert sum(weight for _, weight in quadrature(16)) == pytest.approx(1)
