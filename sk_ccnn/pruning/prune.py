"""Remove wires from a trained network."""

from __future__ import annotations

import copy
from numbers import Integral, Real
from typing import Any, TypeVar

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

from ..estimators import find_network, transform_before, with_network
from ..validation import validated
from .networks import pruned_networks, read_for_fine_tuning, require_wires
from .removal import RANKINGS, Ranking, Removal

E = TypeVar("E", bound=BaseEstimator)

PRUNING_CONSTRAINTS: dict[str, Any] = {
    "by": [StrOptions(set(RANKINGS))],
    "fine_tune": [Interval(Integral, 0, None, closed="left")],
}


@validated(
    {
        **PRUNING_CONSTRAINTS,
        "estimator": [BaseEstimator],
        "fraction": [Interval(Real, 0, 1, closed="both"), None],
        "budget": [Interval(Real, 0, None, closed="left"), None],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=False,
)
def prune(
    estimator: E,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    fraction: float | None = None,
    budget: float | None = None,
    by: Ranking = "cost",
    fine_tune: int = 0,
    sample_weight: ArrayLike | None = None,
    verbose: int | bool = 0,
) -> E:
    """Remove wires from a fitted network, and train the others on.

    A wire that is removed is exactly 0 and stays so: in fine-tuning, in `partial_fit`, in a `fit`
    with `warm_start`, and in copies and pickles. So does every other wire that was 0 already. Each
    member of the network is pruned by its own weights.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer, or estimator \
around one
        Fitted; it is not changed. What is around the network, such as the steps of a Pipeline, a
        search or a `BrainAgeRegressor`, stays as it is.
    X : array-like, laid out as in `fit`, default=None
        Subjects to train on; needed for fine-tuning only.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
        Their target.
    fraction : float in [0, 1], default=None
        Share of the wires that are not 0 to remove, rounded to a whole wire. Wires within a region
        have no length: they are neither counted nor removed, unless by ``"magnitude"``.
    budget : float, default=None
        Largest wiring cost that each member may have at the end, in the unit of ``wiring_cost_``,
        instead of a fraction. Only wires between regions are removed, and no more than needed; what
        outgrows the budget in fine-tuning is removed after it.
    by : {"cost", "magnitude", "length"}, default="cost"
        Which wires go first: ``"cost"``: those of the largest abs(weight) * distance;
        ``"magnitude"``: those of the smallest abs(weight); ``"length"``: the longest, and of
        equally long ones the weakest.
    fine_tune : int, default=0
        Epochs that the remaining weights are trained for, with the estimator's own parameters and
        a fresh optimizer.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the subjects in fine-tuning.
    verbose : int or bool, default=0
        Show a progress bar over the epochs of fine-tuning.

    Returns
    -------
    estimator
        A new one, fitted; its attributes describe the wiring that is left, and ``loss_curve_`` goes
        on with the epochs of fine-tuning.

    Raises
    ------
    TypeError
        If the estimator is no network.
    ValueError
        If neither or both of `fraction` and `budget` are given, the network has no wires, or
        subjects are missing or do not fit; before any work is done.
    FloatingPointError
        If the loss of a member diverges in fine-tuning.

    References
    ----------
    Han S, Pool J, Tran J, Dally WJ (2015). Learning both weights and connections for efficient
    neural networks. arXiv:1506.02626.
    Bullmore E, Sporns O (2012). The economy of brain network organization. Nature Reviews
    Neuroscience 13, 336-349. doi:10.1038/nrn3214

    See Also
    --------
    pruning_path : The score in held-out subjects against the wiring cost that is left.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.pruning import prune
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=5, random_state=0)
    >>> half = model.fit(X, age).wiring_cost_ / 2
    >>> pruned = prune(model, X, age, budget=half, fine_tune=3)
    >>> pruned.wiring_cost_ <= half, pruned.n_connections_ < model.n_connections_
    (True, True)
    """
    network = find_network(estimator, fitted=True)
    if (fraction is None) == (budget is None):
        got = "neither" if fraction is None else "both"
        raise ValueError(f"needed either fraction or budget, got {got}")
    require_wires(network)
    subjects = None
    if fine_tune:
        X = None if X is None else transform_before(estimator, X)
        subjects = read_for_fine_tuning(network, X, y, sample_weight)
    removal = Removal(by, fraction, budget)
    (pruned,) = pruned_networks(network, [removal], subjects, fine_tune, verbose=verbose)
    whole: E = with_network(copy.deepcopy(estimator), pruned)
    return whole
