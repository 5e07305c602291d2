"""Save a model: nothing is written that was not loaded once."""

from __future__ import annotations

import json
import warnings
from errno import EISDIR, ENOENT
from os import PathLike
from pathlib import Path
from typing import Any

from ..caller import warn_caller
from ..estimators import NetsInFiles, nets_in_files
from ..model_selection import write_whole
from .archive import CARD, CARD_BYTES, pack
from .card import make_card
from .errors import ModelFileError
from .loading import load_bytes
from .memory import DEFAULT_LIMIT, MemoryCount
from .payload import to_parts
from .savable import require_savable

_ROUND = 2**20


def save_model(estimator: Any, path: str | PathLike[str], *, optimizer: bool = False) -> None:
    """Save a model in a file that holds no code, for other people and other versions.

    The file has the weights, scales and names of a model, and a card that says what it is
    (:func:`~sk_ccnn.persistence.model_card`): versions, regions, the connectome with its citation,
    a summary of the training. It has no training subjects, except where they are the model itself,
    as in kernel methods. It is written whole or not at all, after it was loaded once.

    Parameters
    ----------
    estimator : estimator
        An estimator of sk_ccnn, or one of scikit-learn around it: a Pipeline, search, ensemble,
        calibration...
    path : str or path-like
        A file that is there is replaced.
    optimizer : bool, default=False
        Keep the state of optimizer and random generators and the history of each batch, so that
        ``partial_fit`` goes on as if training had not stopped. The file is about 3 times as large.

    Raises
    ------
    ModelFileError
        If the model holds something that is code, such as a callable `architecture`, or of a type
        that is not known; the message names the attribute and what to do.
    OSError
        If the path is a folder or in none, or the file cannot be written; a file that was there
        stays as it was.

    Warns
    -----
    UserWarning
        If loading takes more memory than `load_model` takes by default.

    Examples
    --------
    >>> import tempfile
    >>> from sk_ccnn import ConnectomeRegressor, load_model, save_model
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(ConnectomeRegressor(lambda_wiring=0.1), f"{folder}/model.skc")
    ...     load_model(f"{folder}/model.skc")
    ConnectomeRegressor(lambda_wiring=0.1)
    """
    place = _require_place(path)
    require_savable(estimator)
    with nets_in_files(NetsInFiles(optimizer=optimizer)):
        parts = to_parts(estimator)
    card = make_card(estimator, parts, optimizer=optimizer)
    count = MemoryCount(None)
    _try(pack({CARD: _written(card), **parts}), count)
    card["memory"] = (count.used // _ROUND + 2) * _ROUND
    write_whole(place, pack({CARD: _written(card), **parts}))
    if card["memory"] > DEFAULT_LIMIT:
        warn_caller(f"to load this model takes load_model(path, memory_limit={card['memory']})")


def _require_place(path: str | PathLike[str]) -> Path:
    """Refuse a path at which no file can be, before anything is made: Path."""
    place = Path(path).resolve()
    if place.is_dir():
        raise IsADirectoryError(EISDIR, "needed the path of a file, got a folder", str(path))
    if not place.parent.is_dir():
        raise FileNotFoundError(ENOENT, "there is no such folder", str(place.parent))
    return place


def _try(content: bytes, count: MemoryCount) -> None:
    """Load what will be written, so that no file is left that cannot be loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            load_bytes(content, count)
        except ModelFileError as error:
            raise ModelFileError(
                f"the model was not saved, because it could not be loaded again: {error}"
            ) from error


def _written(card: dict[str, Any]) -> bytes:
    text = json.dumps(card, indent=1).encode()
    if len(text) > CARD_BYTES:
        raise ModelFileError(
            f"the card of the model would have {len(text):,} bytes, and has at most {CARD_BYTES:,}:"
            " it holds too many networks or names"
        )
    return text
