"""Which constraints a path may search: those between which the network leaves a choice."""

from __future__ import annotations

from collections.abc import Sequence

from ..estimators import BaseConnectomeEstimator
from ..nn import CONSTRAINTS, GeometricArchitecture
from ..types import Constraint


def constraints_to_search(
    network: BaseConnectomeEstimator, constraints: Sequence[Constraint] | None
) -> tuple[Constraint, ...]:
    """Give the constraints that are searched, or say why there is no choice between them.

    Parameters
    ----------
    network : BaseConnectomeEstimator
        Not fitted.
    constraints : sequence of {"hard", "soft", "init", "none"}, or None
        None for the network's own.

    Returns
    -------
    tuple of {"hard", "soft", "init", "none"}

    Raises
    ------
    ValueError
        If one is no constraint or there twice, the network has no connectome, or its architecture
        allows the hard constraint only.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.model_selection.searched_constraints import constraints_to_search
    >>> network = ConnectomeRegressor("desikan_killiany", constraint="soft")
    >>> constraints_to_search(network, None)
    ('soft',)
    >>> constraints_to_search(network, ["hard", "none"])
    ('hard', 'none')
    """
    if constraints is None:
        return (network.constraint,)
    given = tuple(constraints)
    known = [each for each in given if isinstance(each, str) and each in CONSTRAINTS]
    if not given or len(known) < len(given) or len(set(given)) < len(given):
        raise ValueError(
            f"constraints must be different ones out of {CONSTRAINTS}, got {constraints!r}"
        )
    if network.connectome is None and given != ("none",):
        raise ValueError(
            f"constraints={constraints!r} need a connectome that may or may not constrain the "
            "network, got connectome=None, which connects all regions under each of them; needed a "
            "connectome, or constraints=None"
        )
    architecture = getattr(network, "architecture", None)  # the transformer has no other
    along_graph = isinstance(architecture, GeometricArchitecture) or architecture in ("gcn", "gat")
    if along_graph and given != ("hard",):
        raise ValueError(
            f"architecture={architecture!r} passes messages along the connectome alone and needs "
            f"constraint='hard', got constraints={constraints!r}"
        )
    return tuple(CONSTRAINTS[CONSTRAINTS.index(each)] for each in given)
