"""The parameters that all estimators have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Literal, TypeAlias

import torch
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

from ..connectome import Connectome, Consensus
from ..nn import CONSTRAINTS
from ..training import SCHEDULES, Schedule, require_callbacks, resolve_device
from ..types import Constraint, FeaturesOption, RandomState
from .plan import TrainingOptions

ConnectomeLike: TypeAlias = Connectome | Consensus | ArrayLike | str | None
Communities: TypeAlias = ArrayLike | Mapping[str, Any] | None


class ParameterHolder(BaseEstimator):
    """Base of all estimators: their parameters, as `ConnectomeRegressor` explains them."""

    _parameter_constraints: dict[str, Any] = {
        "connectome": [Connectome, Consensus, str, "array-like", "sparse matrix", None],
        "features": [StrOptions({"auto", "nodes", "edges"})],
        "standardize": ["boolean"],
        "constraint": [StrOptions(set(CONSTRAINTS))],
        "hidden_channels": ["array-like", Interval(Integral, 1, None, closed="left")],
        "lambda_wiring": [Interval(Real, 0, None, closed="left")],
        "lambda_constraint": [Interval(Real, 0, None, closed="left")],
        "lambda_modular": [Interval(Real, 0, None, closed="left")],
        "communities": ["array-like", dict, None],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "dropout": [Interval(Real, 0, 1, closed="left")],
        "n_members": [Interval(Integral, 1, None, closed="left")],
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "lr_schedule": [StrOptions(set(SCHEDULES))],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "early_stopping": ["boolean", StrOptions({"callbacks"})],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "warm_start": ["boolean"],
        "callbacks": [list, tuple, None],
        "device": [str, torch.device],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        connectome: ConnectomeLike,
        *,
        features: FeaturesOption,
        standardize: bool,
        constraint: Constraint,
        hidden_channels: int | Sequence[int],
        lambda_wiring: float,
        lambda_constraint: float,
        lambda_modular: float,
        communities: Communities,
        alpha: float,
        dropout: float,
        n_members: int,
        max_epochs: int,
        lr: float,
        lr_schedule: Schedule,
        batch_size: int | Literal["auto"],
        early_stopping: bool | Literal["callbacks"],
        validation_fraction: float,
        n_iter_no_change: int,
        warm_start: bool,
        callbacks: Sequence[Any] | None,
        device: str | torch.device,
        random_state: RandomState,
        verbose: int | bool,
    ) -> None:
        self.connectome = connectome
        self.features = features
        self.standardize = standardize
        self.constraint = constraint
        self.hidden_channels = hidden_channels
        self.lambda_wiring = lambda_wiring
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
        self.warm_start = warm_start
        self.callbacks = callbacks
        self.device = device
        self.random_state = random_state
        self.verbose = verbose

    def training_options(self) -> TrainingOptions:
        """Give the parameters that say how to train.

        Returns
        -------
        TrainingOptions

        Raises
        ------
        TypeError
            If one of `callbacks` is none.
        """
        require_callbacks(self.callbacks)
        return TrainingOptions(
            max_epochs=self.max_epochs,
            lr_schedule=self.lr_schedule,
            batch_size=self.batch_size,
            early_stopping=self.early_stopping,
            validation_fraction=self.validation_fraction,
            n_iter_no_change=self.n_iter_no_change,
            callbacks=self.callbacks,
            device=resolve_device(self.device),
            verbose=self.verbose,
        )
