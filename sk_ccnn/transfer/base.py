"""What the two estimators share: columns, altered regions, fine-tuning."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar, Literal, Self, TypeAlias, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, MetaEstimatorMixin, _clone_parametrized
from sklearn.utils import Tags
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

from ..connectome import selected_regions
from ..estimators import (
    ConnectomeClassifier,
    ConnectomeRegressor,
    FitPlan,
    Subjects,
    in_fitted_order,
    to_table,
    unchanged_on_error,
)
from ..types import AnyArray, BoolArray, FeaturesOption, RandomState
from ..validation import named_table
from .altered import TargetType, compare_regions, measures_by_region
from .columns import TargetColumns, by_region
from .report import TuningReport, arrays_of_frame, frame_of_arrays
from .source import Source
from .tuning import Head, Tuning

FreezeOption: TypeAlias = Literal["unaltered", "encoder", "none"]
Freeze: TypeAlias = FreezeOption | Sequence[str] | Sequence[int] | Sequence[bool] | BoolArray
Confounds: TypeAlias = str | int | Sequence[str | int] | None

# Marks regions as altered in the table; which ones train depends on their number only.
FALSE_DISCOVERIES = 0.05


class BaseTransfer(MetaEstimatorMixin, BaseEstimator):
    """Base of the two: a subclass says which estimator is tuned and how regions are compared."""

    _parameter_constraints: dict[str, Any] = {
        "source": [HasMethods("fit"), None],
        "freeze": [StrOptions(set(get_args(FreezeOption))), "array-like"],
        "n_trainable_regions": [Interval(Integral, 1, None, closed="left")],
        "head": [StrOptions(set(get_args(Head)))],
        "confounds": [str, Integral, "array-like", None],
        "max_epochs": [Interval(Integral, 1, None, closed="left"), None],
        "lr": [Interval(Real, 0, None, closed="neither"), None],
        "alpha": [Interval(Real, 0, None, closed="left"), None],
        "random_state": ["random_state"],
    }

    # Which estimator is fine-tuned, and how regions are compared.
    _kind: ClassVar[type[ConnectomeRegressor] | type[ConnectomeClassifier]]
    _target_type: ClassVar[TargetType]

    estimator_: Any
    altered_regions_: pd.DataFrame | None
    trainable_regions_: AnyArray
    tuning_: TuningReport

    def __init__(
        self,
        source: BaseEstimator | None,
        *,
        freeze: Freeze,
        n_trainable_regions: int,
        head: Head,
        confounds: Confounds,
        max_epochs: int | None,
        lr: float | None,
        alpha: float | None,
        random_state: RandomState,
    ) -> None:
        self.source = source
        self.freeze = freeze
        self.n_trainable_regions = n_trainable_regions
        self.head = head
        self.confounds = confounds
        self.max_epochs = max_epochs
        self.lr = lr
        self.alpha = alpha
        self.random_state = random_state

    def __sklearn_clone__(self) -> Self:
        """Clone all but the source, whose fit a clone would lose: it is handed on as it is."""
        mine = copy.copy(self)
        mine.source = None
        cloned: Self = _clone_parametrized(mine)
        cloned.source = self.source
        return cloned

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Give the parameters; those of the source, which is fitted already, are not among them.

        Parameters
        ----------
        deep : bool, default=True
            Ignored.

        Returns
        -------
        dict
        """
        params: dict[str, Any] = super().get_params(deep=False)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters; those of the source cannot be set, because it is fitted already.

        Parameters
        ----------
        **params
            By name.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is unknown, or the source's.
        """
        of_source = sorted(name for name in params if name.startswith("source__"))
        if of_source:
            raise ValueError(
                f"the source is fitted and stays as it is, so {of_source} cannot be set; "
                "max_epochs, lr and alpha of the fine-tuning are parameters of this estimator"
            )
        super().set_params(**params)
        return self

    def __sklearn_tags__(self) -> Tags:
        """Declare that X may be three-dimensional."""
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Tell whether there is a fine-tuned estimator."""
        return hasattr(self, "estimator_")

    def __getstate__(self) -> dict[str, Any]:
        """Give the table of altered regions as arrays; the report follows from the rest."""
        state = dict(super().__getstate__())
        frame = state.pop("altered_regions_", None)
        if state.pop("tuning_", None) is not None:
            state["altered_regions_"] = None if frame is None else arrays_of_frame(frame)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the table of altered regions and the report anew."""
        state = dict(state)
        is_fitted = "altered_regions_" in state
        arrays = state.pop("altered_regions_", None)
        super().__setstate__(state)
        if is_fitted:
            self.altered_regions_ = None if arrays is None else frame_of_arrays(arrays)
            self.tuning_ = self._report()

    def _fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None) -> Self:
        """Fine-tune the source, or train from scratch without one."""
        X = named_table(X)
        with unchanged_on_error(self):
            source = None if self.source is None else Source.of(self.source)
            # Copied, so that it does not matter what becomes of the source.
            self._steps = None if source is None else copy.deepcopy(source.steps)
            self._order = None if source is None else source.network.plan_.layout.columns
            self._compare_columns(
                X, reset=True, features=source.network.features_ if source else None
            )
            self._columns = TargetColumns(X, self.confounds, source)
            if source is None:
                self._train_from_scratch(self._input(X), y, sample_weight)
            else:
                self._tune(source, self._input(X), y, sample_weight, self._columns.confounds(X))
            self.tuning_ = self._report()
        self.estimator_.after_interrupt()
        return self

    def _train_from_scratch(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None
    ) -> None:
        self.altered_regions_ = None
        self.estimator_ = self._kind(**self._settings()).fit(X, y, sample_weight=sample_weight)
        self.trainable_regions_ = np.array(self.estimator_.connectome_.labels, dtype=object)

    def _tune(
        self,
        source: Source,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None,
        confounds: pd.DataFrame | None,
    ) -> None:
        tuning = Tuning(source, self._kind, self._settings())
        subjects = tuning.read(X, y, sample_weight)
        tuning.build(subjects, self.head)
        self.altered_regions_, trainable = None, None
        names: AnyArray = np.array(source.network.connectome_.labels, dtype=object)
        if not isinstance(self.freeze, str):
            trainable = np.ones(len(names), dtype=bool)
            trainable[selected_regions(self.freeze, names.tolist())] = False
        elif self.freeze == "encoder":
            trainable = np.zeros(len(names), dtype=bool)
        elif self.freeze == "unaltered":
            self.altered_regions_ = self._compare_regions(tuning.plan, subjects, confounds)
            trainable = most_altered(self.altered_regions_, self.n_trainable_regions)
        tuning.freeze(trainable)
        self.estimator_ = tuning.train(subjects)
        self.trainable_regions_ = names if trainable is None else names[trainable]

    def _report(self) -> TuningReport:
        regions = self.estimator_.connectome_.labels
        return TuningReport(
            regions=tuple(regions),
            is_trained=np.isin(regions, self.trainable_regions_.tolist()),
            altered_regions=self.altered_regions_,
            false_discoveries=FALSE_DISCOVERIES,
            n_epochs=self.estimator_.n_epochs_,
            has_source=self.source is not None,
        )

    def _compare_regions(
        self, plan: FitPlan, subjects: Subjects, confounds: pd.DataFrame | None
    ) -> pd.DataFrame:
        assert subjects.y is not None
        return compare_regions(
            measures_by_region(plan.layout, subjects.array),
            subjects.y,
            subjects.weight,
            self._target_type,
            confounds,
            FALSE_DISCOVERIES,
            plan.connectome.labels,
        )

    def _settings(self) -> dict[str, Any]:
        """Give the parameters of the inner estimator that are not the source's."""
        names = ("max_epochs", "lr", "alpha", "class_weight")
        given = {name: getattr(self, name, None) for name in names}
        given = {name: value for name, value in given.items() if value is not None}
        return given | {"random_state": self.random_state}

    def _input(self, X: Any) -> Any:
        """Give X as the inner estimator takes it."""
        X = self._columns.regions(X)
        if self._steps is None:
            return X
        for step in self._steps:
            X = step.transform(X)
        return by_region(X, self._order)

    def _new_input(self, X: ArrayLike) -> Any:
        """Give X of new subjects as the inner estimator takes it."""
        check_is_fitted(self)
        X = in_fitted_order(self, named_table(X), by_name=self._columns.are_by_name)
        self._compare_columns(X, reset=False, features=self.estimator_.features_)
        return self._input(X)

    def _compare_columns(self, X: Any, *, reset: bool, features: FeaturesOption | None) -> None:
        """Learn how many columns X has and their names, or compare them with those of `fit`."""
        if getattr(X, "ndim", 2) == 1:
            return  # the inner estimator says what is wrong with it
        if not self._steps:
            X, _ = to_table(X, features or "auto")
        validate_data(self, X, reset=reset, skip_check_array=True)


def most_altered(table: pd.DataFrame, n_regions: int) -> BoolArray:
    """Choose the most altered regions.

    Parameters
    ----------
    table : DataFrame
        From `altered_regions`.
    n_regions : int
        How many.

    Returns
    -------
    ndarray of shape (n_regions,), bool

    Raises
    ------
    ValueError
        If there are not as many.
    """
    if n_regions > len(table):
        raise ValueError(f"n_trainable_regions={n_regions}, but there are {len(table)} regions")
    # By size where p-values are equal: those of very large effects may all be 0.
    order = np.lexsort((-table["effect_size"].abs(), table["p_value"]))
    chosen = np.zeros(len(table), dtype=bool)
    chosen[order[:n_regions]] = True
    return chosen
