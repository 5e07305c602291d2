"""Predict classes, such as a diagnosis, from brains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.special import softmax
from sklearn.base import ClassifierMixin
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.multiclass import check_classification_targets

from ..nn import READOUTS, ReadoutOption
from ..training import Schedule
from ..types import AnyArray, Constraint, FeaturesOption, FloatArray, RandomState
from ..validation import validated_fit
from .architectures import Architecture
from .base import BaseConnectomeEstimator
from .parameters import Communities, ConnectomeLike
from .planning import RebuiltTarget
from .reading import Subjects
from .targets import ClassTarget, ClassWeight, Target


class ConnectomeClassifier(ClassifierMixin, BaseConnectomeEstimator):
    """Predict classes from brains, by networks that are wired like one.

    Every unit sits in a region. The connectome decides which of them may be connected.

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
    architecture : {"mlp", "linear", "gcn", "gat"} or callable, default="mlp"
        ``"mlp"``: regions' units in layers, residual where two layers are equally wide; over
        edges, each pair also has one weight straight to the output.
        ``"linear"``: one weight a feature; over nodes it has no wires, so the connectome plays no
        part. ``"gcn"``: graph convolutions along the connectome, the weights of whose edges are
        learned; ``"gat"``: graph attention by torch-geometric, each of whose messages has a learned
        weight. Both need ``constraint="hard"``, and over edges the features of a region are its
        row of connections. For other torch-geometric convolutions see
        `sk_ccnn.nn.GeometricArchitecture`. A callable gets a `sk_ccnn.nn.NetworkSpec` and
        returns a torch module that maps (batch, n_regions, in_channels) or (batch, n_regions,
        n_regions) to (batch, n_outputs); it is called once for each member.
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        ``"hard"``: only connections of the connectome are parameters. ``"soft"``: the others cost
        `lambda_constraint`. ``"init"``: the others start at 0 and may grow. ``"none"``: the
        connectome only gives the lengths. A region always reaches itself.
    hidden_channels : int or sequence of int, default=(2, 2)
        Units per region in each hidden layer.
    lambda_wiring : float, default=0.0
        Strength of the wiring cost, the sum over connections of abs(weight) * distance / mean
        distance, beside the mean loss. A value means the same for every atlas. Minimised by a
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
    alpha : float, default=3.0
        Decoupled weight decay of all weights but biases: a step shrinks them by `lr` * `alpha`.
    dropout : float, default=0.1
        Share of units that are dropped while training, in [0, 1).
    n_members : int, default=5
        Networks that are trained, from different seeds. Their logits are averaged.
    max_epochs : int, default=60
        Passes over the subjects.
    lr : float, default=0.01
        Learning rate of Adam.
    lr_schedule : {"one_cycle", "constant"}, default="one_cycle"
        Learning rate over a `fit`: ``"one_cycle"`` rises to `lr` over 30% of the epochs and falls
        to 0 in the rest; ``"constant"`` stays at `lr`, as `partial_fit` always does, and suits
        early stopping, which does not know that a cycle has yet to end.
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
        ``valid_loss`` needs `early_stopping`, and what looks at all parameters ties members.
    device : str or torch.device, default="cpu"
        Where to train and predict; ``"auto"`` is a CUDA device if there is one, else the CPU.
    random_state : int, RandomState instance or None, default=None
        Initial weights (in the order of the regions), dropout, order and held-out subjects.
        None gives another result each time; `numpy.random.seed` has no part in it.
    verbose : int or bool, default=0
        Show a progress bar.
    readout : {"regions", "mean", "attention"}, default="regions"
        What a graph network (``"gcn"``, ``"gat"``) reads its outputs from: every region's channels,
        their mean over regions, which loses which region it was, or a mean weighted by attention.
    class_weight : dict, "balanced" or None, default=None
        Weights of the classes; ``"balanced"`` gives all classes the same weight in the loss.

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
    classes_ : ndarray of shape (n_classes,)
        The classes.
    loss_curve_ : list of float, length n_epochs_
        Training loss after each epoch, without penalties, mean over members.
    n_epochs_, interrupted_ : int, bool
        Epochs done; whether an interrupt (Ctrl-C) ended them, which `fit` then raised.
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
    >>> from sk_ccnn import ConnectomeClassifier
    >>> from sk_ccnn.datasets import make_disease_cohort
    >>> X, diagnosis = make_disease_cohort(n_subjects=150, random_state=0, return_X_y=True)
    >>> model = ConnectomeClassifier("desikan_killiany", n_members=1, random_state=0)
    >>> model.fit(X[:100], diagnosis[:100]).predict_proba(X[100:]).shape
    (50, 2)
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseConnectomeEstimator._parameter_constraints,
        "architecture": [StrOptions({"linear", "mlp", "gcn", "gat"}), callable],
        "readout": [StrOptions(set(READOUTS))],
        "class_weight": [StrOptions({"balanced"}), dict, None],
    }

    def __init__(
        self,
        connectome: ConnectomeLike = None,
        *,
        features: FeaturesOption = "auto",
        standardize: bool = True,
        architecture: Architecture = "mlp",
        readout: ReadoutOption = "regions",
        constraint: Constraint = "hard",
        hidden_channels: int | Sequence[int] = (2, 2),
        lambda_wiring: float = 0.0,
        lambda_constraint: float = 1.0,
        lambda_modular: float = 0.0,
        communities: Communities = None,
        alpha: float = 3.0,
        dropout: float = 0.1,
        n_members: int = 5,
        max_epochs: int = 60,
        lr: float = 0.01,
        lr_schedule: Schedule = "one_cycle",
        batch_size: int | Literal["auto"] = "auto",
        early_stopping: bool | Literal["callbacks"] = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        callbacks: Sequence[Any] | None = None,
        device: str | torch.device = "cpu",
        random_state: RandomState = None,
        verbose: int | bool = 0,
        class_weight: ClassWeight = None,
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
        self.architecture = architecture
        self.readout = readout
        self.class_weight = class_weight

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train the networks.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), (n_samples, n_regions, n_channels) or \
(n_samples, n_regions, n_regions)
            Measures of regions, or connectomes.
        y : array-like of shape (n_samples,)
            Classes, at least two.
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
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Train for one more epoch.

        The first call learns scales and connectome from its samples.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.
        classes : array-like of shape (n_classes,), default=None
            All classes; needed in the first call if its y lacks some.

        Returns
        -------
        self
        """
        if self.class_weight == "balanced":
            raise ValueError("class_weight='balanced' needs all samples at once, in fit")
        return self._partial_fit(X, y, sample_weight, classes)

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Compute the logits of the classes, mean over members.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            Logits; of two classes, the log odds of the second.
        """
        logits = self._mean_outputs(X)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Compute the probability of each class, which a network tends to be too sure of.

        scikit-learn's ``CalibratedClassifierCV(model, ensemble=False)`` calibrates it.

        Parameters
        ----------
        X : array-like, laid out as in `fit`

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            In the order of `classes_`.
        """
        return softmax(self._mean_outputs(X), axis=1)

    def predict(self, X: ArrayLike) -> AnyArray:
        """Predict the likeliest class.

        Parameters
        ----------
        X : array-like, laid out as in `fit`

        Returns
        -------
        ndarray of shape (n_samples,)
            Classes.
        """
        likeliest = self._mean_outputs(X).argmax(axis=1)
        return self.classes_[likeliest]

    def _learn_target(
        self, subjects: Subjects, classes: ArrayLike | None, rebuilt: RebuiltTarget
    ) -> ClassTarget:
        check_classification_targets(subjects.y)
        found = np.unique(np.asarray(subjects.y if classes is None else classes))
        if len(found) < 2:
            raise ValueError(
                f"{type(self).__name__} needs samples of at least 2 classes, got one class: "
                f"{found.tolist()}"
            )
        return ClassTarget(found, self.class_weight)

    def _renewed_target(self, target: Target) -> ClassTarget:
        assert isinstance(target, ClassTarget)
        return ClassTarget(target.classes, self.class_weight)
