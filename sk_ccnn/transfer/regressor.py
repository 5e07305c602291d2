"""Predict numbers in a small cohort by a network of a large one."""

from __future__ import annotations

from typing import Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import Tags

from ..estimators import ConnectomeRegressor
from ..types import FloatArray, RandomState
from ..validation import validated_fit
from .base import BaseTransfer, Confounds, Freeze
from .tuning import Head


class TransferRegressor(RegressorMixin, BaseTransfer):
    """Fine-tune the networks of a large cohort, to predict numbers in a small one.

    As `TransferClassifier`, for a number: the symptoms of patients, or age at another site. Where
    the source predicts as many numbers, its read-out stays, and so does the scale of its target,
    so that the outputs keep their meaning however few subjects there are.

    Parameters
    ----------
    source : fitted estimator or None, default=None
        See `TransferClassifier`.
    freeze : {"unaltered", "encoder", "none"} or sequence of str, int or bool, default="unaltered"
        See `TransferClassifier`. Altered regions are those that go with the target.
    n_trainable_regions : int, default=10
        How many regions train under ``freeze="unaltered"``.
    head : {"auto", "keep", "new"}, default="auto"
        ``"auto"`` keeps the read-out and the target's scale of a `ConnectomeRegressor` of as many
        targets. ``"new"`` where the target means something else, such as symptoms after age.
    confounds : str, int, sequence of these, or None, default=None
        See `TransferClassifier`.
    max_epochs : int or None, default=None
        Passes over the subjects; None: as the source.
    lr : float or None, default=None
        Learning rate; None: as the source.
    alpha : float or None, default=None
        Weight decay of what trains; None: as the source.
    random_state : int, RandomState instance or None, default=None
        See `TransferClassifier`.

    Attributes
    ----------
    estimator_ : ConnectomeRegressor
        The fine-tuned networks.
    altered_regions_ : DataFrame or None
        See `TransferClassifier`.
    trainable_regions_ : ndarray of str
        Regions whose weights trained, in the order of the source.
    tuning_ : TuningReport
        What trained; it prints as a table and a sentence.
    n_features_in_ : int
        Number of columns, confounds too (of a three-dimensional X: measures or pairs of a subject).
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns, where X has names that are all str.

    See Also
    --------
    TransferClassifier : Predict classes; it says what is frozen, and how columns are matched.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.transfer import TransferRegressor
    >>> X, age = make_age_cohort(n_subjects=200, random_state=0, return_X_y=True)
    >>> source = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> source = source.fit(X[:150], age[:150])
    >>> model = TransferRegressor(source, n_trainable_regions=5, max_epochs=10, random_state=0)
    >>> model.fit(X[150:170] + 0.2, age[150:170]).predict(X[170:] + 0.2).shape
    (30,)
    """

    _kind = ConnectomeRegressor
    _target_type = "continuous"

    estimator_: ConnectomeRegressor

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

    def __sklearn_tags__(self) -> Tags:
        """Declare that several targets are welcome."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    @validated_fit(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fine-tune the source.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), (n_samples, n_regions, n_channels) or \
(n_samples, n_regions, n_regions)
            As the source takes it, and confounds.
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
            If X, y, the source or a parameter does not fit; before any training.
        FloatingPointError
            If the loss of a member diverges.
        """
        return self._fit(X, y, sample_weight)

    def predict(self, X: ArrayLike) -> FloatArray:
        """Predict by the mean over members.

        Parameters
        ----------
        X : array-like, laid out as in `fit`

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_outputs)
            float64, in the units of y.
        """
        X = self._new_input(X)
        return self.estimator_.predict(X)
