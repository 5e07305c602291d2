"""The contributions of features, along the line from a baseline to each subject."""

from __future__ import annotations

import torch
from numpy.typing import ArrayLike
from sklearn.utils import _safe_indexing
from torch import Tensor, nn

from ..connectome import n_pairs
from ..estimators import BaseConnectomeEstimator
from ..nn import pairs_of
from ..training import single_thread
from ..types import FloatArray, IntArray
from .integration import BUDGET, quadrature
from .subjects import Unit, arranged, to_decision_scale


class FeaturePath:
    """The straight line from a baseline to each subject.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    X : array-like
        Subjects as the network takes them; only a few at a time are looked at.
    baseline : Tensor
        A subject as the network takes it.
    unit : {"regions", "edges"}
        Whether attributions are summed up by region (those of a pair are halved between its two),
        or given by pair (edges only).
    """

    def __init__(
        self, network: BaseConnectomeEstimator, X: ArrayLike, baseline: Tensor, unit: Unit
    ) -> None:
        self.network, self.X, self.baseline, self.unit = network, X, baseline, unit
        self.n_members = network.net_.n_members
        self.rows_at_once = max(1, BUDGET // (self.n_members * baseline.numel()))

    def change(self) -> FloatArray:
        """Change of each member's outputs from the baseline: (n_members, n_subjects, n_outputs)."""
        ends = torch.from_numpy(self.network.member_outputs(self.X))
        with single_thread():
            start = self.network.net_.member_outputs(self.baseline[None]).double()
        return to_decision_scale(self.network, ends - start).numpy()

    def attribute(self, rows: IntArray, n_steps: int) -> FloatArray:
        """Integrate over the line: array of shape (n_members, n_rows, n_units, n_outputs)."""
        subjects = arranged(self.network, _safe_indexing(self.X, rows))
        change, module = subjects - self.baseline, self.network.net_.module_.eval()
        total = torch.zeros(())
        with single_thread():
            for share, weight in quadrature(n_steps):
                point = (self.baseline + share * change).expand(self.n_members, *change.shape)
                gradients = self._gradients(module, point.clone().requires_grad_())
                total = total + weight * gradients
        by_feature = total * change[None, ..., None]
        return self._by_unit(by_feature.double()).cpu().numpy()

    def _gradients(self, module: nn.Module, point: Tensor) -> Tensor:
        """Give the gradient of each output at each subject's point, last axis outputs."""
        outputs = to_decision_scale(self.network, module(point))
        sums = outputs.flatten(0, 1).sum(dim=0)
        return torch.stack(
            [torch.autograd.grad(each, point, retain_graph=True)[0] for each in sums], dim=-1
        )

    def _by_unit(self, by_feature: Tensor) -> Tensor:
        if self.network.features_ == "nodes":
            return by_feature.sum(dim=3)
        pairs = pairs_of(self.network.net_.module_)
        if pairs is not None:
            return self._by_pair(by_feature[:, :, 0], pairs)
        both = by_feature + by_feature.transpose(2, 3)
        if self.unit == "regions":
            return both.sum(dim=3) / 2
        rows, columns = torch.triu_indices(both.shape[2], both.shape[2], offset=1)
        return both[:, :, rows, columns]

    def _by_pair(self, by_feature: Tensor, pairs: Tensor) -> Tensor:
        """Put the pairs that the network reads among all, or halve them between regions."""
        n_regions = self.network.n_regions_
        n_units = n_pairs(n_regions) if self.unit == "edges" else n_regions
        units = by_feature.new_zeros(*by_feature.shape[:2], n_units, by_feature.shape[-1])
        if self.unit == "edges":
            return units.index_copy_(2, pairs, by_feature)
        ends = torch.triu_indices(n_regions, n_regions, offset=1, device=pairs.device)[:, pairs]
        for end in ends:
            units.index_add_(2, end, by_feature / 2)
        return units
