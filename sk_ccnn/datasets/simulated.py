"""Simulated cohorts whose truth is known.

A test of the claim "the anatomy helps" needs a positive and a negative control. Here age (or
disease) spreads insults along connections, which leaves two traces in the regional measures:

- a mean pattern, the atrophy that accumulates around a few epicentres which everybody shares; any
  linear model sees it;
- a covariance pattern: everybody's own insults sit in different regions, so they tell nothing on
  average, but the longer they spread the more alike *connected* regions become. No region's
  variance changes. This part can be read only from the interplay of connected regions, and with a
  few hundred subjects best by a model that knows which regions those are.
"""

import numpy as np
from sklearn.utils import check_random_state

from .simulation import (
    SPREAD_TIME,
    check_options,
    draw_people,
    draw_shifts,
    measure,
    pack,
    require_in_range,
    spread_atrophy,
)

_YOUNGEST, _OLDEST = 20.0, 80.0


def make_age_cohort(
    n_subjects=300,
    connectome="desikan_killiany",
    *,
    effect="connectome",
    features="nodes",
    atrophy=0.3,
    rate=0.05,
    n_epicentres=3,
    noise=0.5,
    sex_effect=0.0,
    n_sites=1,
    site_effect=0.0,
    site_confounding=0.0,
    random_state=None,
    return_X_y=False,
):
    """Simulate people of different ages, whose age has spread along a connectome.

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
        Along what age spreads: the connectome; or, as a negative control, the shortest distances
        (as many pairs as the connectome connects, weighing ``exp(-distance / 20 mm)``), blind to
        the connectome. A connectome is mostly short connections, so against ``"spatial"`` it
        still beats a null model that ignores distance, and ties one that keeps it. ``"none"``:
        the features belong to somebody of another age.
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
        ``X`` (ndarray of shape (n_subjects, n_regions) or (n_subjects, n_pairs)), ``y`` (age in
        years), ``feature_names``, ``site`` (int from 0), ``sex`` (str), ``confounds`` (ndarray of
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
    connectome = check_options(connectome, n_subjects, n_epicentres, n_sites, effect, features)
    require_in_range(atrophy=atrophy, rate=rate, noise=noise, site_confounding=site_confounding)
    random_state = check_random_state(random_state)
    age = random_state.uniform(_YOUNGEST, _OLDEST, size=n_subjects)
    people = draw_people(age, n_sites, site_confounding, random_state)
    spread_time = age - _YOUNGEST
    if effect == "none":
        spread_time = random_state.permutation(spread_time)
    latent, truth = spread_atrophy(
        connectome, effect, spread_time, atrophy, rate, n_epicentres, random_state
    )
    shift = draw_shifts(people, latent.shape[1], sex_effect, site_effect, random_state)
    X = measure(latent - shift, truth.graph, features, noise, random_state)
    description = f"Simulated ages; effect={effect!r} over {connectome!r}"
    return pack(X, age, people, connectome, truth, features, description, return_X_y)


def make_disease_cohort(
    n_subjects=300,
    connectome="desikan_killiany",
    *,
    effect="connectome",
    features="nodes",
    prevalence=0.5,
    atrophy=0.3,
    rate=0.05,
    n_epicentres=3,
    noise=0.5,
    age_effect=0.0,
    age_gap=0.0,
    sex_effect=0.0,
    n_sites=1,
    site_effect=0.0,
    site_confounding=0.0,
    random_state=None,
    return_X_y=False,
):
    """Simulate patients, in whom a disease has spread along a connectome, and controls.

    As :func:`make_age_cohort`, with the duration of the disease (uniform from 30 to 60 units of
    time; nothing has spread in a control) in the place of age.

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
    connectome = check_options(connectome, n_subjects, n_epicentres, n_sites, effect, features)
    require_in_range(atrophy=atrophy, rate=rate, noise=noise, site_confounding=site_confounding)
    if not 0 < prevalence < 1:
        raise ValueError(f"prevalence must be in (0, 1), got {prevalence!r}")
    random_state = check_random_state(random_state)
    sick = random_state.permutation(np.arange(n_subjects) < round(prevalence * n_subjects))
    age = random_state.uniform(_YOUNGEST, _OLDEST, size=n_subjects) + age_gap * sick
    people = draw_people(sick, n_sites, site_confounding, random_state)
    duration = sick * random_state.uniform(SPREAD_TIME / 2, SPREAD_TIME, size=n_subjects)
    if effect == "none":
        duration = random_state.permutation(duration)
    latent, truth = spread_atrophy(
        connectome, effect, duration, atrophy, rate, n_epicentres, random_state
    )
    shift = draw_shifts(people, latent.shape[1], sex_effect, site_effect, random_state)
    shift -= age_effect * ((age - _YOUNGEST) / (_OLDEST - _YOUNGEST))[:, np.newaxis]
    X = measure(latent - shift, truth.graph, features, noise, random_state)
    description = f"Simulated patients and controls; effect={effect!r} over {connectome!r}"
    more = {"age": age, "target_names": ("control", "patient")}
    y = sick.astype(int)
    return pack(X, y, people, connectome, truth, features, description, return_X_y, **more)
