"""What a score can be: a t-interval knows no bounds."""

from __future__ import annotations

import numpy as np

from .intervals import MeanOverFolds

_SHARE = (0.0, 1.0)
_RANGES = {
    "MAE": (0.0, np.inf),
    "MAE (years)": (0.0, np.inf),
    "R²": (-np.inf, 1.0),
    "r2": (-np.inf, 1.0),
    "r": (-1.0, 1.0),
    "neg_mean_absolute_error": (-np.inf, 0.0),
    "AUC": _SHARE,
    "roc_auc": _SHARE,
    "roc_auc_ovr": _SHARE,
    "accuracy": _SHARE,
    "balanced accuracy": _SHARE,
    "balanced_accuracy": _SHARE,
    "calibration error": _SHARE,
    "Brier": (0.0, np.inf),  # up to 1 for two classes, to 2 for more
}


def within_range(found: MeanOverFolds, metric: str) -> MeanOverFolds:
    """Cut the interval of a score off where the score ends.

    Parameters
    ----------
    found : MeanOverFolds
        Of scores, not of differences.
    metric : str
        Its name; that of a score whose range is not known leaves the interval as it is.

    Returns
    -------
    MeanOverFolds

    Examples
    --------
    >>> from sk_ccnn.results import corrected_t_test, within_range
    >>> found = within_range(corrected_t_test([0.7, 0.9, 1.0], test_share=1 / 2), "AUC")
    >>> f"{found.mean:.2f} [{found.low:.2f}, {found.high:.2f}]"
    '0.87 [0.27, 1.00]'
    """
    low, high = _RANGES.get(metric, (-np.inf, np.inf))
    # np.clip keeps NaN: what is not known stays so.
    return found._replace(
        low=float(np.clip(found.low, low, high)), high=float(np.clip(found.high, low, high))
    )
