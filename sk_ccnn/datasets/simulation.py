"""The steps that simulated cohorts, whose truth is known, have in common.

A test of the claim "the anatomy helps" needs a positive and a negative control. Here age (or
disease) spreads insults along connections, which leaves two traces in the regional measures:

- a mean pattern: atrophy accumulates around a few epicentres that all people share. Any linear
  model sees it;
- a covariance pattern: each person's own insults are in other regions, so they tell nothing on
  average. But the longer they spread, the more alike *connected* regions become. No region's
  variance changes. This part can be read only from the interplay of connected regions, and with a
  few hundred subjects best by a model that knows which regions those are.
"""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import Bunch

from ..connectome import DECAY, Connectome, as_connectome, n_pairs, pair_names, require_known
from ..types import AnyArray, Features, FloatArray
from .diffusion import NetworkDiffusion

Effect: TypeAlias = Literal["connectome", "spatial", "none"]

YOUNGEST, OLDEST = 20.0, 80.0
"""Ages in years between which people are drawn."""

SPREAD_TIME = 60.0
"""The longest time for which anything spreads; amounts of atrophy are stated at this time."""

_EFFECTS = ("connectome", "spatial", "none")


def check_options(
    given: Connectome | str | ArrayLike,
    n_subjects: int,
    n_epicentres: int,
    n_sites: int,
    effect: Effect,
    features: Features,
) -> Connectome:
    """Refuse options that do not fit each other, and return the connectome."""
    connectome = as_connectome(given)
    require_known(effect, _EFFECTS, "effect")
    require_known(features, ("nodes", "edges"), "features")
    for name, value, most in (
        ("n_subjects", n_subjects, None),
        ("n_epicentres", n_epicentres, connectome.n_regions),
        ("n_sites", n_sites, n_subjects),
    ):
        if not isinstance(value, numbers.Integral) or value < 1 or (most and value > most):
            upper = f" and at most {most}" if most else ""
            raise ValueError(f"{name} must be an integer of at least 1{upper}, got {value!r}")
    if effect == "spatial" and connectome.coordinates is None:
        raise ValueError(f"effect='spatial' needs coordinates but {connectome!r} has none")
    return connectome


def require_in_range(**values: float) -> None:
    """Refuse what is negative or not finite, and a confounding above 1."""
    for name, value in values.items():
        top = 1.0 if name == "site_confounding" else np.inf
        if not (0 <= value <= top and np.isfinite(value)):
            raise ValueError(f"{name} must be finite and from 0 to {top:g}, got {value!r}")


def draw_people(
    target: AnyArray,
    n_sites: int,
    site_confounding: float,
    random_state: np.random.RandomState,
) -> Bunch:
    """Draw sex and site; the site follows the rank of a mixture of target and chance."""
    n_subjects = target.size
    rank = np.argsort(np.argsort(target + 1e-6 * random_state.uniform(size=n_subjects)))
    chance = random_state.permutation(n_subjects)
    order = np.argsort(site_confounding * rank + (1 - site_confounding) * chance, kind="stable")
    site = np.empty(n_subjects, dtype=int)
    site[order] = np.arange(n_subjects) * n_sites // n_subjects
    sex = np.array(["female", "male"])[random_state.randint(2, size=n_subjects)]
    return Bunch(site=site, sex=sex, n_sites=n_sites)


def _graph(connectome: Connectome, effect: Effect) -> FloatArray:
    if effect != "spatial":
        graph: FloatArray = np.abs(connectome.symmetrize("max").normalize("log").to_dense())
        return graph
    nearness = np.exp(-DECAY * connectome.all_distances("euclidean"))
    n_connected = np.triu(connectome.symmetrize("max").adjacency()).sum()
    as_many = n_connected / n_pairs(connectome.n_regions)
    return Connectome(nearness).threshold(as_many, connected=False).to_dense()


def spread_atrophy(
    connectome: Connectome,
    effect: Effect,
    times: FloatArray,
    atrophy: float,
    rate: float,
    n_epicentres: int,
    random_state: np.random.RandomState,
) -> tuple[FloatArray, Bunch]:
    """Let shared and own insults spread; return atrophy, in SD between persons, and the truth."""
    graph = _graph(connectome, effect)
    diffusion = NetworkDiffusion(graph, rate)
    epicentres = random_state.choice(connectome.n_regions, size=n_epicentres, replace=False)
    seed = np.bincount(epicentres, minlength=connectome.n_regions).astype(float)
    full = np.abs(diffusion.accumulate(seed, [SPREAD_TIME])).mean()
    insults = random_state.standard_normal((times.size, connectome.n_regions))
    shared = atrophy / full * diffusion.accumulate(seed, times)
    truth = Bunch(
        epicentres=tuple(connectome.labels[index] for index in np.sort(epicentres)),
        graph=graph,
        spread_matrix=diffusion.matrix(1.0),
        insults=insults,
        spread_time=times,
    )
    return shared + diffusion.spread(insults, times), truth


def draw_shifts(
    people: Bunch,
    n_regions: int,
    sex_effect: float,
    site_effect: float,
    random_state: np.random.RandomState,
) -> FloatArray:
    """Draw how sex and site shift each region's measure; the first site is the reference."""
    by_site = site_effect * random_state.standard_normal((people.n_sites, n_regions))
    by_sex = sex_effect * random_state.standard_normal(n_regions)
    shifts: FloatArray = by_site[people.site] - by_site[0] + np.outer(people.sex == "male", by_sex)
    return shifts


def measure(
    atrophy: FloatArray,
    graph: FloatArray,
    labels: Sequence[str],
    features: Features,
    noise: float,
    random_state: np.random.RandomState,
) -> pd.DataFrame:
    """Measure atrophy in each region, or what it leaves of each pair's connection."""
    if features == "nodes":
        measured = -atrophy
    else:
        rows, columns = np.triu_indices(len(graph), k=1)
        # Pairs without a connection vary as much, but tell nothing about atrophy.
        measured = random_state.standard_normal((len(atrophy), rows.size))
        real = graph[rows, columns] > 0
        measured[:, real] = -(atrophy[:, rows[real]] + atrophy[:, columns[real]]) / np.sqrt(2)
    noisy = measured + noise * random_state.standard_normal(measured.shape)
    return pd.DataFrame(noisy, columns=labels if features == "nodes" else pair_names(labels))


def pack(
    X: pd.DataFrame,
    y: AnyArray,
    people: Bunch,
    connectome: Connectome,
    truth: Bunch,
    description: str,
    **more: Any,
) -> Bunch:
    """Put the cohort into a Bunch."""
    sites = people.site[:, np.newaxis] == np.arange(1, people.n_sites)
    return Bunch(
        X=X,
        y=y,
        feature_names=X.columns.tolist(),
        site=people.site,
        sex=people.sex,
        confounds=np.column_stack([people.sex == "male", sites]).astype(float),
        connectome=connectome,
        truth=truth,
        description=description,
        **more,
    )
