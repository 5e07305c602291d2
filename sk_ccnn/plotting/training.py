"""The loss of each member, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..estimators import find_network
from ..training import AbsoluteError, CrossEntropy, HalfSquaredError
from ..types import FloatArray
from .basics import BLUE, ORANGE, axes_of, plain_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

_LOSSES = {
    AbsoluteError: "absolute error (sd of the target)",
    HalfSquaredError: "half the squared error (variance of the target)",
    CrossEntropy: "cross-entropy (nats)",
}


class TrainingCurvesDisplay:
    """Training curves: the loss in each epoch, a thin line for each member, a thick one for all.

    Make it with `from_estimator`. Penalties, such as the wiring cost, are not part of the loss.

    Parameters
    ----------
    losses : ndarray of shape (n_epochs, n_members)
        In training subjects, while the weights change.
    validation_losses : ndarray of shape (n_epochs, n_members) or None, default=None
        In the validation subjects of `early_stopping`, at the end of each epoch.
    label : str, default="loss"
        What the loss is, and its unit.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    lines_, validation_lines_ : list of matplotlib Line2D
        One for each member.
    mean_, validation_mean_ : matplotlib Line2D
        Mean over members; the latter None where there is no validation.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.plotting import TrainingCurvesDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=3, max_epochs=5)
    >>> TrainingCurvesDisplay.from_estimator(network.fit(X, age)).ax_.get_title()
    '3 members, 5 epochs'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    lines_: list[Line2D]
    validation_lines_: list[Line2D]
    mean_: Line2D
    validation_mean_: Line2D | None

    def __init__(
        self,
        losses: ArrayLike,
        validation_losses: ArrayLike | None = None,
        *,
        label: str = "loss",
    ) -> None:
        self.losses = losses
        self.validation_losses = validation_losses
        self.label = label

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Axes | None = None, **options: Any) -> Self:
        """Plot the training of a network.

        Parameters
        ----------
        estimator : estimator
            A fitted network, or a Pipeline, search or anything else around one.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        TrainingCurvesDisplay

        Raises
        ------
        TypeError, NotFittedError
            If there is no fitted network in it.
        ValueError
            If it was never trained (0 epochs).
        """
        network = find_network(estimator, fitted=True)
        history = network.net_.history
        rows = [row for row in history if "train_member_losses" in row]
        if not rows:
            raise ValueError(f"{network!r} was trained for 0 epochs; needed one or more")
        losses = np.array([row["train_member_losses"] for row in rows])
        nothing = [np.nan] * losses.shape[1]
        validation = np.array([row.get("valid_member_losses", nothing) for row in rows])
        criterion = network.net_.criterion_
        label = _LOSSES.get(type(criterion), type(criterion).__name__)
        return cls(
            losses, None if np.isnan(validation).all() else validation, label=f"loss: {label}"
        ).plot(ax, **options)

    def plot(self, ax: Axes | None = None, *, log: bool = False, title: str | None = None) -> Self:
        """Plot the losses.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        log : bool, default=False
            Whether the axis of the loss is logarithmic.
        title : str, default=None
            By default, the numbers of members and epochs.

        Returns
        -------
        TrainingCurvesDisplay
            This one.
        """
        from matplotlib.ticker import MaxNLocator

        losses = np.asarray(self.losses, dtype=float)
        n_epochs, n_members = losses.shape
        ax = axes_of(ax)
        self.lines_, self.mean_ = _plot_members(ax, losses, BLUE, "-", "training")
        self.validation_lines_, self.validation_mean_ = [], None
        if self.validation_losses is not None:
            values = np.asarray(self.validation_losses, dtype=float)
            self.validation_lines_, self.validation_mean_ = _plot_members(
                ax, values, ORANGE, "--", "validation"
            )
        if log:
            ax.set_yscale("log")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlabel("epoch")
        ax.set_ylabel(self.label)
        members = "1 member" if n_members == 1 else f"{n_members} members"
        epochs = "1 epoch" if n_epochs == 1 else f"{n_epochs} epochs"
        ax.set_title(f"{members}, {epochs}" if title is None else title)
        ax.legend(frameon=False)
        plain_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        return self


def _plot_members(
    ax: Axes, losses: FloatArray, colour: str, style: str, name: str
) -> tuple[list[Line2D], Line2D]:
    """Plot a line for each member, and their mean."""
    n_epochs, n_members = losses.shape
    epochs = np.arange(1, n_epochs + 1)
    marker = "o" if n_epochs == 1 else None
    lines = ax.plot(epochs, losses, color=colour, ls=style, lw=0.8, alpha=0.4, marker=marker)
    label = name if n_members == 1 else f"{name}, mean of {n_members} members"
    (mean,) = ax.plot(epochs, losses.mean(axis=1), color=colour, ls=style, lw=2.2, label=label)
    return lines, mean
