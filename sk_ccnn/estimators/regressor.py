"""Predict numbers, such as age, from brains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import torch
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import StrOptions

from ..nn import READOUTS, ReadoutOption
from ..training import Schedule
from ..types import Constraint, FeaturesOption, RandomState
from ..validation import validated_fit
from .architectures import Architecture
from .numbers import PredictsNumbers
from .parameters import Communities, ConnectomeLike
from .planning import RebuiltTarget
from .reading import Subjects
from .targets import LOSSES, ContinuousTarget, Loss


class ConnectomeRegressor(RegressorMixin, PredictsNumbers):
    """Predict numbers from brains, by networks that are wired like one.

    Every unit sits in a region. The connectome decides which regions may be connected, and the
    length of the wires is a cost.

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
    readout : {"regions", "mean", "attention"}, default="regions"
        What a graph network (``"gcn"``, ``"gat"``) reads its outputs from: every region's channels,
        their mean over regions, which loses which region it was, or a mean weighted by attention.
    loss : {"absolute_error", "squared_error"}, default="absolute_error"
        What is minimised: with the absolute error the prediction is a median, which outliers and
        skewed ages move less; with the squared error it is a mean.
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        ``"hard"``: only connections of the connectome are parameters. ``"soft"``: the others cost
        `lambda_constraint`. ``"init"``: the others start at 0 and may grow. ``"none"``: the
        connectome only gives the lengths. A region always reaches itself.
    hidden_channels : int or sequence of int, default=(2, 2, 2)
        Units per region in each hidden layer.
    lambda_wiring : float, default=0.0
        Strength of the wiring cost, the sum over connections of abs(weight) * distance / mean
        distance, beside the mean loss. Targets are standardised inside, so that a value means the
        same for every target and atlas. Minimised by a
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
        Networks that are trained, from different seeds. Their predictions are averaged.
    max_epochs : int, default=60
        Passes over the subjects.
    lr : float, default=0.03
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
        ``valid_loss`` needs `early_stopping`, and what looks at all parameters ties members. One
        that is to end the training raises `sk_ccnn.training.StopTraining`.
    device : str or torch.device, default="cpu"
        Where to train and predict; ``"auto"`` is a CUDA device if there is one, else the CPU.
    random_state : int, RandomState instance or None, default=None
        Initial weights (in the order of the regions), dropout, order and held-out subjects.
        None gives another result each time; `numpy.random.seed` has no part in it.
    verbose : int or bool, default=0
        Show a progress bar.
    std_cv : int, splitter, iterable or None, default=None
        Folds by which `fit` learns how large errors are in subjects that were not seen, for
        ``predict(X, return_std=True)``. Each is one more fit, so that None learns nothing. An int
        is that many folds which all cover the target. `sk_ccnn.ConformalRegressor` takes groups.

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
    target_mean_, target_scale_ : ndarray of shape (n_outputs,)
        Weighted mean and standard deviation of y in the training samples, in the units of y.
        ``net_.module_`` learned y less its mean, over its standard deviation: its output times
        `target_scale_` plus `target_mean_` is a prediction. The scale of a constant y is 0.
    loss_curve_ : list of float, length n_epochs_
        Training loss after each epoch, without penalties, mean over members.
    n_epochs_ : int
        Epochs done.
    residual_noise_ : ResidualNoise or None
        What `std_cv` learned: ``std``, in the units of y, and the ``stretch`` of members' spread.
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
    ConnectomeClassifier : Predict classes.
    ConnectomeTransformer : Describe subjects by units in regions.

    References
    ----------
    Bullmore E, Sporns O (2012). The economy of brain network organization. Nature Reviews
    Neuroscience 13, 336-349. doi:10.1038/nrn3214

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=150, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> model.fit(X[:100], age[:100]).predict(X[100:]).shape
    (50,)
    >>> model.learned_connectome()
    Connectome('learned on desikan_killiany', 84 regions, ..., tract lengths)
    """

    _parameter_constraints: dict[str, Any] = {
        **PredictsNumbers._parameter_constraints,
        "architecture": [StrOptions({"linear", "mlp", "gcn", "gat"}), callable],
        "readout": [StrOptions(set(READOUTS))],
        "loss": [StrOptions(set(LOSSES))],
        "std_cv": ["cv_object"],
    }
    _y_checks = {"multi_output": True, "y_numeric": True}

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
        lambda_wiring: float = 0.0,
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
        warm_start: bool = False,
        callbacks: Sequence[Any] | None = None,
        device: str | torch.device = "cpu",
        random_state: RandomState = None,
        verbose: int | bool = 0,
        std_cv: Any = None,
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
        self.loss = loss
        self.std_cv = std_cv

    def __sklearn_tags__(self) -> Tags:
        """Declare that several targets are welcome."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train the networks.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), (n_samples, n_regions, n_channels) or \
(n_samples, n_regions, n_regions)
            Measures of regions, or connectomes.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            Targets.
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
        if self.std_cv is not None:
            return self._fit_with_noise(X, y, sample_weight, self.std_cv)
        return self._fit(X, y, sample_weight)

    @validated_fit(prefer_skip_nested_validation=True)
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Train for one more epoch.

        The first call learns scale and connectome from its samples.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.

        Returns
        -------
        self
        """
        return self._partial_fit(X, y, sample_weight)

    def _learn_target(
        self, subjects: Subjects, classes: ArrayLike | None, rebuilt: RebuiltTarget
    ) -> ContinuousTarget:
        assert subjects.y is not None
        target = ContinuousTarget(subjects.y, subjects.weight, self.loss)
        target.warn_if_constant()
        return target
