"""Find where an automatic path of wiring costs begins: where no wire between regions is left."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import _num_samples

from ..estimators import clone_with, find_network
from ..stacking import Candidate, Scoring, fit_steps, score_in_stacks, values_of_results
from ..types import FloatArray

# Where the search begins; it moves up where wires are left.
_PROBED = (1e-3, 1e2)
_N_PROBED, _N_REFINED = 16, 7


class Resources(NamedTuple):
    """What the search for the start may use.

    Parameters
    ----------
    n_jobs : int or None
        Processes.
    max_stack_memory : float, in MiB
    verbose : int
        1 for a progress bar.
    """

    n_jobs: int | None = None
    max_stack_memory: float | None = None
    verbose: int = 0


def smallest_lambda_without_wires(
    estimator: Any, X: Any, y: Any, fit_params: dict[str, Any], resources: Resources
) -> float:
    """Find the smallest strength at which no wire between regions is left, to within an eighth.

    One member tells roughly where that is; then all of them tell within a narrow range.

    Parameters
    ----------
    estimator : estimator
        A network, or a Pipeline that ends in one. The network's `random_state` is an int.
    X, y : array-like
        Subjects.
    fit_params : dict
        As for ``estimator.fit``.
    resources : Resources

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the network has no wires between regions.
    """
    network = find_network(estimator)
    if isinstance(estimator, Pipeline):
        _, X, y, fit_params = fit_steps(estimator, X, y, fit_params)
    probe = _Probe(X, y, fit_params, resources)
    lowest, highest = _bracket(clone(network).set_params(n_members=1), probe)
    while True:
        refined = np.geomspace(lowest, highest, _N_REFINED + 1)
        wires = probe.wires(network, refined[1:])
        if wires[-1] == 0:
            break
        # Other members keep wires for longer than the first one.
        lowest, highest = highest, highest * highest / lowest
    none_after = np.append(1.0, wires).nonzero()[0]
    return float(refined[none_after[-1] + 1])


def _bracket(network: Any, probe: _Probe) -> tuple[float, float]:
    """Give a strength at which wires are left, and a larger one at which none is."""
    lowest, highest = _PROBED
    step = (highest / lowest) ** (1 / (_N_PROBED - 1))
    while True:
        probed = np.geomspace(lowest, highest, _N_PROBED)
        wires = probe.wires(network, probed)
        if np.isnan(wires).any():
            raise ValueError(
                f"{network!r} has no wires between regions, so no lambda_wiring is to be chosen"
            )
        if wires[-1] == 0:
            break
        lowest, highest = highest, highest * highest / lowest
    if not wires.any():
        return float(probed[0] / step), float(probed[0])
    last = int(np.flatnonzero(wires)[-1])
    return float(probed[last]), float(probed[last + 1])


class _Probe:
    """Trains networks on all subjects, to see which wires are left."""

    def __init__(self, X: Any, y: Any, fit_params: dict[str, Any], resources: Resources) -> None:
        self.X, self.y, self.fit_params, self.resources = X, y, fit_params, resources

    def wires(self, network: Any, lambdas: FloatArray) -> FloatArray:
        """Count the wires that each strength leaves, mean over members; NaN if there are none."""
        everyone = np.arange(_num_samples(self.X))
        found = score_in_stacks(
            [Candidate(with_lambda(network, value), self.y) for value in lambdas],
            self.X,
            [(everyone, everyone[:1])],
            Scoring(_n_connections, {}),
            fit_params=self.fit_params,
            label="start of the lambda path",
            **self.resources._asdict(),
        )
        return np.array([value for (value,) in values_of_results(found)])


def _n_connections(network: Any, X: Any, y: Any = None) -> float:
    return float(network.n_connections_)


def with_lambda(estimator: Any, value: float) -> Any:
    """Copy an estimator with another strength of the wiring cost, and without a bar of its own."""
    return clone_with(estimator, lambda_wiring=float(value), verbose=0)
