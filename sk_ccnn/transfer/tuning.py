"""Networks of the target's kind that begin at the weights of the source."""

from __future__ import annotations

import copy
from inspect import signature
from typing import Any, Literal, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.base import clone
from torch import Tensor

from ..caller import warn_caller
from ..estimators import (
    BaseConnectomeEstimator,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ContinuousTarget,
    Subjects,
    build_net,
    train_net,
)
from ..types import AnyArray, BoolArray
from .freezing import all_but, head_of, outside_of
from .source import Source

Head: TypeAlias = Literal["auto", "keep", "new"]
Kind: TypeAlias = type[ConnectomeRegressor] | type[ConnectomeClassifier]


class Tuning:
    """A copy of a source's networks, to be fine-tuned on the subjects of a target cohort.

    Parameters
    ----------
    source : Source
        It stays as it is.
    kind : type
        ConnectomeRegressor or ConnectomeClassifier.
    settings : dict
        Parameters that are not the source's.
    """

    def __init__(self, source: Source, kind: Kind, settings: dict[str, Any]) -> None:
        self.network = source.network
        given = self.network.get_params(deep=False)
        given = {name: given[name] for name in signature(kind).parameters if name in given}
        given |= {
            "connectome": self.network.connectome_,
            "features": self.network.features_,
            "constraint": self.network.plan_.spec.constraint,
            "lambda_wiring": float(self.network.plan_.members.spread("lambda_wiring")[0]),
            "warm_start": False,
        }
        # Cloned, so that the source's callbacks do not see this training.
        self.estimator: BaseConnectomeEstimator = clone(kind(**given | settings))

    def read(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None) -> Subjects:
        """Validate training subjects: Subjects, in the precision of the source."""
        subjects = self.estimator.read_subjects(X, y, sample_weight)
        table = subjects.array.astype(self.network.plan_.dtype, copy=False)
        return Subjects(table, subjects.y, subjects.weight, subjects.layout, subjects.names)

    def build(self, subjects: Subjects, head: Head) -> None:
        """Build the networks and give them the source's weights.

        Parameters
        ----------
        subjects : Subjects
            From `read`.
        head : {"auto", "keep", "new"}
            Whether the read-out is the source's.

        Raises
        ------
        ValueError
            If the source has no weights for this, or not those of the read-out.
        """
        assert subjects.y is not None
        keeps, target = self._keeps_head(subjects.y, head), None
        learned = self.network.plan_.target
        if keeps and isinstance(learned, ContinuousTarget):
            # The source's scale, so that its outputs keep their meaning.
            target = copy.copy(learned)
            target.is_single = np.ndim(subjects.y) == 1
        self.options = self.estimator.training_options()
        self.plan = self.estimator.plan_fit(subjects, target=target, like=self.network.plan_)
        self.net = build_net([self.plan], self.options)
        self._copy_weights(keeps)

    def freeze(self, trainable: BoolArray | None) -> None:
        """Freeze all weights but the head's, and those of some regions.

        Parameters
        ----------
        trainable : ndarray of shape (n_regions,), bool, or None
            Regions whose weights train; None: everything trains.
        """
        module = self.net.module_
        if trainable is None:
            frozen: dict[str, Tensor] = {}
        elif trainable.any():
            frozen = outside_of(module, self._head, trainable)
        else:
            frozen = all_but(module, self._head)
        if all(frozen.get(name, _NOWHERE).all() for name, _ in module.named_parameters()):
            raise ValueError(
                f"nothing would train: architecture={self.network.plan_.architecture!r} has no "
                "read-out of sk_ccnn.nn, which alone is told apart, and all its weights are frozen"
            )
        self.net.freeze(_joined(frozen, self._removed))

    def train(self, subjects: Subjects) -> BaseConnectomeEstimator:
        """Train: the fitted estimator."""
        is_done = train_net(self.net, self.plan, subjects, self.options)
        if not is_done and not self.net.interrupted_:
            warn_caller(
                f"fine-tuning ended in epoch {len(self.net.history)} of {self.options.max_epochs}, "
                "by a callback; the network is usable as it was then"
            )
        return self.estimator.adopt(self.plan, self.net)

    def _keeps_head(self, y: AnyArray, head: Head) -> bool:
        """Tell whether the source's read-out stays."""
        is_same = self._is_same_task(y)
        if head == "keep" and not is_same:
            raise ValueError(
                f"head='keep' needs the task of the source, a {type(self.network).__name__} with "
                f"{_describe(self.network)}, but y does not fit it; head='auto' draws a new one"
            )
        return is_same and head != "new"

    def _is_same_task(self, y: AnyArray) -> bool:
        if not isinstance(self.network, type(self.estimator)):
            return False
        if hasattr(self.network, "classes_"):
            return np.array_equal(np.unique(y), self.network.classes_)
        return self.network.plan_.target.n_outputs == np.reshape(y, (len(y), -1)).shape[1]

    def _copy_weights(self, keeps_head: bool) -> None:
        """Copy the source's weights by name; what is drawn anew is the head."""
        module, earlier = self.net.module_, self.network.net_
        mine, theirs = module.state_dict(), earlier.module_.state_dict()
        parameters = {name for name, _ in module.named_parameters()}
        new = set() if keeps_head else head_of(module)
        new |= {name for name in mine if mine[name].shape != _shape_of(theirs, name)}
        if not keeps_head and not new & parameters:
            raise ValueError(
                "cannot tell the read-out, which has to be drawn anew, from the other weights of "
                f"architecture={self.network.plan_.architecture!r}; let it be a "
                "sk_ccnn.nn.Readout"
            )
        if parameters <= new:
            raise ValueError(
                f"architecture={self.network.plan_.architecture!r} is nothing but a read-out, so "
                "nothing can be transferred to another task"
            )
        module.load_state_dict({name: mine[name] if name in new else theirs[name] for name in mine})
        self._head = head_of(module) | (new & parameters)
        # Wires that were pruned from the source stay away.
        self._removed = {
            name: mask & (theirs[name] == 0)
            for name, mask in earlier.frozen.items()
            if name in parameters - new
        }


_NOWHERE = torch.zeros(1, dtype=torch.bool)


def _shape_of(state: dict[str, Tensor], name: str) -> torch.Size | None:
    return state[name].shape if name in state else None


def _joined(frozen: dict[str, Tensor], more: dict[str, Tensor]) -> dict[str, Tensor]:
    """Freeze what either freezes."""
    return frozen | {
        name: frozen[name] | mask if name in frozen else mask for name, mask in more.items()
    }


def _describe(network: BaseConnectomeEstimator) -> str:
    if hasattr(network, "classes_"):
        return f"the classes {network.classes_.tolist()}"
    return f"{network.plan_.target.n_outputs} outputs"
