"""Predict classes in a small cohort by a network of a large one."""

from __future__ import annotations

from typing import Any, Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils._param_validation import StrOptions

from ..estimators import ClassWeight, ConnectomeClassifier
from ..types import AnyArray, FloatArray, RandomState
from ..validation import validated_fit
from .base import BaseTransfer, Confounds, Freeze
from .tuning import Head


class TransferClassifier(ClassifierMixin, BaseTransfer):
    """Fine-tune the networks of a large cohort, to tell the classes of a small one apart.

    The source has learned from many healthy people, age for instance, which regions belong
    together. `fit` finds the regions that differ between the classes of the few subjects at hand,
    freezes the weights of all other regions, and trains the altered ones and the read-out. Altered
    regions are found in the subjects of `fit` only, so in a cross-validation nothing is learned
    from test subjects.

    Parameters
    ----------
    source : fitted estimator or None, default=None
        A `ConnectomeRegressor`, `ConnectomeClassifier` or `ConnectomeTransformer`; or a pipeline,
        a search or a `sklearn.frozen.FrozenEstimator` of one. Steps of a pipeline before it
        transform X as they are, fitted to the source's cohort. It is never changed: `clone` hands
        it on as it is. None: nothing is transferred, and the network is that of an estimator with
        default parameters; the baseline of a comparison.
    freeze : {"unaltered", "encoder", "none"} or sequence of str, int or bool, default="unaltered"
        What stays as it was in the source. ``"unaltered"``: the weights of all regions but the
        `n_trainable_regions` most altered. ``"encoder"``: everything but the read-out. ``"none"``:
        nothing. Names, indices or a mask of regions: the weights of those.
    n_trainable_regions : int, default=10
        How many regions train under ``freeze="unaltered"``: those of the smallest p-values in
        `altered_regions_`, significant or not.
    head : {"auto", "keep", "new"}, default="auto"
        Whether the read-out begins as the source's or is drawn anew. ``"auto"`` keeps that of a
        `ConnectomeClassifier` of the same classes.
    confounds : str, int, sequence of these, or None, default=None
        Columns of X, by name or position, that are regressed out when altered regions are looked
        for, such as age and sex; what is text is a category. The networks do not see them.
    max_epochs : int or None, default=None
        Passes over the subjects; None: as the source.
    lr : float or None, default=None
        Learning rate; None: as the source.
    alpha : float or None, default=None
        Weight decay of what trains; None: as the source.
    class_weight : dict, "balanced" or None, default=None
        Weights of the classes in the loss, as of `ConnectomeClassifier`.
    random_state : int, RandomState instance or None, default=None
        What is drawn anew, dropout, order and held-out subjects.

    Attributes
    ----------
    estimator_ : ConnectomeClassifier
        The fine-tuned networks; their number and all other parameters are the source's.
    altered_regions_ : DataFrame or None
        Under ``freeze="unaltered"`` what `altered_regions` says about the subjects of `fit`, as
        they come out of the source's steps.
    trainable_regions_ : ndarray of str
        Regions whose weights trained, in the order of the source.
    tuning_ : TuningReport
        What trained; it prints as a table and a sentence.
    classes_ : ndarray of shape (n_classes,)
        The classes.
    n_features_in_ : int
        Number of columns, confounds too (of a three-dimensional X: measures or pairs of a subject).
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has names that are all str.

    See Also
    --------
    altered_regions : The comparison of regions, on its own.

    Notes
    -----
    The weights of a region are those of all wires that enter it, also from the region itself, and
    the biases of its units. Wires from an altered to an unaltered region are frozen. The read-out
    always trains as a whole. Weights that all regions share, as in a graph convolution, belong to
    no region; they are frozen unless ``freeze="none"``. A frozen weight is the source's bit for
    bit. The outputs of a frozen region may still change, because its inputs come from trainable
    ones. Wires that were pruned from the source never come back.

    Columns are matched by name where both tables have names, as by `Connectome.match`: a table in
    another order, or with names as another program writes them, is brought into the source's
    order. A column that is no region of the source, or a region without a column, is an error.
    Without names columns are taken in the source's order; a step before this estimator keeps the
    names with ``set_output(transform="pandas")``.

    Scanners differ. Standardise each cohort by its own training subjects, in a pipeline before
    this estimator and one before the source; or, where the mean level is what is to be predicted,
    let the source be a pipeline with its scaler, which then scales both.

    References
    ----------
    Yosinski et al. 2014, How transferable are features in deep neural networks? arXiv:1411.1792

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort, make_disease_cohort
    >>> from sk_ccnn.transfer import TransferClassifier
    >>> healthy, age = make_age_cohort(n_subjects=200, random_state=0, return_X_y=True)
    >>> source = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> source = source.fit(healthy, age)
    >>> X, diagnosis = make_disease_cohort(n_subjects=60, random_state=1, return_X_y=True)
    >>> model = TransferClassifier(source, n_trainable_regions=5, max_epochs=20, random_state=0)
    >>> model.fit(X[:40], diagnosis[:40]).predict_proba(X[40:]).shape
    (20, 2)
    >>> len(model.trainable_regions_)
    5
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseTransfer._parameter_constraints,
        "class_weight": [StrOptions({"balanced"}), dict, None],
    }
    _kind = ConnectomeClassifier
    _target_type = "categorical"

    estimator_: ConnectomeClassifier

    def __init__(
        self,
        source: BaseEstimator | None = None,
        *,
        freeze: Freeze = "unaltered",
        n_trainable_regions: int = 10,
        head: Head = "auto",
        confounds: Confounds = None,
        max_epochs: int | None = None,
        lr: float | None = None,
        alpha: float | None = None,
        class_weight: ClassWeight = None,
        random_state: RandomState = None,
    ) -> None:
        super().__init__(
            source,
            freeze=freeze,
            n_trainable_regions=n_trainable_regions,
            head=head,
            confounds=confounds,
            max_epochs=max_epochs,
            lr=lr,
            alpha=alpha,
            random_state=random_state,
        )
        self.class_weight = class_weight

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fine-tune the source.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), (n_samples, n_regions, n_channels) or \
(n_samples, n_regions, n_regions)
            As the source takes it, and confounds.
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
            If X, y, the source or a parameter does not fit; before any training.
        FloatingPointError
            If the loss of a member diverges.
        """
        return self._fit(X, y, sample_weight)

    @property
    def classes_(self) -> AnyArray:
        """The classes."""
        return self.estimator_.classes_

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Compute the logits of the classes, mean over members.

        Parameters
        ----------
        X : array-like, laid out as in `fit`

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            One logit a class; of two classes, the log odds of the second.
        """
        X = self._new_input(X)
        return self.estimator_.decision_function(X)

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Compute the probability of each class.

        Parameters
        ----------
        X : array-like, laid out as in `fit`

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            In the order of `classes_`.
        """
        X = self._new_input(X)
        return self.estimator_.predict_proba(X)

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
        X = self._new_input(X)
        return self.estimator_.predict(X)
