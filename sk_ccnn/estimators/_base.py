"""What the three estimators share: parameters, predictions, wiring and persistence."""

import warnings
from numbers import Integral, Real

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from ..connectome import Connectome, Consensus
from ..nn import CONSTRAINTS
from ..training import SCHEDULES, net_from_bytes, net_to_bytes, single_thread
from ._lifecycle import StackLifecycle
from ._machine import require_device
from ._reading import read_features


class BaseConnectomeEstimator(StackLifecycle, BaseEstimator):
    """Base of the estimators: their parameters, and what a fitted one can do."""

    _parameter_constraints: dict = {
        "connectome": [Connectome, Consensus, str, "array-like", "sparse matrix", None],
        "features": [StrOptions({"auto", "nodes", "edges"})],
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
        "early_stopping": ["boolean"],
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
        connectome,
        *,
        features,
        constraint,
        hidden_channels,
        lambda_wiring,
        lambda_constraint,
        lambda_modular,
        communities,
        alpha,
        dropout,
        n_members,
        max_epochs,
        lr,
        lr_schedule,
        batch_size,
        early_stopping,
        validation_fraction,
        n_iter_no_change,
        warm_start,
        callbacks,
        device,
        random_state,
        verbose,
    ):
        self.connectome = connectome
        self.features = features
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

    def __sklearn_tags__(self):
        """Declare what X may look like."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def __sklearn_is_fitted__(self):
        """Tell whether there is a network."""
        return hasattr(self, "net_")

    def _member_outputs(self, X, layer=None):
        """Compute raw outputs of all members: float64 array (n_members, n_subjects, n_outputs)."""
        check_is_fitted(self)
        features = read_features(self, X, self._layout).astype(self._recipe.dtype)
        with single_thread():
            return self.net_.member_outputs(torch.tensor(features), layer).double().numpy()

    def _mean_outputs(self, X):
        """Average raw outputs over members: float64 array (n_subjects, n_outputs)."""
        return self._member_outputs(X).mean(axis=0)

    def learned_connectome(self):
        """Fold the learned weights back to regions.

        Returns
        -------
        Connectome
            ``weights[i, j]`` is the sum of abs(weight) over all wires from region i to region j,
            layers and channels together, mean over members. Coordinates, lengths and labels are
            those of `connectome_`.

        Raises
        ------
        ValueError
            If the network has no wires between regions.
        """
        check_is_fitted(self)
        if np.isnan(self._strength).any():
            raise ValueError(
                "this network has no wires between regions: architecture='linear' over nodes has "
                "none, and a callable architecture has those of its sk_ccnn.nn layers"
            )
        name = f"learned on {self.connectome_.name}" if self.connectome_.name else "learned"
        return self.connectome_.replace(weights=self._strength, name=name)

    def __getstate__(self):
        """Give the state with the net as plain bytes."""
        state = dict(super().__getstate__())
        if "net_" in state:
            state["net_"] = net_to_bytes(self.net_)
        return state

    def __setstate__(self, state):
        """Build the net anew and give it the state it had."""
        super().__setstate__(state)
        if "net_" not in state:
            return
        device = self.device
        try:
            require_device(device)
        except ValueError:
            warnings.warn(f"{device!r} is not here; the network is on the CPU", stacklevel=2)
            device = "cpu"
        self.net_ = net_from_bytes(self._build_net(device), state["net_"])
