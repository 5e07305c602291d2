"""A simulated cohort of patients and controls."""

from __future__ import annotations

from typing import Literal, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import Bunch, check_random_state

from ..connectome import Connectome
from ..types import AnyArray, Features, RandomState
from .simulation import (
    OLDEST,
    SPREAD_TIME,
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
def make_disease_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    prevalence: float = 0.5,
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    age_effect: float = 0.0,
    age_gap: float = 0.0,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: Literal[False] = False,
) -> Bunch: ...


@overload
def make_disease_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    prevalence: float = 0.5,
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    age_effect: float = 0.0,
    age_gap: float = 0.0,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: Literal[True],
) -> tuple[pd.DataFrame, AnyArray]: ...


def make_disease_cohort(
    n_subjects: int = 300,
    connectome: Connectome | str | ArrayLike = "desikan_killiany",
    *,
    effect: Effect = "connectome",
    features: Features = "nodes",
    prevalence: float = 0.5,
    atrophy: float = 0.3,
    rate: float = 0.05,
    n_epicentres: int = 3,
    noise: float = 0.5,
    age_effect: float = 0.0,
    age_gap: float = 0.0,
    sex_effect: float = 0.0,
    n_sites: int = 1,
    site_effect: float = 0.0,
    site_confounding: float = 0.0,
    random_state: RandomState = None,
    return_X_y: bool = False,
) -> Bunch | tuple[pd.DataFrame, AnyArray]:
    """Simulate patients, in whom a disease has spread along a connectome, and controls.

    As :func:`make_age_cohort`, with the duration of the disease (uniform from 30 to 60 units of
    time; nothing has spread in a control) instead of age.

    Parameters
    ----------
    n_subjects : int, default=300
    connectome : Connectome, str or square array, default="desikan_killiany"
    effect : {"connectome", "spatial", "none"}, default="connectome"
        See :func:`make_age_cohort`.
    features : {"nodes", "edges"}, default="nodes"
        See :func:`make_age_cohort`.
    prevalence : float in (0, 1), default=0.5
        Share of patients.
    atrophy : float, default=0.3
        Mean loss after 60 units of time, in standard deviations between controls.
    rate : float, default=0.05
        Diffusion per unit of time.
    n_epicentres : int, default=3
    noise : float, default=0.5
    age_effect : float, default=0
        Loss of every region from age 20 to 80, in standard deviations between controls.
    age_gap : float, default=0
        How much older patients are, in years; with an age effect, a confound.
    sex_effect, site_effect : float, default=0
    n_sites : int, default=1
    site_confounding : float in [0, 1], default=0
        How far the diagnosis decides the site.
    random_state : int, RandomState instance or None, default=None
    return_X_y : bool, default=False
        Return ``(X, y)`` instead of a Bunch.

    Returns
    -------
    Bunch
        As :func:`make_age_cohort`, with ``y`` 1 for patients and 0 for controls,
        ``target_names`` and ``age`` (years).

    Raises
    ------
    ValueError
        If an option is unknown or a number out of range.

    References
    ----------
    .. [1] Raj, Kuceyeski & Weiner 2012, Neuron 73:1204, doi 10.1016/j.neuron.2011.12.040

    Examples
    --------
    >>> from sk_ccnn.datasets import make_disease_cohort
    >>> X, y = make_disease_cohort(60, random_state=0, return_X_y=True)
    >>> X.shape, int(y.sum())
    ((60, 84), 30)
    """
    brain = check_options(connectome, n_subjects, n_epicentres, n_sites, effect, features)
    require_in_range(atrophy=atrophy, rate=rate, noise=noise, site_confounding=site_confounding)
    if not 0 < prevalence < 1:
        raise ValueError(f"prevalence must be in (0, 1), got {prevalence!r}")
    random = check_random_state(random_state)
    sick = random.permutation(np.arange(n_subjects) < round(prevalence * n_subjects))
    age = random.uniform(YOUNGEST, OLDEST, size=n_subjects) + age_gap * sick
    people = draw_people(sick, n_sites, site_confounding, random)
    duration = sick * random.uniform(SPREAD_TIME / 2, SPREAD_TIME, size=n_subjects)
    if effect == "none":
        duration = random.permutation(duration)
    latent, truth = spread_atrophy(brain, effect, duration, atrophy, rate, n_epicentres, random)
    shift = draw_shifts(people, latent.shape[1], sex_effect, site_effect, random)
    shift -= age_effect * ((age - YOUNGEST) / (OLDEST - YOUNGEST))[:, np.newaxis]
    X = measure(latent - shift, truth.graph, brain.labels, features, noise, random)
    y = sick.astype(int)
    if return_X_y:
        return X, y
    description = f"Simulated patients and controls; effect={effect!r} over {brain!r}"
    more = {"age": age, "target_names": ("control", "patient")}
    return pack(X, y, people, brain, truth, description, **more)
