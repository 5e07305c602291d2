"""Predict numbers, with a wiring cost whose strength is chosen along a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Self

import torch
from numpy.typing import ArrayLike

from ..estimators import Architecture, Communities, ConnectomeLike, ConnectomeRegressor, Loss
from ..nn import ReadoutOption
from ..training import Schedule
from ..types import Constraint, FeaturesOption, RandomState
from ..validation import validated_fit
from .lambda_path import PATH_CONSTRAINTS, Lambdas
from .path_estimators import ChoosesLambda


class ConnectomeRegressorCV(ChoosesLambda, ConnectomeRegressor):
    """A `ConnectomeRegressor` that chooses `lambda_wiring` by cross-validation along a path.

    As `LassoCV` does for the Lasso: the path runs from the smallest strength that removes every
    wire but those within a region, down to 0. All strengths of a fold are trained as one stack;
    the one that is chosen is then trained on all subjects.

    Parameters
    ----------
    connectome, features, architecture, readout, `loss`, constraint, hidden_channels, \
lambda_constraint, lambda_modular, communities, alpha, dropout, n_members, max_epochs, lr, \
lr_schedule, batch_size, early_stopping, validation_fraction, n_iter_no_change, callbacks, device, \
random_state, verbose
        As of `ConnectomeRegressor`. Every strength and fold gets the same seeds.
    lambdas : "auto" or array-like of shape (n_lambdas,), default="auto"
        The path; ``"auto"`` finds where it has to begin, and ends at 0.
    n_lambdas : int, default=20
        Length of an automatic path, 0 included.
    eps : float, default=1e-3
        Its smallest strength above 0 over its largest.
    one_standard_error : bool, default=False
        Choose the network with fewest wires (mean density over folds, then the largest strength)
        whose score is within a standard error of the best; of all constraints, where several are
        searched. Otherwise the best mean is chosen, and of equals the fewest wires.
    cv : int, cross-validator or iterable, default=None
        As scikit-learn takes it; None is 5 folds.
    scoring : str, callable or None, default=None
        What is best; None is the estimator's own score, R², or where a fold cannot have one (a
        fold of one subject) the negative mean squared error.
    n_jobs : int, default=None
        Processes, as joblib takes it.
    max_stack_memory : float, optional
        What the stacks that train at once may take together, in MiB.
        By default 1024, or what a GPU has free.
    constraints : sequence of {"hard", "soft", "init", "none"} or None, default=None
        Constraints that are searched beside the strength, each along a path of its own on the same
        folds with the same seeds; None is `constraint` only. ``("hard", "none")`` asks whether the
        connectome earns its place. ``"soft"`` is searched at `lambda_constraint`. They need a
        connectome, and ``"gcn"`` and ``"gat"`` know ``"hard"`` only.

    Attributes
    ----------
    lambda_wiring_ : float
        The strength that was chosen.
    constraint_ : {"hard", "soft", "init", "none"}
        The constraint that was chosen.
    constraints_ : tuple of str
        Those that were searched.
    lambdas_ : ndarray of shape (n_lambdas,) or (n_constraints, n_lambdas)
        The path, largest first; a path for each constraint where several are searched.
    score_path_, density_path_ : ndarray of shape (n_lambdas, n_folds) or (n_constraints, \
n_lambdas, n_folds)
        Score in test subjects, and density of the network, of each strength in each fold.
    choice_ : WiringChoice
        What was chosen, and by how much: prints as a table and a sentence.
    net_, connectome_, density_, wiring_cost_, ...
        As of `ConnectomeRegressor`, trained on all subjects with `lambda_wiring_`.

    See Also
    --------
    StackedGridSearchCV : Search over any parameters.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressorCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressorCV(
    ...     "desikan_killiany", n_members=1, max_epochs=10, n_lambdas=4, cv=3, random_state=0
    ... )
    >>> model.fit(X, age).score_path_.shape
    (4, 3)

    Networks of different constraints can be averaged instead, by scikit-learn (for classes,
    ``VotingClassifier(..., voting="soft")``):

    >>> from sklearn.ensemble import VotingRegressor
    >>> from sk_ccnn import ConnectomeRegressor
    >>> networks = [
    ...     (each, ConnectomeRegressor("desikan_killiany", constraint=each, max_epochs=10))
    ...     for each in ("hard", "none")
    ... ]
    >>> VotingRegressor(networks).fit(X, age).predict(X[:5]).shape
    (5,)
    """

    _plain = ConnectomeRegressor
    # Only its folds take groups, and those of scikit-learn's that do request them too.
    __metadata_request__fit = {"groups": True}

    _parameter_constraints: dict[str, Any] = {
        name: constraint
        for name, constraint in ConnectomeRegressor._parameter_constraints.items()
        if name not in ("lambda_wiring", "warm_start", "std_cv")
    } | PATH_CONSTRAINTS

    def __init__(
        self,
        connectome: ConnectomeLike = None,
        *,
        features: FeaturesOption = "auto",
        standardize: bool = True,
        architecture: Architecture = "mlp",
        readout: ReadoutOption = "regions",
        loss: Loss = "absolute_error",
        constraint: Constraint = "hard",
        hidden_channels: int | Sequence[int] = (2, 2, 2),
        lambda_constraint: float = 1.0,
        lambda_modular: float = 0.0,
        communities: Communities = None,
        alpha: float = 3.0,
        dropout: float = 0.1,
        n_members: int = 5,
        max_epochs: int = 60,
        lr: float = 0.03,
        lr_schedule: Schedule = "one_cycle",
        batch_size: int | Literal["auto"] = "auto",
        early_stopping: bool | Literal["callbacks"] = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        callbacks: Sequence[Any] | None = None,
        device: str | torch.device = "cpu",
        random_state: RandomState = None,
        verbose: int | bool = 0,
        lambdas: Lambdas = "auto",
        n_lambdas: int = 20,
        eps: float = 1e-3,
        one_standard_error: bool = False,
        cv: Any = None,
        scoring: str | Callable[..., float] | None = None,
        n_jobs: int | None = None,
        max_stack_memory: float | None = None,
        constraints: Sequence[Constraint] | None = None,
    ) -> None:
        self.connectome = connectome
        self.features = features
        self.standardize = standardize
        self.architecture = architecture
        self.readout = readout
        self.loss = loss
        self.constraint = constraint
        self.hidden_channels = hidden_channels
        self.lambda_constraint = lambda_constraint
        self.lambda_modular = lambda_modular
        self.communities = communities
        self.alpha = alpha
        self.dropout = dropout
        self.n_members = n_members
        self.max_epochs = max_epochs
        self.lr = lr
        self.lr_schedule = lr_schedule
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.callbacks = callbacks
        self.device = device
        self.random_state = random_state
        self.verbose = verbose
        self.lambdas = lambdas
        self.n_lambdas = n_lambdas
        self.eps = eps
        self.one_standard_error = one_standard_error
        self.cv = cv
        self.scoring = scoring
        self.n_jobs = n_jobs
        self.max_stack_memory = max_stack_memory
        self.constraints = constraints

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Choose the strength of the wiring cost, and train the networks with it.

        Parameters
        ----------
        X, y, sample_weight
            As of `ConnectomeRegressor`.
        groups : array-like of shape (n_samples,), default=None
            For a `cv` that keeps groups together.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            As of `ConnectomeRegressor`, if the network has no wires between regions, and if a fold
            cannot be scored (R² of one subject, AUC of one class).
        FloatingPointError
            If the loss of a member diverges.
        """
        return self._fit_path(X, y, sample_weight, groups)
