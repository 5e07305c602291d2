"""What a card says of each network, and the outputs by which a loaded one is tried."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import torch

from ..connectome import Connectome, edge_list
from ..estimators import BaseConnectomeEstimator
from ..nn import pairs_of
from ..training import n_trained_on, single_thread
from ..types import FloatArray
from .errors import ModelFileError, printable
from .trusted import qualified

# What is longer is left out of the card, which is there to be read.
MOST_NAMES = 5000
_TRIED_SUBJECTS, _TRIED_OUTPUTS = 3, 100
_TOLERANCE = {"float32": 1e-4, "float64": 1e-9}


def describe_network(path: str, network: BaseConnectomeEstimator) -> dict[str, Any]:
    """Describe a fitted network.

    Parameters
    ----------
    path : str
        The way to it from the estimator that is saved.
    network : BaseConnectomeEstimator

    Returns
    -------
    dict
        Of what JSON can hold.
    """
    plan = network.plan_
    return {
        "path": path,
        "class": qualified(type(network)),
        "architecture": plan.architecture,
        "features": plan.layout.features,
        "in_channels": plan.layout.in_channels,
        "hidden_channels": list(plan.spec.hidden_channels),
        "constraint": plan.spec.constraint,
        "dtype": plan.dtype,
        "n_members": len(plan.members),
        "n_outputs": plan.spec.n_outputs,
        "target": type(plan.target).__name__,
        "classes": names(getattr(plan.target, "classes", None)),
        "columns_by_name": bool(plan.layout.by_name),
        "connectome": describe_connectome(plan.connectome),
        "regions": names(plan.connectome.labels),
        "communities": None if plan.communities is None else int(np.ptp(plan.communities)) + 1,
        "training": _describe_training(network),
        "weights": _digest_of_weights(network),
    }


def describe_connectome(connectome: Connectome) -> dict[str, Any]:
    """Describe a connectome: where it comes from, its size, and the digest of its edges."""
    digest = hashlib.sha256()
    for part in edge_list(connectome.weights):
        digest.update(np.ascontiguousarray(part).tobytes())
    return {
        "name": connectome.name,
        "citation": connectome.citation,
        "licence": connectome.licence,
        "n_regions": connectome.n_regions,
        "n_edges": connectome.n_edges,
        "has_coordinates": connectome.coordinates is not None,
        "has_lengths": connectome.lengths is not None,
        "sha256": digest.hexdigest(),
    }


def names(values: Any) -> list[Any] | None:
    """Give names or classes as a list, None where there are none or too many."""
    if values is None or len(values) > MOST_NAMES:
        return None
    return [each if isinstance(each, str) else shown_number(each) for each in values]


def shown_number(value: Any) -> Any:
    """Give a number as JSON has it."""
    plain = value.item() if isinstance(value, np.generic) else value
    return plain if isinstance(plain, bool | int | float) else printable(str(plain))


def _describe_training(network: BaseConnectomeEstimator) -> dict[str, Any]:
    losses = network.loss_curve_
    return {
        "n_people": n_trained_on(network.net_),
        "n_epochs": network.n_epochs_,
        "loss": float(losses[-1]) if len(losses) else None,
        "wiring_cost": _number(network.wiring_cost_),
        "density": _number(network.density_),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(np.mean(np.asarray(value, dtype=float)))


def _digest_of_weights(network: BaseConnectomeEstimator) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(network.net_.module_.state_dict().items()):
        array = tensor.detach().cpu().numpy()
        digest.update(f"{name} {array.dtype} {array.shape};".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def tried_outputs(network: BaseConnectomeEstimator) -> list[float]:
    """Give the outputs of a network for three subjects that nobody is.

    Parameters
    ----------
    network : BaseConnectomeEstimator
        Fitted.

    Returns
    -------
    list of float
        Mean over members; the first 100 where there are more.
    """
    plan, module = network.plan_, network.net_.module_
    pairs = pairs_of(module)
    last = (plan.layout.n_regions, plan.layout.in_channels)
    if plan.layout.features == "edges":
        n_regions = plan.layout.n_regions
        last = (n_regions, n_regions) if pairs is None else (1, len(pairs))
    numbers = np.sin(1.0 + np.arange(_TRIED_SUBJECTS * last[0] * last[1]))
    subjects = numbers.reshape(_TRIED_SUBJECTS, *last)
    if pairs is None and plan.layout.features == "edges":
        subjects = (subjects + subjects.transpose(0, 2, 1)) * (1 - np.eye(last[0]))
    with single_thread():
        outputs = network.net_.member_outputs(torch.tensor(subjects.astype(plan.dtype)))
    mean: FloatArray = outputs.double().mean(dim=0).numpy().ravel()[:_TRIED_OUTPUTS]
    return [float(each) for each in mean]


def require_same_outputs(path: str, network: BaseConnectomeEstimator, expected: Any) -> None:
    """Refuse a network that gives other outputs than when it was saved.

    Parameters
    ----------
    path : str
    network : BaseConnectomeEstimator
        As it was loaded.
    expected : list of float
        What the file says that `tried_outputs` gave.

    Raises
    ------
    ModelFileError
    """
    found = np.array(tried_outputs(network))
    try:
        wanted = np.array(expected, dtype=float)
    except (TypeError, ValueError):
        wanted = np.array([])
    tolerance = _TOLERANCE[network.plan_.dtype]
    same = wanted.shape == found.shape and np.allclose(
        found, wanted, rtol=tolerance, atol=tolerance * max(1.0, float(np.abs(found).max()))
    )
    if not same:
        raise ModelFileError(
            f"the network {printable(path)!r} gives other outputs here than where it was saved, by "
            "more than rounding: these versions of the packages do not agree, or the file is "
            "forged"
        )
