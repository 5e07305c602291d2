"""What is transferred from: a fitted network, and what comes before it in a pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..connectome import pair_names
from ..estimators import BaseConnectomeEstimator, find_network, steps_before


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

    steps: tuple[Any, ...]
    network: BaseConnectomeEstimator

    @classmethod
    def of(cls, estimator: Any) -> Source:
        """Look for the network, and for the steps before it.

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
        network = find_network(estimator, name="source", fitted=True)
        return cls(tuple(steps_before(estimator)), network)

    @property
    def first(self) -> Any:
        """The first step that X goes through, or the network: estimator."""
        return self.steps[0] if self.steps else self.network

    @property
    def n_columns(self) -> int | None:
        """Number of columns of X that it was fitted to: int; None if that is not known."""
        return getattr(self.first, "n_features_in_", None)

    @property
    def fitted_names(self) -> list[str] | None:
        """Names of the columns that it was fitted to: list of str, or None."""
        names = getattr(self.first, "feature_names_in_", None)
        return None if names is None else list(names)

    @property
    def column_names(self) -> list[str] | None:
        """Names of its columns: those it was fitted to, or its regions'; None if not known."""
        return self.fitted_names or self._names_of_regions()

    def _names_of_regions(self) -> list[str] | None:
        brain, layout = self.network.connectome_, self.network.plan_.layout
        if layout.in_channels > 1 or not brain.has_labels:
            return None
        own = list(brain.labels) if layout.features == "nodes" else pair_names(brain.labels)
        names = own
        try:
            for step in self.steps:
                names = list(step.get_feature_names_out(names))
        except (AttributeError, ValueError):
            return None  # such a step does not say which columns it makes
        return own if names == own else None
