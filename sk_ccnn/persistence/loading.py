"""Load a model: every part is checked before the next is looked at."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from collections.abc import Mapping
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.exceptions import InconsistentVersionWarning

from ..caller import warn_caller
from ..estimators import NetsInFiles, nets_in_files
from .archive import CARD, SCHEMA, error_text, opened, read_parts, require_whole
from .card import ModelCard, parse_card, require_same_card
from .errors import ModelFileError, printable
from .memory import DEFAULT_LIMIT, PARSED, MemoryCount
from .networks import require_same_outputs
from .parts import fitted_networks
from .payload import to_skops
from .schema import check_schema
from .sizes import count_plan
from .trusted import passed_to_skops
from .versions import differences, warn_of_differences


def load_model(path: str | PathLike[str], *, memory_limit: int = DEFAULT_LIMIT) -> Any:
    """Load a model that :func:`save_model` saved.

    The file holds no code. Only the types of this package, scikit-learn's estimators and numbers
    are made of it; everything else is refused and named. It is also refused where it is damaged,
    where it asks for more memory than it may, and where the model is not the one of its card. That
    is no promise about a forged model's predictions: load what you know the source of.

    Parameters
    ----------
    path : str or path-like
    memory_limit : int, default=2**30
        Bytes that the file may ask for: its parts unpacked, copies of them, and networks, by an
        estimate from above. ``model_card(path)["memory"]`` tells how many a file needs.

    Returns
    -------
    estimator
        Fitted, as it was saved. Its networks are on the CPU where their device is not here.

    Raises
    ------
    ModelFileError
        If the file cannot be loaded; the message says why.

    Warns
    -----
    UserWarning
        If it was saved with other versions of Python or packages. Networks are tried: they must
        give the outputs that they gave where they were saved.

    Examples
    --------
    >>> import tempfile
    >>> from sk_ccnn import ConnectomeRegressor, load_model, save_model
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> cohort = make_age_cohort(60, random_state=0)
    >>> model = ConnectomeRegressor(cohort.connectome, max_epochs=2, n_members=1)
    >>> model = model.fit(cohort.X, cohort.y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, f"{folder}/brain_age.skc")
    ...     same = load_model(f"{folder}/brain_age.skc")
    >>> bool((same.predict(cohort.X) == model.predict(cohort.X)).all())
    True
    """
    if isinstance(memory_limit, bool) or not isinstance(memory_limit, Integral):
        raise TypeError(f"memory_limit must be a number of bytes, got {memory_limit!r}")
    count = MemoryCount(int(memory_limit))
    with opened(Path(path)) as (file, size):
        count.add(size, "the file itself")
        content = file.read(size)
    return load_bytes(content, count)


def load_bytes(content: bytes, count: MemoryCount) -> Any:
    """Load a model from the content of a file.

    Parameters
    ----------
    content : bytes
    count : MemoryCount
        What is asked for is counted.

    Returns
    -------
    estimator

    Raises
    ------
    ModelFileError
    """
    require_whole(io.BytesIO(content), len(content))
    parts = read_parts(io.BytesIO(content), count)
    card = parse_card(parts)
    parts.pop(CARD)
    try:
        _require_sums(card, parts)
        estimator = _load_parts(parts, count)
        _require_as_said(card, estimator)
    except ModelFileError as error:
        raise _with_versions(error, card) from error
    except (Exception, RecursionError) as error:
        text = printable(error_text(error), 400)
        raise _with_versions(ModelFileError(f"the file cannot be loaded: {text}"), card) from error
    warn_of_differences(card["versions"])
    return estimator


def _require_sums(card: ModelCard, parts: Mapping[str, bytes]) -> None:
    if set(card["parts"]) != set(parts):
        raise ModelFileError("the file does not have the parts that its card names")
    for name, content in parts.items():
        if card["parts"][name] != hashlib.sha256(content).hexdigest():
            raise ModelFileError(f"the checksum of the part {printable(name)} is another")


def _load_parts(parts: Mapping[str, bytes], count: MemoryCount) -> Any:
    """Check schema and arrays, and let skops make the objects."""
    import skops.io

    text = parts.get(SCHEMA, b"")
    count.add(PARSED * len(text), "its schema")
    schema = json.loads(text)
    if not isinstance(schema, dict):
        raise ModelFileError("the schema of the file is damaged")
    arrays = {name: content for name, content in parts.items() if name != SCHEMA}
    check_schema(schema, arrays, count)
    count.add(sum(len(content) for content in parts.values()), "its parts, copied")
    nets = NetsInFiles(check=lambda plan: count_plan(plan, count))
    with nets_in_files(nets), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        estimator = skops.io.loads(to_skops(parts), trusted=passed_to_skops())
    if not isinstance(estimator, BaseEstimator):
        raise ModelFileError("the file holds no estimator")
    for warning in said:
        if not issubclass(warning.category, InconsistentVersionWarning):  # ours says more
            warn_caller(printable(str(warning.message), 400), warning.category)
    return estimator


def _require_as_said(card: ModelCard, estimator: Any) -> None:
    """Compare a model with its card, and try its networks."""
    require_same_card(card, estimator)
    networks, outputs = fitted_networks(estimator), card.get("outputs")
    if not isinstance(outputs, list) or len(outputs) != len(networks):
        raise ModelFileError("the card of the file lacks the outputs of its networks")
    for (path, network), expected in zip(networks, outputs, strict=True):
        require_same_outputs(path, network, expected)


def _with_versions(error: ModelFileError, card: ModelCard) -> ModelFileError:
    """Add to an error with which other versions the file was saved, for it may be the reason."""
    found = differences(card["versions"])
    if not found:
        return error
    return ModelFileError(f"{error}. The file was saved with {', '.join(found)}")
