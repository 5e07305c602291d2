"""A simulated cohort of people of different ages."""

from __future__ import annotations

from typing import Literal, overload

import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import Bunch, check_random_state

from ..connectome import Connectome
from ..types import AnyArray, Features, RandomState
from .simulation import (
    OLDEST,
    YOUNGEST,
    Effect,
    check_options,
    draw_people,
    draw_shifts,
    measure,
    pack,
    require_in_range,
    spread_atrophy,
)


@overload
def make_age_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: Literal[False] = False,
) -> Bunch: ...


@overload
def make_age_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: Literal[True],
) -> tuple[pd.DataFrame, AnyArray]: ...


def make_age_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: bool = False,
) -> Bunch | tuple[pd.DataFrame, AnyArray]:
    """Simulate people of different ages, in whom atrophy has spread along a connectome.

    Ages are uniform from 20 to 80 years. Age lets insults spread by network diffusion [1]_ for
    ``age - 20`` years: atrophy accumulates around shared epicentres (any linear model sees it), and
    each person's own insults spread from where they are, which makes connected regions more alike
    (only the interplay of connected regions shows it; no region's variance changes).

    Parameters
    ----------
    n_subjects : int, default=300
    connectome : Connectome, str or square array, default="desikan_killiany"
        Directions and signs do not matter; weights are taken on a log scale.
    effect : {"connectome", "spatial", "none"}, default="connectome"
        Along what atrophy spreads: the connectome; or, as a negative control, the shortest
        distances (as many pairs as the connectome connects, weighing ``exp(-distance / 20 mm)``),
        which know nothing of the connectome. A connectome is mostly short connections: with
        ``"spatial"`` it still does better than a null model that ignores distance, and as well as
        one that keeps it. ``"none"``: the features are those of a person of another age.
    features : {"nodes", "edges"}, default="nodes"
        One measure a region (thickness-like: it falls where atrophy is), or the strength of the
        connection of every pair of regions, upper triangle row by row: atrophy at either end
        weakens those that the effect spreads along, the others vary as much but tell nothing.
    atrophy : float, default=0.3
        Mean loss from age 20 to 80, in standard deviations between persons of one age.
    rate : float, default=0.05
        Diffusion per year. 0: nothing spreads.
    n_epicentres : int, default=3
    noise : float, default=0.5
        Of the measurement, in standard deviations between persons.
    sex_effect, site_effect : float, default=0
        Of the shift of every region by sex and by site, in standard deviations between persons.
    n_sites : int, default=1
        Of equal size.
    site_confounding : float in [0, 1], default=0
        How far age decides the site; at 1 sites are age bands.
    random_state : int, RandomState instance or None, default=None
    return_X_y : bool, default=False
        Return ``(X, y)`` instead of a Bunch.

    Returns
    -------
    Bunch
        ``X`` (DataFrame of shape (n_subjects, n_regions) or (n_subjects, n_pairs), whose columns
        are named "A", or "A--B"), ``y`` (age in years), ``feature_names``,
        ``site`` (int from 0), ``sex`` (str), ``confounds`` (ndarray of
        shape (n_subjects, n_sites): male, then sites but the first), ``connectome``,
        ``description`` and ``truth``, a Bunch of ``epicentres`` (labels), ``graph`` (ndarray of
        shape (n_regions, n_regions), along which the effect spreads), ``spread_matrix`` (of one
        year, same shape), ``insults`` (ndarray of shape (n_subjects, n_regions)) and
        ``spread_time`` (years, ndarray of shape (n_subjects,)).

    Raises
    ------
    ValueError
        If an option is unknown, a number out of range, or ``effect="spatial"`` is asked of a
        connectome without coordinates.

    References
    ----------
    .. [1] Raj, Kuceyeski & Weiner 2012, Neuron 73:1204, doi 10.1016/j.neuron.2011.12.040

    Examples
    --------
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> cohort = make_age_cohort(100, random_state=0)
    >>> cohort.X.shape, len(cohort.truth.epicentres)
    ((100, 84), 3)
    """
    brain = check_options(connectome, n_subjects, n_epicentres, n_sites, effect, features)
    require_in_range(atrophy=atrophy, rate=rate, noise=noise, site_confounding=site_confounding)
    random = check_random_state(random_state)
    age = random.uniform(YOUNGEST, OLDEST, size=n_subjects)
    people = draw_people(age, n_sites, site_confounding, random)
    spread_time = age - YOUNGEST
    if effect == "none":
        spread_time = random.permutation(spread_time)
    latent, truth = spread_atrophy(brain, effect, spread_time, atrophy, rate, n_epicentres, random)
    shift = draw_shifts(people, latent.shape[1], sex_effect, site_effect, random)
    X = measure(latent - shift, truth.graph, brain.labels, features, noise, random)
    if return_X_y:
        return X, age
    description = f"Simulated ages; effect={effect!r} over {brain!r}"
    return pack(X, age, people, brain, truth, description)
