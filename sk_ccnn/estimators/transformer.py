"""Describe brains by the units of their regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.base import TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _check_feature_names_in, _num_samples, check_is_fitted

from ..training import Schedule
from ..types import AnyArray, Constraint, FeaturesOption, FloatArray, RandomState
from ..validation import validated_fit
from .architectures import Architecture
from .base import BaseConnectomeEstimator
from .parameters import Communities, ConnectomeLike
from .planning import RebuiltTarget
from .reading import Subjects
from .targets import ClassTarget, ContinuousTarget, Target

# A number with more distinct values than this is a quantity, such as an age in whole years.
MOST_CLASSES = 10


class ConnectomeTransformer(TransformerMixin, BaseConnectomeEstimator):
    """Describe brains by the units of their regions.

    Without a target it is an autoencoder whose connections are those of the connectome; with one,
    the encoder of a network that predicts the target.

    Parameters
    ----------
    connectome : Connectome, Consensus, array-like, str or None, default=None
        Which regions may be connected, and how long the wires are. A str is the name of a
        connectome in the package (`sk_ccnn.connectome.list_connectomes`) or ``"correlation"``: the
        functional connectivity between regions, computed in `fit` from the training subjects; or
        ``"consensus"``: the connections that half of the training subjects have, where X holds
        their connectomes (`sk_ccnn.connectome.Consensus` for other kinds of it). None connects all
        regions by wires of length 1. The columns of a DataFrame are matched to the labels of the
        connectome by name: regions, or pairs of regions ("A--B"), in whatever order and spelling.
        Columns without names are taken in the order of the connectome's regions, with a warning.
    features : {"auto", "nodes", "edges"}, default="auto"
        ``"nodes"``: columns are measures of regions, region by region where there are several.
        ``"edges"``: columns are pairs of regions (upper triangle, row by row, no diagonal), or X
        has the shape (n_samples, n_regions, n_regions); the vectors of nilearn have another order,
        which ``ConnectomeVectorizer(source="nilearn")`` puts right. ``"auto"`` tells them apart by
        the number of columns: as many as regions, as pairs, or a multiple of the regions.
    standardize : bool, default=True
        Scale each feature by its mean and standard deviation in the (weighted) training samples,
        of which `partial_fit` sees the first batch. What is constant there becomes 0, and warns.
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        ``"hard"``: only connections of the connectome are parameters. ``"soft"``: the others cost
        `lambda_constraint`. ``"init"``: the others start at 0 and may grow. ``"none"``: the
        connectome only gives the lengths. A region always reaches itself.
    hidden_channels : int or sequence of int, default=(4, 4)
        Units per region in each hidden layer. The last layer is the embedding.
    lambda_wiring : float, default=0.0
        Strength of the wiring cost, the sum over connections of abs(weight) * distance / mean
        distance, beside the mean loss. Features and targets are standardised in the loss, so that a
        value means the same for every cohort. Minimised by a
        proximal step, so that connections become exactly 0.
    lambda_constraint : float, default=1.0
        Under ``constraint="soft"``, cost of abs(weight) for a connection that the connectome lacks.
    lambda_modular : float, default=0.0
        Strength of the cost of wires between communities, the sum of their abs(weight): the larger,
        the more modular the network. Minimised by a proximal step, too.
    communities : array-like of shape (n_regions,), dict or None, default=None
        Community of each region, such as its Yeo network: in the order of the regions of X, or by
        their names (a dict or a Series). None takes those that the Louvain algorithm finds in
        `connectome_`. Without `lambda_modular` they have no part.
    alpha : float, default=0.0
        Decoupled weight decay of all weights but biases: a step shrinks them by `lr` * `alpha`.
    dropout : float, default=0.0
        Share of units that are dropped while training, in [0, 1).
    n_members : int, default=1
        Networks that are trained, from different seeds. Their embeddings stand side by side.
    max_epochs : int, default=100
        Passes over the subjects.
    lr : float, default=0.01
        Learning rate of Adam.
    lr_schedule : {"one_cycle", "constant"}, default="constant"
        Learning rate over a `fit`: ``"one_cycle"`` rises to `lr` over 30% of the epochs and falls
        to 0 in the rest; ``"constant"`` stays at `lr`, as `partial_fit` always does.
    batch_size : int or "auto", default="auto"
        Subjects per step, about. ``"auto"`` is 64, or all of up to 100 subjects.
    early_stopping : bool or "callbacks", default=False
        Stop each member when its loss in held-out subjects has not fallen for `n_iter_no_change`
        epochs; it keeps its best weights. ``"callbacks"`` only holds the subjects out, and leaves
        it to `callbacks` when to stop, such as `skorch.callbacks.EarlyStopping`.
    validation_fraction, n_iter_no_change : float, default=0.1, and int, default=10
        Share of subjects that early stopping holds out, and epochs that it waits for better.
    warm_start : bool, default=False
        Begin `fit` at the weights of the last one.
    callbacks : list of skorch callbacks or None, default=None
        See `skorch.callbacks`. An `LRScheduler` needs ``lr_schedule="constant"``, what looks at a
        ``valid_loss`` needs `early_stopping`, and what looks at all parameters ties members. One
        that is to end the training raises `sk_ccnn.training.StopTraining`.
    device : str or torch.device, default="cpu"
        Where to train and predict; ``"auto"`` is a CUDA device if there is one, else the CPU.
    random_state : int, RandomState instance or None, default=None
        Initial weights (in the order of the regions), dropout, order and held-out subjects.
        None gives another result each time; `numpy.random.seed` has no part in it.
    verbose : int or bool, default=0
        Show a progress bar.
    target_type : {"auto", "continuous", "categorical"} or None, default="auto"
        What y is. ``"auto"`` takes numbers as continuous if they have fractions or more than 10
        distinct values, else as classes. None ignores y, for an autoencoder in a pipeline that has
        a target.

    Attributes
    ----------
    net_ : StackNet
        The trained skorch net; its ``history`` holds the losses of every member.
    connectome_ : Connectome
        The connectome of the regions that X measures.
    features_, n_regions_ : {"nodes", "edges"}, int
        What X was taken for, and the number of regions.
    n_features_in_, feature_names_in_ : int, ndarray of shape (n_features_in_,)
        Number of columns, and their names where X has names that are all str.
    feature_mean_, feature_scale_ : ndarray of shape (n_features_in_,), or None
        What `standardize` subtracts from each column and divides it by; 0 for one that is constant.
    communities_ : ndarray of shape (n_regions,), of int, or None
        Community of each region; None where `lambda_modular` is 0.
    loss_curve_ : list of float, length n_epochs_
        Training loss after each epoch, without penalties, mean over members.
    n_epochs_ : int
        Epochs done.
    interrupted_ : bool
        Whether an interrupt (Ctrl-C) ended the training; `fit` then kept the network and raised it.
    wiring_cost_ : float
        Sum of abs(weight) * distance / mean distance over all wires, mean over members; NaN, as the
        next three, where the network has no wires between regions.
    density_, n_connections_ : float
        Share of the ordered pairs of different regions that are connected, and wires between
        different regions that are not 0; mean over members.
    connectome_similarity_ : float
        Spearman correlation of learned and biological strength over the pairs that `connectome_`
        connects; NaN where one of them is constant.

    See Also
    --------
    ConnectomeRegressor : Predict numbers.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeTransformer
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=150, random_state=0, return_X_y=True)
    >>> embedding = ConnectomeTransformer("desikan_killiany", hidden_channels=(4, 2))
    >>> embedding.fit_transform(X).shape
    (150, 168)
    >>> embedding.get_feature_names_out()[:2]
    array(['L_bankssts_0', 'L_bankssts_1'], dtype=object)
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseConnectomeEstimator._parameter_constraints,
        "target_type": [StrOptions({"auto", "continuous", "categorical"}), None],
    }
    _y_checks = {"multi_output": True}

    def __init__(
        self,
        connectome: ConnectomeLike = None,
        *,
        features: FeaturesOption = "auto",
        standardize: bool = True,
        constraint: Constraint = "hard",
        hidden_channels: int | Sequence[int] = (4, 4),
        lambda_wiring: float = 0.0,
        lambda_constraint: float = 1.0,
        lambda_modular: float = 0.0,
        communities: Communities = None,
        alpha: float = 0.0,
        dropout: float = 0.0,
        n_members: int = 1,
        max_epochs: int = 100,
        lr: float = 0.01,
        lr_schedule: Schedule = "constant",
        batch_size: int | Literal["auto"] = "auto",
        early_stopping: bool | Literal["callbacks"] = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        callbacks: Sequence[Any] | None = None,
        device: str | torch.device = "cpu",
        random_state: RandomState = None,
        verbose: int | bool = 0,
        target_type: Literal["auto", "continuous", "categorical"] | None = "auto",
    ) -> None:
        super().__init__(
            connectome,
            features=features,
            standardize=standardize,
            constraint=constraint,
            hidden_channels=hidden_channels,
            lambda_wiring=lambda_wiring,
            lambda_constraint=lambda_constraint,
            lambda_modular=lambda_modular,
            communities=communities,
            alpha=alpha,
            dropout=dropout,
            n_members=n_members,
            max_epochs=max_epochs,
            lr=lr,
            lr_schedule=lr_schedule,
            batch_size=batch_size,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            warm_start=warm_start,
            callbacks=callbacks,
            device=device,
            random_state=random_state,
            verbose=verbose,
        )
        self.target_type = target_type

    def __sklearn_tags__(self) -> Tags:
        """Declare that the precision of X is kept."""
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Train the encoder.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), (n_samples, n_regions, n_channels) or \
(n_samples, n_regions, n_regions)
            Measures of regions, or connectomes.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target that the embedding shall serve; without it X itself is rebuilt.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the samples; they weigh everything that is learned.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X, y, the connectome or a parameter does not fit; before any training.
        FloatingPointError
            If the loss of a member diverges.
        """
        return self._fit(X, y, sample_weight)

    @validated_fit(prefer_skip_nested_validation=True)
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Train for one more epoch.

        The first call learns scales and connectome from its samples.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.

        Returns
        -------
        self
        """
        return self._partial_fit(X, y, sample_weight)

    def transform(self, X: ArrayLike) -> FloatArray:
        """Describe subjects by the units of the encoder's last layer.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.

        Returns
        -------
        ndarray of shape (n_samples, n_members * n_regions * hidden_channels[-1])
            In the precision that it was fitted in.
        """
        check_is_fitted(self)
        embeddings, n_done = np.empty((0, 0)), 0
        for members in self._outputs_in_batches(X, self.net_.module_.encoder):
            units = np.concatenate(members, axis=1)
            if not n_done:  # made once, since it may be larger than X
                shape = (_num_samples(X), units.shape[1])
                embeddings = np.empty(shape, dtype=self.plan_.dtype)
            embeddings[n_done : n_done + len(units)] = units
            n_done += len(units)
        return embeddings

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> AnyArray:
        """Name the units: region and channel, and the member where there are several.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns of X; only compared with those seen in `fit`.

        Returns
        -------
        ndarray of shape (n_features_out,), of str
        """
        check_is_fitted(self)
        _check_feature_names_in(self, input_features)
        channels = range(self.plan_.spec.hidden_channels[-1])
        units = [f"{label}_{channel}" for label in self.connectome_.labels for channel in channels]
        n_members = len(self.plan_.members)
        if n_members == 1:
            return np.array(units, dtype=object)
        names = [f"member{member}_{unit}" for member in range(n_members) for unit in units]
        return np.array(names, dtype=object)

    def _wanted(self, y: ArrayLike | None) -> ArrayLike | None:
        return None if self.target_type is None else y

    def _architecture(self, target: Target) -> Architecture:
        return "autoencoder" if target.learns_features else "encoder"

    def _learn_target(
        self, subjects: Subjects, classes: ArrayLike | None, rebuilt: RebuiltTarget
    ) -> Target:
        if subjects.y is None:
            return rebuilt()
        if self._takes_classes(subjects.y):
            return ClassTarget(np.unique(subjects.y))
        return ContinuousTarget(subjects.y, subjects.weight)

    def _takes_classes(self, y: AnyArray) -> bool:
        if self.target_type != "auto":
            return self.target_type == "categorical"
        return not type_of_target(y).startswith("continuous") and (
            np.ndim(y) == 1 and (y.dtype.kind not in "fiu" or len(np.unique(y)) <= MOST_CLASSES)
        )
