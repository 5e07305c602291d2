"""The card of a model file: what is in it, for people, and to check what is loaded."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from ..connectome import Connectome
from ..html import MAX_ROWS, table
from .archive import CARD, CARD_BYTES, opened, read_parts, require_whole
from .errors import ModelFileError, listed, printable
from .memory import MemoryCount
from .networks import describe_network, names, tried_outputs
from .parts import fitted_networks
from .trusted import qualified
from .versions import FORMAT, FORMAT_VERSION, require_known_format, versions_here


class ModelCard(dict[str, Any]):
    """What `model_card` gives: a dict that shows as a few lines, in Jupyter as a table."""

    def __repr__(self) -> str:
        """Say what the model is, and what it was trained on."""
        head, *rows = self._rows()
        lines = [f"{what}: {said}" for what, said in rows]
        return "\n".join([f"{type(self).__name__}: {head[1]}", *lines])

    def _repr_html_(self) -> str:
        """Give the same lines as a table, which Jupyter shows: str."""
        head, *rows = self._rows()
        return table(type(self).__name__, [head, *rows], most=len(rows))

    def _rows(self) -> list[tuple[str, str]]:
        """Give what is shown, of a card that may hold anything."""
        model, versions = _dict_of(self, "model"), _dict_of(self, "versions")
        networks = self.get("networks")
        networks = networks if isinstance(networks, list) else []
        rows = [("model", f"{_text(model, 'class')}, format {_text(self, 'format_version')}")]
        rows.append(
            ("saved with", listed((f"{k} {printable(v)}" for k, v in versions.items()), 20))
        )
        rows += [_row_of(each) for each in networks[:MAX_ROWS] if isinstance(each, dict)]
        if len(networks) > MAX_ROWS:
            rows.append(("and", f"{len(networks) - MAX_ROWS} more networks"))
        return [*rows, ("loading takes", f"about {_text(self, 'memory')} bytes")]


def _row_of(network: Mapping[str, Any]) -> tuple[str, str]:
    training, connectome = _dict_of(network, "training"), _dict_of(network, "connectome")
    said = (
        f"{_text(network, 'architecture')}, {_text(connectome, 'n_regions')} regions of "
        f"{_text(connectome, 'name', 'a connectome without a name')}, trained on "
        f"{_text(training, 'n_people')} people for {_text(training, 'n_epochs')} epochs"
    )
    return f"network {_text(network, 'path', 'itself')!r}", said


def _dict_of(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _text(whole: Mapping[str, Any], name: str, otherwise: str = "?") -> str:
    """Give an entry as it may be shown."""
    found = whole.get(name)
    return otherwise if found is None or found == "" else printable(found, 120)


def model_card(path: str | PathLike[str]) -> ModelCard:
    """Read what a file of `save_model` says of its model, without loading any of it.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    ModelCard
        A dict, with "versions", "model" (class, parameters, names of features, classes),
        "networks" (for each network within: architecture, connectome with its citation, regions,
        training), "memory" (bytes that loading takes) and "parts" (checksums). It is what the file
        says: :func:`load_model` compares it with what is in the file.

    Raises
    ------
    ModelFileError
        If the file is damaged, or no file of `save_model`.

    Examples
    --------
    >>> import tempfile
    >>> from sk_ccnn import ConnectomeRegressor, save_model
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.persistence import model_card
    >>> cohort = make_age_cohort(60, random_state=0)
    >>> model = ConnectomeRegressor(cohort.connectome, max_epochs=2, n_members=1)
    >>> model = model.fit(cohort.X, cohort.y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, f"{folder}/brain_age.skc")
    ...     card = model_card(f"{folder}/brain_age.skc")
    >>> card["networks"][0]["training"]["n_people"]
    60
    """
    with opened(Path(path)) as (file, size):
        require_whole(file, size)
        parts = read_parts(file, MemoryCount(CARD_BYTES), names=(CARD,))
    return parse_card(parts)


def parse_card(parts: Mapping[str, bytes]) -> ModelCard:
    """Read the card among the parts of a file.

    Parameters
    ----------
    parts : mapping of str to bytes

    Returns
    -------
    ModelCard

    Raises
    ------
    ModelFileError
        If there is none, or it is of another format.
    """
    content = parts.get(CARD, b"")
    if len(content) > CARD_BYTES:
        raise ModelFileError(f"the card of the file has {len(content):,} bytes, at most 4 MB are")
    try:
        card = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelFileError("the file has no card that can be read") from error
    if not isinstance(card, dict):
        raise ModelFileError("the file has no card that can be read")
    require_known_format(card)
    sections = {"versions": dict, "model": dict, "networks": list, "parts": dict, "memory": int}
    for name, kind in sections.items():
        if not isinstance(card.get(name), kind):
            raise ModelFileError(f"the card of the file lacks {name!r}")
    if not all(isinstance(each, dict) for each in card["networks"]):
        raise ModelFileError("the card of the file is damaged at its networks")
    return ModelCard(card)


def make_card(estimator: Any, parts: Mapping[str, bytes], *, optimizer: bool) -> dict[str, Any]:
    """Describe an estimator and its parts.

    Parameters
    ----------
    estimator : estimator
    parts : mapping of str to bytes
        What it is saved as.
    optimizer : bool
        Whether the state of the optimizer is among it.

    Returns
    -------
    dict
        Of what JSON can hold.
    """
    networks = fitted_networks(estimator)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "created": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "versions": versions_here(),
        "memory": 0,
        "optimizer": optimizer,
        "model": describe_model(estimator),
        "networks": [describe_network(*each) for each in networks],
        "outputs": [tried_outputs(network) for _, network in networks],
        "parts": {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()},
    }


def describe_model(estimator: BaseEstimator) -> dict[str, Any]:
    """Describe the estimator that is saved, whatever it is."""
    given = estimator.get_params(deep=False)
    return {
        "class": qualified(type(estimator)),
        "parameters": {name: shown(value) for name, value in given.items()},
        "n_features": _attribute(estimator, "n_features_in_"),
        "feature_names": names(_attribute(estimator, "feature_names_in_")),
        "classes": names(_attribute(estimator, "classes_")),
    }


def _attribute(estimator: Any, name: str) -> Any:
    """Give an attribute; None where a wrapper is not fitted, or does not have it."""
    try:
        return getattr(estimator, name, None)
    except Exception:  # what a wrapper says where the model in it has none
        return None


def shown(value: Any) -> Any:
    """Give the value of a parameter as JSON has it: numbers and text, or what else it is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Connectome):
        return f"Connectome of {value.n_regions} regions {printable(value.name)!r}"
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    if isinstance(value, list | tuple) and all(isinstance(v, int | float | str) for v in value):
        return [shown(each) for each in value[:100]]
    is_named = isinstance(value, type) or hasattr(value, "__name__")
    return printable(qualified(value if is_named else type(value)))


def require_same_card(said: Mapping[str, Any], estimator: Any) -> None:
    """Refuse a model that is not the one of its card.

    Parameters
    ----------
    said : mapping
        The card.
    estimator : estimator
        As it was loaded.

    Raises
    ------
    ModelFileError
    """
    found: dict[str, Any] = {
        "model": describe_model(estimator),
        "networks": [describe_network(*each) for each in fitted_networks(estimator)],
    }
    for name, value in found.items():
        if _written(said[name]) != _written(value):
            raise ModelFileError(
                f"the model in the file is not the one of its card: {name!r} differs. The file is "
                "forged, or parts of two files are in it"
            )


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
