"""Measure a trained network: its predictions and its wiring."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval
from tqdm.auto import tqdm

from ..connectome import Connectome
from ..estimators import BaseConnectomeEstimator, find_network
from ..nn import draw_seeds
from ..types import RandomState
from ..validation import validated
from .evaluation import GIVEN, Evaluation
from .graph import modularity, small_worldness
from .hubs import HubOverlap, hub_overlap
from .lengths import N_BINS, EdgeLengths, edge_lengths
from .similarity import Similarity, connectome_similarity
from .task import score_task
from .wiring import measure_wiring, require_same_network

BRAIN = "connectome"

T = TypeVar("T")


@validated(
    {
        "estimator": [BaseEstimator],
        "reference": [BaseEstimator, None],
        "n_nulls": [Interval(Integral, 1, None, closed="left")],
        "n_random_graphs": [Interval(Integral, 0, None, closed="left")],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=True,
)
def evaluate(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike,
    *,
    reference: BaseEstimator | None = None,
    n_nulls: int = 100,
    n_random_graphs: int = 20,
    random_state: RandomState = None,
    verbose: int | bool = 0,
) -> Evaluation:
    """Measure a trained network: its scores beside the cost and the shape of its wiring.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, or estimator around one
        Fitted; such as a Pipeline that ends in one, a search over it or a `BrainAgeRegressor`.
    X : array-like of shape (n_subjects, ...)
        Subjects that were not in `fit`, as the estimator takes them.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
        Truth.
    reference : estimator or Pipeline, optional
        The same network, fitted with ``lambda_wiring=0`` or not yet pruned; its wiring cost is the
        whole that the network's is a share of. It is measured in all other ways, too.
    n_nulls : int, default=100
        Null connectomes that the similarity is compared with, of each of two kinds: with the
        degrees of the brain, and with degrees and lengths; see `connectome_similarity`.
    n_random_graphs : int, default=20
        Rewired graphs of which small-worldness takes the mean. 0 leaves it out, which saves minutes
        where hundreds of regions are densely connected.
    random_state : int, RandomState instance or None, default=None
        Of the null connectomes, the random graphs and the Louvain algorithm.
    verbose : int or bool, default=0
        Show a progress bar over the networks and the brain, whose wirings are measured alike.

    Returns
    -------
    Evaluation
        Prints as a table with a sentence.

    Raises
    ------
    TypeError
        If an estimator is none of ours.
    ValueError
        If the reference is another network, or X or y does not fit.

    Notes
    -----
    Density, zeros and cost are means over members. Similarity, modularity, small-worldness, hubs
    and lengths are those of `learned_connectome`, the mean over members, which has every wire that
    one of them has. Distances are those of the biological connectome, in mm where it has tract
    lengths or coordinates. Under ``constraint="hard"`` and without a wiring cost all wires of the
    connectome are there; measures that ask only which regions are connected (small-worldness, the
    median length) are then the connectome's own and say nothing about what was learned, and hubs
    overlap because regions have the degrees that the constraint gives them.

    See Also
    --------
    sk_ccnn.inference.null_connectome_test : Whether the connectome helps to predict.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.metrics import evaluate
    >>> X, age = make_age_cohort(n_subjects=150, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor(
    ...     "desikan_killiany", lambda_wiring=0.01, n_members=1, max_epochs=20, random_state=0
    ... )
    >>> found = evaluate(
    ...     network.fit(X[:100], age[:100]), X[100:], age[100:], n_nulls=5, random_state=0
    ... )
    >>> found.frame.loc[["MAE", "connection density", "modularity"]].shape
    (3, 2)
    """
    X, truth = indexable(X, y)
    estimators = {"network": estimator} | ({} if reference is None else {"reference": reference})
    networks = {
        name: find_network(
            each,
            name="reference" if name == "reference" else "estimator",
            fitted=True,
            predicts=True,
        )
        for name, each in estimators.items()
    }
    if reference is not None:
        require_same_network(networks["network"], networks["reference"])
    columns = {name: score_task(each, X, truth) for name, each in estimators.items()}
    wiring = _Wiring(networks, n_nulls, n_random_graphs, random_state)
    for name in tqdm([*networks, BRAIN], desc="wiring", unit="network", disable=not verbose):
        measured = wiring.measure_brain() if name == BRAIN else wiring.measure(name)
        columns[name] = columns.get(name, {}) | measured
    return Evaluation(
        pd.DataFrame(columns).reindex(list(columns["network"])).astype(float),
        wiring.similarities,
        wiring.hubs,
        wiring.lengths,
        tuple(dict.fromkeys(wiring.notes)),
        len(truth),
    )


class _Wiring:
    """The wiring of one or two networks on one connectome, measured alike."""

    def __init__(
        self,
        networks: dict[str, BaseConnectomeEstimator],
        n_nulls: int,
        n_random_graphs: int,
        random_state: RandomState,
    ) -> None:
        self.networks, self.brain = networks, networks["network"].connectome_
        self.n_random_graphs = n_random_graphs
        null_seed, self.graph_seed = draw_seeds(random_state, 2)
        self.similarities: dict[str, Similarity] = {}
        self.hubs: dict[str, HubOverlap] = {}
        self.lengths: dict[str, EdgeLengths] = {}
        self.notes: list[str] = []
        self._distances = self.brain.all_distances()
        self._bins = edge_lengths(self.brain, distances=self._distances, bins=N_BINS).bins
        self._sigmas: dict[bytes, float] = {}
        has_geometry = self.brain.coordinates is not None or self.brain.lengths is not None
        self._null_options: dict[str, Any] = {
            "nulls": ("degree", "length") if has_geometry else ("degree",),
            "n_nulls": n_nulls,
            "random_state": null_seed,
        }

    def measure(self, name: str) -> dict[str, float]:
        """Measure a network: dict of str to float."""
        network, wiring = self.networks[name], measure_wiring(self.networks[name])
        measures = {
            "connection density": wiring.density,
            "wires that are not 0": wiring.n_wires,
            "wires that are exactly 0": wiring.zeros,
            "wiring cost": wiring.cost,
        }
        if "reference" in self.networks:
            whole = self.networks["reference"].wiring_cost_
            share = wiring.cost / whole if whole > 0 else np.nan
            measures["wiring cost over reference"] = share
        learned = self._or_note("wiring", network.learned_connectome)
        if learned is None:
            return measures
        self.hubs[name] = hubs = hub_overlap(learned, self.brain)
        return (
            measures
            | self._compare(name, learned)
            | self._graph(name, learned)
            | {
                "hub overlap": hubs.overlap,
                "hub overlap, by chance": hubs.chance,
            }
        )

    def measure_brain(self) -> dict[str, float]:
        """Measure the biological connectome as the networks: dict of str to float."""
        return {"connection density": self.brain.density} | self._graph(BRAIN, self.brain)

    def _compare(self, name: str, learned: Connectome) -> dict[str, float]:
        """Compare with the biological connectome: dict of str to float."""
        found = connectome_similarity(learned, self.brain, **self._null_options)
        self.similarities[name] = found
        measures = {"similarity to connectome": found.rho}
        for kind in found.null_rhos:
            measures[f"z given {GIVEN[kind]}"] = found.z_scores[kind]
            measures[f"p given {GIVEN[kind]}"] = found.p_values[kind]
        return measures

    def _graph(self, name: str, connectome: Connectome) -> dict[str, float]:
        """Measure a connectome as a graph with distances."""
        lengths = edge_lengths(connectome, distances=self._distances, bins=self._bins)
        self.lengths[name] = lengths
        return {
            "modularity": modularity(connectome, random_state=self.graph_seed),
            "small-worldness": self._sigma(connectome),
            "median edge length": lengths.median,
            "mean edge length by weight": lengths.mean,
        }

    def _sigma(self, connectome: Connectome) -> float:
        """Compute small-worldness, once for connectomes that have the same edges."""
        if not self.n_random_graphs:
            return np.nan
        edges = connectome.adjacency()
        edges = edges | edges.T
        key = edges.tobytes()
        if key not in self._sigmas:
            options = {"n_nulls": self.n_random_graphs, "random_state": self.graph_seed}
            found = self._or_note(
                "small-worldness", small_worldness, edges.astype(float), **options
            )
            self._sigmas[key] = np.nan if found is None else found.sigma
        return self._sigmas[key]

    def _or_note(
        self, what: str, function: Callable[..., T], *args: Any, **options: Any
    ) -> T | None:
        """Call a function; where its input has no such measure, note why and give None."""
        try:
            return function(*args, **options)
        except ValueError as error:
            self.notes.append(f"{what}: {error}")
            return None
