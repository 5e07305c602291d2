"""Find the regions that a disease, or any target, has altered."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import false_discovery_control
from sklearn.utils import check_array, check_consistent_length
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _get_feature_names

from ..connectome import regions_of_pairs
from ..estimators import MOST_CLASSES, FeatureLayout, to_table
from ..preprocessing import ConfoundDesign, read_confounds
from ..types import AnyArray, FeaturesOption, FloatArray
from ..validation import checked_sample_weight, named_table, validated
from .effects import measure_effects

TargetType: TypeAlias = Literal["categorical", "continuous"]


@validated(
    {
        "X": ["array-like"],
        "y": ["array-like"],
        "confounds": ["array-like", None],
        "alpha": [Interval(Real, 0, 1, closed="both")],
        "target_type": [StrOptions({"auto", "categorical", "continuous"})],
        "features": [StrOptions({"auto", "nodes", "edges"})],
        "regions": ["array-like", None],
        "sample_weight": ["array-like", None],
    },
    prefer_skip_nested_validation=True,
)
def altered_regions(
    X: ArrayLike,
    y: ArrayLike,
    *,
    confounds: ArrayLike | None = None,
    alpha: float = 0.05,
    target_type: Literal["auto", "categorical", "continuous"] = "auto",
    features: FeaturesOption = "auto",
    regions: Sequence[str] | None = None,
    sample_weight: ArrayLike | None = None,
) -> pd.DataFrame:
    """Find the regions that differ between groups, or go with a number.

    Every region is compared with the target by a linear model that has the confounds too, so that
    they are regressed out of both. Give it training subjects only: regions that were chosen with
    the test subjects leak.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_regions), (n_subjects, n_regions, n_channels) or \
(n_subjects, n_regions, n_regions)
        Measures of regions, or connectomes. Of several measures a region has its most altered one,
        by a p-value times their number. Of a connectome a region has its strength, the mean of its
        connections.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
        Groups, or numbers.
    confounds : array-like of shape (n_subjects,) or (n_subjects, n_confounds), default=None
        Such as age, sex or site: numbers, and categories as text.
    alpha : float, default=0.05
        Share of false discoveries that is accepted among the altered regions.
    target_type : {"auto", "categorical", "continuous"}, default="auto"
        What y is. ``"auto"`` takes numbers as continuous if they have fractions or more than 10
        distinct values, else as groups.
    features : {"auto", "nodes", "edges"}, default="auto"
        ``"edges"``: X holds connectomes, as matrices or as the pairs of regions (upper triangle).
        ``"auto"`` takes square matrices as edges, and columns as measures of a region each.
    regions : sequence of str, default=None
        Names of the regions; by default those of the columns of X, where it has names.
    sample_weight : array-like of shape (n_subjects,), default=None
        Weights of the subjects; only their ratios matter.

    Returns
    -------
    DataFrame
        A row for each region, in their order:

        - ``effect_size``: of two groups Hedges' g, the second group in sorted order minus the
          first, over the standard deviation within groups; of a number the partial correlation; of
          more groups or numbers the multiple partial correlation, from 0 to 1;
        - ``p_value``: of the t-test, or the F-test where there are more than two groups;
        - ``q_value``: adjusted for the number of regions (Benjamini-Hochberg [1]_);
        - ``altered``: whether ``q_value`` is at most `alpha`.

    Raises
    ------
    ValueError
        If the inputs do not fit, there are too few subjects, or the confounds leave nothing of y.

    References
    ----------
    .. [1] Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> from sk_ccnn.datasets import make_disease_cohort
    >>> from sk_ccnn.transfer import altered_regions
    >>> cohort = make_disease_cohort(60, atrophy=0.1, random_state=0)
    >>> table = altered_regions(cohort.X, cohort.y, regions=cohort.connectome.labels)
    >>> table[table.altered].round(3).rename_axis(None)
                            effect_size  p_value  q_value  altered
    L_rostralmiddlefrontal       -1.023      0.0    0.009     True
    R_Cerebellum                 -1.011      0.0    0.009     True
    """
    X = named_table(X)
    names = _get_feature_names(X)
    table, layout = to_table(X, features)
    table = check_array(table, dtype=np.float64, ensure_min_samples=2)
    layout = layout or _layout_of_columns(table.shape[1], features)
    target: AnyArray = check_array(y, ensure_2d=False, dtype=None, input_name="y")
    check_consistent_length(table, target)
    weight = checked_sample_weight(sample_weight, table)
    if target_type == "auto":
        target_type = "categorical" if _looks_like_groups(target) else "continuous"
    beside = None if confounds is None else read_confounds(confounds, len(table))
    if regions is None and names is not None and layout.n_regions == len(names):
        regions = names
    names = _named(regions, layout.n_regions)
    measures = measures_by_region(layout, table)
    return compare_regions(measures, target, weight, target_type, beside, alpha, names)


def compare_regions(
    measures: FloatArray,
    y: AnyArray,
    weight: FloatArray,
    target_type: TargetType,
    confounds: pd.DataFrame | None,
    alpha: float,
    regions: Sequence[str],
) -> pd.DataFrame:
    """Compare the regions of validated subjects; the parameters are those of `altered_regions`.

    Parameters
    ----------
    measures : ndarray of shape (n_subjects, n_regions, n_channels)
    y : ndarray of shape (n_subjects,) or (n_subjects, n_outputs)
    weight : ndarray of shape (n_subjects,)
    target_type : {"categorical", "continuous"}
    confounds : DataFrame or None
        From `read_confounds`.
    alpha : float
    regions : sequence of str

    Returns
    -------
    DataFrame
    """
    n_subjects, n_regions, n_channels = measures.shape
    is_groups = target_type == "categorical"
    target = _indicators(y) if is_groups else np.reshape(y, (n_subjects, -1)).astype(np.float64)
    columns: FloatArray = np.empty((n_subjects, 0))
    if confounds is not None:
        columns = ConfoundDesign(confounds, "linear", 5, "error").columns(confounds)
    effect, p_value = measure_effects(
        measures.reshape(n_subjects, -1), target, columns, weight, is_groups=is_groups
    )
    effect, p_value = (each.reshape(n_regions, n_channels) for each in (effect, p_value))
    # By size, because p-values of very large effects may all be 0.
    strongest = (np.arange(n_regions), np.abs(effect).argmax(axis=1))
    p_value = np.minimum(p_value[strongest] * n_channels, 1)
    q_value = false_discovery_control(p_value)
    return pd.DataFrame(
        {
            "effect_size": effect[strongest],
            "p_value": p_value,
            "q_value": q_value,
            "altered": q_value <= alpha,
        },
        index=pd.Index(regions, name="region"),
    )


def measures_by_region(layout: FeatureLayout, table: FloatArray) -> FloatArray:
    """Give the measures of each region: ndarray of shape (n_subjects, n_regions, n_channels).

    Parameters
    ----------
    layout : FeatureLayout
        Over edges a region has one measure, the mean of its connections.
    table : ndarray of shape (n_subjects, n_columns)

    Returns
    -------
    ndarray
        float64.
    """
    arranged = layout.arrange(table).astype(np.float64)
    if layout.features == "nodes":
        return arranged
    return arranged.sum(axis=2, keepdims=True) / max(layout.n_regions - 1, 1)


def _layout_of_columns(n_columns: int, features: FeaturesOption) -> FeatureLayout:
    if features == "edges":
        return FeatureLayout("edges", regions_of_pairs(n_columns))
    return FeatureLayout("nodes", n_columns)


def _looks_like_groups(y: AnyArray) -> bool:
    if type_of_target(y).startswith("continuous") or y.ndim > 1:
        return False
    return y.dtype.kind not in "fiu" or len(np.unique(y)) <= MOST_CLASSES


def _indicators(y: AnyArray) -> FloatArray:
    groups = np.unique(y)
    return (y[:, None] == groups[1:]).astype(np.float64)


def _named(regions: Sequence[str] | None, n_regions: int) -> list[str]:
    if regions is None:
        return [f"region_{index}" for index in range(n_regions)]
    regions = list(regions)
    if len(regions) != n_regions:
        raise ValueError(f"regions names {len(regions)} regions, but X has {n_regions}")
    return regions
