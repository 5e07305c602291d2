"""The plan of a fit that an estimator makes of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import Tags

from ..connectome import Connectome
from ..nn import NetworkSpec, draw_seeds
from ..training import Members, require_device
from ..types import Constraint, IntArray
from .architectures import Architecture
from .communities import resolve_communities
from .feature_scale import FeatureScale
from .layout import FeatureLayout
from .parameters import ParameterHolder
from .plan import FitPlan
from .reading import Subjects, read_subjects
from .resolve import possible_orders, resolve_connectome
from .streaming import columns_to_keep
from .table_on_disk import TableOnDisk
from .targets import FeatureTarget, Target

RebuiltTarget: TypeAlias = Callable[[], FeatureTarget]
"""Makes the features themselves the target."""


class PlanningEstimator(ParameterHolder):
    """Base that plans a fit by the parameters.

    A subclass says what is learned (`_learn_target`) and by which network (`_architecture`).
    """

    architecture: Architecture  # a parameter of those that can choose
    _y_checks: dict[str, Any] = {}
    # Whether `fit` does nothing but train by the plan, so that a stack can do it instead.
    trains_as_planned = True

    def __sklearn_tags__(self) -> Tags:
        """Declare what X may look like."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def read_subjects(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        *,
        like: FitPlan | None = None,
    ) -> Subjects:
        """Validate the parameters, and training subjects: the first step of a fit.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.
        like : FitPlan, optional
            Of an earlier fit, whose layout X must have. By default X may have any, and this
            estimator learns its number of columns and their names.

        Returns
        -------
        Subjects

        Raises
        ------
        ValueError
            If a parameter, X, y or the weights do not fit, or the device is not here.
        """
        self._validate_params()
        require_device(self.device)
        return read_subjects(
            self,
            X,
            self._wanted(y),
            sample_weight,
            features=self.features,
            y_checks=self._y_checks,
            fitted=None if like is None else like.layout,
        )

    def share_subjects(self, other: PlanningEstimator, subjects: Subjects) -> Subjects:
        """Take over the subjects that another estimator has read, instead of reading them again.

        Parameters
        ----------
        other : estimator
            That reads X and y in the same way.
        subjects : Subjects
            What it read.

        Returns
        -------
        Subjects
        """
        self._validate_params()
        if isinstance(subjects.table, TableOnDisk):
            subjects.table.is_shared = True
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(other, name):
                setattr(self, name, getattr(other, name))
        return subjects

    def plan_fit(
        self,
        subjects: Subjects,
        *,
        classes: ArrayLike | None = None,
        target: Target | None = None,
        like: FitPlan | None = None,
    ) -> FitPlan:
        """Decide what a fit uses: the second step of a fit.

        Parameters
        ----------
        subjects : Subjects
            From `read_subjects`. What a network does not train is learned from them: the
            connectome, where it is computed, and the scales of the features and the target.
        classes : array-like of shape (n_classes,), optional
            All classes, where the subjects do not have each (classifiers).
        target : ContinuousTarget or ClassTarget, optional
            What is learned, where that is known already.
        like : FitPlan, optional
            Of another network, whose connectome and scale of the features are taken over. The
            columns then are as it takes them: region by region, or pair by pair.

        Returns
        -------
        FitPlan

        Raises
        ------
        ValueError
            If the subjects do not fit the connectome or the target.
        """
        if like is None:
            connectome, layout = resolve_connectome(
                self.connectome,
                subjects.table,
                names=subjects.names,
                layout=subjects.layout,
                features=self.features,
                constraint=self._wiring_constraint(),
                weight=subjects.weight,
            )
            self._keep_columns(subjects, connectome, layout)
            scale = None
            if self.standardize:
                scale = subjects.learn_scale(layout, connectome.labels).ordered(layout.columns)
        else:
            connectome, scale = like.connectome, like.scale
            layout = replace(like.layout, columns=None, by_name=False)
        if target is None:
            rebuilt = partial(FeatureTarget, subjects.table, subjects.weight, layout, scale)
            target = self._learn_target(subjects, classes, rebuilt)
        shuffle_seed, *seeds = draw_seeds(self.random_state, 1 + self._n_trained(target))
        dtype = str(subjects.table.dtype)
        return self._plan(connectome, layout, scale, target, seeds, shuffle_seed, dtype)

    def _keep_columns(
        self, subjects: Subjects, connectome: Connectome, layout: FeatureLayout
    ) -> None:
        """Of subjects on disk, keep what will be trained on while their scale is learned."""
        if isinstance(subjects.table, TableOnDisk):
            architecture = getattr(self, "architecture", "encoder")  # the transformer has no other
            subjects.table.keep(
                columns_to_keep(layout, connectome, self._wiring_constraint(), architecture)
            )

    def _plan(
        self,
        connectome: Connectome,
        layout: FeatureLayout,
        scale: FeatureScale | None,
        target: Target,
        seeds: list[int],
        shuffle_seed: int,
        dtype: str,
    ) -> FitPlan:
        """Write the plan, with the hyperparameters of now."""
        spec = NetworkSpec(
            connectome=connectome,
            features=layout.features,
            in_channels=layout.in_channels,
            n_outputs=target.n_outputs,
            hidden_channels=_checked_channels(self.hidden_channels),
            constraint=self._wiring_constraint(),
            dropout=self.dropout,
            readout=getattr(self, "readout", "regions"),  # the transformer has none
        )
        members = Members(
            seeds=seeds,
            lr=self.lr,
            alpha=self.alpha,
            dropout=self.dropout,
            lambda_wiring=self._wiring_strength(),
            lambda_constraint=self.lambda_constraint if spec.constraint == "soft" else 0.0,
            lambda_modular=self.lambda_modular,
            communities=self._communities_of(connectome, layout)
            if self.lambda_modular > 0
            else None,
        )
        architecture = self._architecture(target)
        return FitPlan(layout, target, architecture, spec, members, shuffle_seed, dtype, scale)

    def _renewed_plan(self) -> FitPlan:
        """Plan to train the members of the last fit with the hyperparameters of now."""
        before = self.plan_
        if self._n_trained(before.target) != len(before.members):
            raise ValueError(
                f"warm_start keeps the {len(before.members)} members of the last fit, but "
                f"n_members is now {self.n_members}"
            )
        plan = self._plan(
            before.connectome,
            before.layout,
            before.scale,
            self._renewed_target(before.target),
            before.members.seeds,
            before.shuffle_seed,
            before.dtype,
        )
        before.spec.require_same(plan.spec)
        return plan

    def _communities_of(self, connectome: Connectome, layout: FeatureLayout) -> IntArray:
        """Find the communities of the regions that X measures."""
        orders = possible_orders(self.connectome, connectome) if layout.has_regions_in_order else []
        return resolve_communities(self.communities, connectome, orders)

    def _wiring_strength(self) -> float:
        """Give the strength of the wiring cost that the network is trained with."""
        return self.lambda_wiring

    def _wiring_constraint(self) -> Constraint:
        """Give what a missing connection means to the network that is trained."""
        return self.constraint

    def _wanted(self, y: ArrayLike | None) -> ArrayLike | None:
        """Give the target that is learned, where not every one is."""
        return y

    def _n_trained(self, target: Target) -> int:
        """Count the networks that are trained; linear ones would all be the same."""
        return 1 if self._architecture(target) == "linear" else self.n_members

    def _learn_target(
        self, subjects: Subjects, classes: ArrayLike | None, rebuilt: RebuiltTarget
    ) -> Target:
        """Learn on which scale the network learns: what `rebuilt` makes, where y is None."""
        raise NotImplementedError

    def _renewed_target(self, target: Target) -> Target:
        """Give the target of the last fit with the parameters of now."""
        return target

    def _architecture(self, target: Target) -> Architecture:
        """Say which network learns a target."""
        return self.architecture


def _checked_channels(hidden_channels: int | Sequence[int]) -> tuple[int, ...]:
    """Give the units per region of each hidden layer."""
    channels = np.atleast_1d(np.asarray(hidden_channels))
    if (
        channels.ndim != 1
        or not channels.size
        or channels.dtype.kind not in "iu"
        or channels.min() < 1
    ):
        raise ValueError(
            "hidden_channels must be one or more whole numbers, the units per region of each "
            f"hidden layer, got {hidden_channels!r}"
        )
    return tuple(channels.tolist())
