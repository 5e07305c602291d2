"""The way of a fit, and what a fitted estimator can do."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy import sparse
from sklearn.base import is_classifier
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from ..connectome import Connectome
from ..training import (
    StackNet,
    keep_weights,
    require_device,
    single_thread,
)
from ..types import FloatArray, IntArray
from .batches import read_in_batches
from .plain_model import plain_model
from .plan import FitPlan, TrainingOptions, build_net, train_net
from .planning import PlanningEstimator
from .reading import Subjects, read_features
from .saved_nets import net_of_state, state_of_net
from .targets import ClassTarget
from .wiring_summary import WiringSummary


class BaseConnectomeEstimator(PlanningEstimator):
    """Base of the estimators.

    A fit reads, plans, builds, trains and adopts what came of it, each by a method or function that
    others may use too.
    """

    plan_: FitPlan
    net_: StackNet
    connectome_: Connectome
    communities_: IntArray | None
    interrupted_: bool

    def _fit(self, X: ArrayLike, y: ArrayLike | None, sample_weight: ArrayLike | None) -> Self:
        """Train from the start, or from the weights of the last fit."""
        if self.warm_start and self.__sklearn_is_fitted__():
            return self._train_on(X, y, sample_weight)
        with unchanged_on_error(self):
            options = self.training_options()
            subjects = self.read_subjects(X, y, sample_weight)
            plan = self.plan_fit(subjects)
            net = build_net([plan], options)
            self._train(net, plan, subjects, options)
        return self.after_interrupt()

    def _train_on(self, X: ArrayLike, y: ArrayLike | None, sample_weight: ArrayLike | None) -> Self:
        """Train from the weights of the last fit, with the hyperparameters of now."""
        with unchanged_on_error(self):
            options = self.training_options()
            subjects = self.read_subjects(X, y, sample_weight, like=self.plan_)
            plan = self._renewed_plan()
            net = keep_weights(self.net_, build_net([plan], options))
            self._train(net, plan, subjects, options)
        return self.after_interrupt()

    def _partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None,
        sample_weight: ArrayLike | None,
        classes: ArrayLike | None = None,
    ) -> Self:
        """Train for one more epoch."""
        if self.early_stopping:
            raise ValueError("partial_fit sees one batch at a time and needs early_stopping=False")
        with unchanged_on_error(self):
            options = replace(self.training_options(), lr_schedule="constant")
            if self.__sklearn_is_fitted__():
                subjects = self.read_subjects(X, y, sample_weight, like=self.plan_)
                target = self._renewed_target(self.plan_.target)
                plan, net = replace(self.plan_, target=target), self.net_
            else:
                subjects = self.read_subjects(X, y, sample_weight)
                plan = self.plan_fit(subjects, classes=classes)
                net = build_net([plan], options)
            self._train(net, plan, subjects, options, n_epochs=1)
        return self.after_interrupt()

    def _train(
        self,
        net: StackNet,
        plan: FitPlan,
        subjects: Subjects,
        options: TrainingOptions,
        n_epochs: int | None = None,
    ) -> None:
        """Train a net, and keep it."""
        train_net(net, plan, subjects, options, n_epochs=n_epochs)
        self.adopt(plan, net)

    def after_interrupt(self) -> Self:
        """End what fits this estimator if an interrupt ended the training: the last step of a fit.

        Who fits one estimator still has the network; who fits many must not take it for finished.

        Returns
        -------
        self

        Raises
        ------
        KeyboardInterrupt
            If the training was interrupted.
        """
        if self.interrupted_:
            raise KeyboardInterrupt(
                f"training was interrupted in epoch {len(self.net_.history)}; the network is "
                "usable as it was then, and interrupted_ is True. A callback that is to end a "
                "training raises sk_ccnn.training.StopTraining"
            )
        return self

    def adopt(self, plan: FitPlan, net: StackNet) -> Self:
        """Become fitted by a net that was trained by a plan: the last step of a fit.

        Parameters
        ----------
        plan : FitPlan
        net : StackNet
            Of the members of the plan.

        Returns
        -------
        self
        """
        self.plan_, self.net_, self.interrupted_ = plan, net, net.interrupted_
        if is_classifier(self) and isinstance(plan.target, ClassTarget):
            self.classes_ = plan.target.classes
        self.connectome_, self.communities_ = plan.connectome, plan.communities
        self.features_, self.n_regions_ = plan.layout.features, plan.layout.n_regions
        self.feature_mean_ = plan.scale and plan.layout.by_column(plan.scale.mean)
        self.feature_scale_ = plan.scale and plan.layout.by_column(plan.scale.scale)
        losses = [row["train_member_losses"] for row in net.history if "train_loss" in row]
        self.loss_curve_ = [sum(row) / len(row) for row in losses]
        self.n_epochs_ = len(losses)
        wiring = WiringSummary.if_it_fits(
            net.module_,
            self.n_regions_,
            stays_sparse=sparse.issparse(self.connectome_.weights),
        )
        self._strength = wiring.strength
        self.wiring_cost_ = wiring.cost
        self.density_ = wiring.density
        self.n_connections_ = wiring.n_connections
        self.connectome_similarity_ = wiring.similarity(self.connectome_)
        return self

    def member_outputs(
        self, X: ArrayLike, layer: Callable[..., torch.Tensor] | None = None
    ) -> FloatArray:
        """Compute the raw outputs of each member.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.
        layer : callable, optional
            A part of ``net_.module_`` whose outputs are wanted; by default the whole.

        Returns
        -------
        ndarray of shape (n_members, n_samples, n_outputs), float64
            On the scale that the network learned: ``plan_.target`` gives them a meaning.

        Raises
        ------
        FloatingPointError
            If an output is not finite.
        """
        return np.concatenate(list(self._outputs_in_batches(X, layer)), axis=1)

    def read_features(self, X: ArrayLike) -> torch.Tensor:
        """Give the features of subjects as ``net_.module_`` takes them.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.

        Returns
        -------
        Tensor of shape (n_samples, n_regions, in_channels), (n_samples, n_regions, n_regions) or \
(n_samples, 1, n_pairs)
            Standardised, if `standardize` is set. Networks of sk_ccnn over edges read a table of
            the pairs that they can use, ``net_.module_.pairs``; others get matrices.
        """
        check_is_fitted(self)
        return torch.from_numpy(read_features(self, X, self.plan_.layout, self._arrange))

    def _arrange(self, table: FloatArray) -> FloatArray:
        return self.plan_.arrange(table, self.net_.module_)

    def _mean_outputs(self, X: ArrayLike) -> FloatArray:
        """Average raw outputs over members: float64 array (n_subjects, n_outputs)."""
        return np.concatenate([each.mean(axis=0) for each in self._outputs_in_batches(X)])

    def _outputs_in_batches(
        self, X: ArrayLike, layer: Callable[..., torch.Tensor] | None = None
    ) -> Iterator[FloatArray]:
        """Compute the raw outputs of a batch of subjects after the other, as `member_outputs`."""
        check_is_fitted(self)
        for batch in read_in_batches(self, X, self.plan_.layout, self._arrange):
            with single_thread():
                outputs = self.net_.member_outputs(torch.from_numpy(batch), layer)
            yield outputs.double().numpy()

    def learned_connectome(self) -> Connectome:
        """Sum the learned weights to a matrix of regions.

        Returns
        -------
        Connectome
            ``weights[i, j]`` is the sum of abs(weight) over all wires from region i to region j,
            layers and channels together, mean over members. Coordinates, lengths and labels are
            those of `connectome_`, and the weights are sparse if its weights are.

        Raises
        ------
        ValueError
            If the network has no wires between regions.
        """
        check_is_fitted(self)
        if self._strength is None:
            raise ValueError(
                "this network has no wires between regions: architecture='linear' over nodes has "
                "none, and a callable architecture has those of its sk_ccnn.nn layers; or they "
                "are not known, if a warning said so after the fit"
            )
        name = f"learned on {self.connectome_.name}" if self.connectome_.name else "learned"
        return self.connectome_.replace(weights=self._strength, name=name)

    def to_torch(self, *, dtype: torch.dtype = torch.float64) -> torch.nn.Module:
        """Copy the network as a plain torch module, with the scaling and the units inside.

        It predicts without scikit-learn and skorch, and can be exported by ``torch.onnx.export``,
        ``torch.export.export`` or ``torch.jit.script``; its ``state_dict`` holds all that was
        learned. Wires that the connectome lacks are zeros in it: it is not for further training.

        Parameters
        ----------
        dtype : torch.dtype, default=torch.float64
            Of input, weights and output.

        Returns
        -------
        Module
            A copy, on the CPU. It maps X as `fit` saw it, columns in the same order (nothing is
            matched by name), or X of three dimensions, to what `predict` gives; of a classifier,
            `predict_proba`, in the order of `classes_`; of a transformer, `transform`. A module
            that a callable `architecture` built is part of it as it is.

        Raises
        ------
        NotFittedError
            If the estimator is not fitted.
        TypeError
            If `dtype` is no floating point type of torch.

        Examples
        --------
        >>> import torch
        >>> from sk_ccnn import ConnectomeRegressor
        >>> from sk_ccnn.datasets import make_age_cohort
        >>> X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
        >>> model = ConnectomeRegressor("desikan_killiany", max_epochs=2, random_state=0)
        >>> module = model.fit(X, age).to_torch()
        >>> years = module(torch.tensor(X.to_numpy()))
        >>> bool(abs(years.numpy() - model.predict(X)).max() < 1e-6)
        True
        """
        check_is_fitted(self)
        is_transformer = get_tags(self).transformer_tags is not None
        return plain_model(self.net_.module_, self.plan_, dtype, encoder_only=is_transformer)

    def __sklearn_is_fitted__(self) -> bool:
        """Tell whether there is a network."""
        return hasattr(self, "net_")

    def __getstate__(self) -> dict[str, Any]:
        """Give the state with the net as plain bytes, or as arrays for a model file."""
        state = dict(super().__getstate__())
        if "net_" in state:
            state["net_"] = state_of_net(self.net_)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the net anew and give it the state it had."""
        super().__setstate__(state)
        if "net_" not in state:
            return
        options = self.training_options()
        try:
            require_device(self.device)
        except ValueError:
            warnings.warn(f"{self.device!r} is not here; the network is on the CPU", stacklevel=2)
            options = replace(options, device="cpu")
        self.net_ = net_of_state(self.plan_, options, state["net_"])


@contextmanager
def unchanged_on_error(estimator: BaseConnectomeEstimator) -> Iterator[None]:
    """Leave an estimator as it was if it cannot be fitted: nothing is lost."""
    before = dict(vars(estimator))
    try:
        yield
    except BaseException:  # an interrupt while it is read or summed up, too
        estimator.__dict__.clear()
        estimator.__dict__.update(before)
        raise
