"""What is transferred from: a fitted network, and what comes before it in a pipeline."""

from dataclasses import dataclass

from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from ..estimators._base import BaseConnectomeEstimator


@dataclass(frozen=True)
class Source:
    """A fitted estimator, taken apart; nothing of it is ever changed.

    Parameters
    ----------
    steps : tuple of transformers
        Fitted; X goes through them as they are.
    network : BaseConnectomeEstimator
        Fitted; it takes what comes out of them.
    """

    steps: tuple
    network: BaseConnectomeEstimator

    @classmethod
    def of(cls, estimator):
        """Look into frozen estimators, searches and pipelines for the network.

        Parameters
        ----------
        estimator : estimator
            As the user gave it.

        Returns
        -------
        Source

        Raises
        ------
        TypeError
            If there is no estimator of ours at its end.
        NotFittedError
            If it is not fitted.
        """
        steps, given = [], estimator
        while not isinstance(given, BaseConnectomeEstimator):
            check_is_fitted(given)
            if isinstance(given, FrozenEstimator):
                given = given.estimator
            elif isinstance(given, Pipeline):
                steps += [step for _, step in given.steps[:-1] if step not in (None, "passthrough")]
                given = given.steps[-1][1]
            elif hasattr(given, "best_estimator_"):
                given = given.best_estimator_
            else:
                raise TypeError(
                    "source must be a fitted ConnectomeRegressor, ConnectomeClassifier or "
                    "ConnectomeTransformer, or a pipeline, search or FrozenEstimator of one, got "
                    f"{estimator!r}"
                )
        check_is_fitted(given)
        return cls(tuple(steps), given)

    @property
    def first(self):
        """What X comes to first."""
        return self.steps[0] if self.steps else self.network

    @property
    def n_columns(self):
        """Columns of X that it was fitted to; None if that is not known."""
        return getattr(self.first, "n_features_in_", None)

    @property
    def fitted_names(self):
        """Names of the columns that it was fitted to: list of str, or None."""
        names = getattr(self.first, "feature_names_in_", None)
        return None if names is None else list(names)

    @property
    def column_names(self):
        """Names of its columns: those it was fitted to, or its regions'; None if not known."""
        return self.fitted_names or self._names_of_regions()

    def _names_of_regions(self):
        brain, layout = self.network.connectome_, self.network._layout
        if layout.features == "edges" or layout.in_channels > 1 or not brain.has_labels:
            return None
        names = list(brain.labels)
        try:
            for step in self.steps:
                names = list(step.get_feature_names_out(names))
        except (AttributeError, ValueError):
            return None  # who knows which columns it makes
        return list(brain.labels) if names == list(brain.labels) else None
