"""The plan of a fit: what it uses, and how a net is built from it and trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from ..connectome import Connectome
from ..nn import (
    MemberGenerators,
    NetworkSpec,
    pairs_of,
)
from ..training import (
    EpochProgress,
    MemberEarlyStopping,
    Members,
    Schedule,
    StackData,
    StackNet,
    gradients_on,
    make_net,
    require_agreement,
)
from ..types import FloatArray, IntArray
from .architectures import Architecture, build_network
from .feature_scale import FeatureScale
from .layout import FeatureLayout
from .reading import Subjects
from .streaming import features_of, rebuilt_features
from .table_on_disk import TableOnDisk
from .targets import Target
from .validation_set import hold_out

AUTO_BATCH_SIZE = 64
# So few subjects are one batch: then a subject of weight 2 is the same as the subject twice.
ALL_AT_ONCE = 100


@dataclass(frozen=True)
class TrainingOptions:
    """How a net is trained: parameters of an estimator that do not change what is learned from.

    Parameters
    ----------
    max_epochs, lr_schedule, batch_size, early_stopping, validation_fraction, n_iter_no_change, \
callbacks, device, verbose
        As of `ConnectomeRegressor`.
    """

    max_epochs: int
    lr_schedule: Schedule
    batch_size: int | Literal["auto"]
    early_stopping: bool | Literal["callbacks"]
    validation_fraction: float
    n_iter_no_change: int
    callbacks: Sequence[Any] | None
    device: str | torch.device
    verbose: int | bool

    def net_parameters(self) -> dict[str, Any]:
        """Give what a `StackNet` is told beside the plan."""
        callbacks = [*(self.callbacks or [])]
        if self.verbose:
            callbacks.append(EpochProgress())
        if self.early_stopping and self.early_stopping != "callbacks":
            # Last, because it may end the training before later callbacks see the epoch.
            callbacks.append(MemberEarlyStopping(self.n_iter_no_change))
        return {
            "device": self.device,
            "max_epochs": self.max_epochs,
            "callbacks": callbacks or None,
            "train_split": None,
        }

    def batch_size_for(self, n_subjects: int) -> int:
        """Choose the number of subjects per step."""
        if self.batch_size != "auto":
            return self.batch_size
        return n_subjects if n_subjects <= ALL_AT_ONCE else AUTO_BATCH_SIZE


@dataclass(frozen=True, eq=False)
class FitPlan:
    """What a fit uses: connectome, layout of features, target, network and members.

    An estimator makes it from its parameters and the training subjects (`plan_fit`), and keeps it
    as ``plan_``. Whoever trains the network in another way, as a stack, on another cohort or
    pruned, builds and trains by the same plan.

    Parameters
    ----------
    layout : FeatureLayout
        How the columns of X describe regions or pairs of regions.
    target : ContinuousTarget or ClassTarget
        What is learned, and on which scale.
    architecture : {"linear", "mlp", "gcn", "gat", "encoder", "autoencoder"} or callable
        See `build_network`.
    spec : NetworkSpec
        What the network has to fit, its connectome among it.
    members : Members
        Seeds and hyperparameters of the members.
    shuffle_seed : int
        Seed of the order of subjects.
    dtype : {"float32", "float64"}
        Precision of the weights.
    scale : FeatureScale, optional
        Standardises the features, which it holds region by region or pair by pair; None where they
        are taken as they are.
    """

    layout: FeatureLayout
    target: Target
    architecture: Architecture
    spec: NetworkSpec
    members: Members
    shuffle_seed: int
    dtype: str
    scale: FeatureScale | None = None

    @property
    def connectome(self) -> Connectome:
        """The connectome, its regions in the order of the columns."""
        return self.spec.connectome

    @property
    def communities(self) -> IntArray | None:
        """Community of each region, int array of shape (n_regions,); None where they cost nothing.

        See `lambda_modular`.
        """
        communities = self.members.communities
        return None if communities is None else np.asarray(communities)

    def arrange(self, table: FloatArray, module: nn.Module) -> FloatArray:
        """Give features as a network of this plan takes them.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.
        module : Module
            The network, or a stack that it is a member of. Where it reads pairs of regions, only
            those that it can use are kept.

        Returns
        -------
        ndarray of shape (n_subjects, n_regions, in_channels or n_regions), or (n_subjects, 1, \
n_pairs)
            A new array, in the precision of the weights.
        """
        pairs = pairs_of(module)
        chosen = None if pairs is None else pairs.cpu().numpy()
        features = self.layout.select(table, self.scale, chosen)
        return self.shaped(features, is_pairs=chosen is not None)

    def shaped(self, features: FloatArray, *, is_pairs: bool) -> FloatArray:
        """Shape features that are selected as `arrange` does."""
        features = features[:, np.newaxis] if is_pairs else self.layout.by_region(features)
        with np.errstate(over="ignore"):  # what is too large has no finite output, and is an error
            return features.astype(self.dtype, copy=False)

    def tensors(self, subjects: Subjects, module: nn.Module) -> StackData:
        """Give subjects as a net takes them.

        Parameters
        ----------
        subjects : Subjects
        module : Module
            The net's network.

        Returns
        -------
        StackData
            Arranged features, the target on the scale that it is learned on, and the weights of
            the subjects in the loss.
        """
        table = subjects.table
        if isinstance(table, TableOnDisk):
            return StackData(features_of(self, table, module), *self.encode(subjects))
        return StackData(torch.from_numpy(self.arrange(table, module)), *self.encode(subjects))

    def encode(self, subjects: Subjects) -> tuple[Tensor, Tensor]:
        """Give what is learned of subjects.

        Parameters
        ----------
        subjects : Subjects

        Returns
        -------
        target : Tensor of shape (n_subjects, n_outputs) or (n_subjects,)
            On the scale that it is learned on.
        weight : Tensor of shape (n_subjects,)
            Of the subjects in the loss.
        """
        y = subjects.y
        if y is None:
            encoded, weight = rebuilt_features(self, subjects.table), subjects.weight
        else:
            encoded = torch.tensor(self.target.encode(y, self.dtype))
            weight = self.target.weigh(y, subjects.weight)
        return encoded, torch.tensor(weight.astype(self.dtype))

    def assemble(
        self, module: nn.Module, generators: MemberGenerators, options: TrainingOptions
    ) -> StackNet:
        """Make the net around a module that there is already.

        Parameters
        ----------
        module : Module
            Stack of these members.
        generators : MemberGenerators
            What it draws from.
        options : TrainingOptions

        Returns
        -------
        StackNet
        """
        return make_net(
            module,
            self.members,
            generators,
            self.target.criterion,
            shuffle_seed=self.shuffle_seed,
            **options.net_parameters(),
        )


@gradients_on()
def build_net(plans: Sequence[FitPlan], options: TrainingOptions) -> StackNet:
    """Build one net of the members of one or more plans, one after the other.

    Parameters
    ----------
    plans : sequence of FitPlan
        That differ in nothing but their members, shuffle seeds, connectomes, dropout and targets.
    options : TrainingOptions

    Returns
    -------
    StackNet
        Not trained.
    """
    first, members = plans[0], Members.joined([plan.members for plan in plans])
    per_member = [plan for plan in plans for _ in range(len(plan.members))]
    generators = MemberGenerators(members.seeds)
    specs = [plan.spec for plan in per_member]
    module = build_network(first.architecture, specs, generators)
    shuffle_seeds: Any = [plan.shuffle_seed for plan in per_member]
    whole = replace(first, members=members, shuffle_seed=shuffle_seeds)
    return whole.assemble(module.to(getattr(torch, first.dtype)), generators, options)


@gradients_on()
def train_net(
    net: StackNet,
    plan: FitPlan,
    subjects: Subjects,
    options: TrainingOptions,
    *,
    data: StackData | None = None,
    n_epochs: int | None = None,
) -> bool:
    """Train a net on subjects, from where it is.

    Parameters
    ----------
    net : StackNet
        From `build_net`; trained in place.
    plan : FitPlan
        One that it was built from.
    subjects : Subjects
        From an estimator's ``read_subjects``.
    options : TrainingOptions
    data : StackData, optional
        The subjects as tensors, where members have targets of their own.
    n_epochs : int, optional
        Instead of ``options.max_epochs``.

    Returns
    -------
    bool
        Whether the training came to its end, or every member stopped early; False if a callback
        or an interrupt ended it. ``net.interrupted_`` tells whether it was an interrupt.
    """
    has_validation = bool(options.early_stopping)
    require_agreement(options.callbacks, options.lr_schedule, has_validation=has_validation)
    data = plan.tensors(subjects, net.module_) if data is None else data
    n_epochs = options.max_epochs if n_epochs is None else n_epochs
    if has_validation:
        data = data.trainable()
        strata = None if subjects.y is None else plan.target.strata(subjects.y)
        data, net.train_split = hold_out(
            data, options.validation_fraction, strata, plan.shuffle_seed
        )
    net.set_params(batch_size=options.batch_size_for(len(data)))
    n_done = net.train(data, n_epochs, options.lr_schedule)
    return n_done >= n_epochs or net.all_members_stopped_
