"""The real files of other programs, damaged somewhere."""

from __future__ import annotations

import os
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import Draw, damaged, holds, reading
from ..supervisor import REPOSITORY

_DATA = Path(os.environ.get("SK_CCNN_DATA") or REPOSITORY.parent / "shared" / "data")
_DK84 = "vendor/dk84/atlas-DesikanKilliany_meas-streamlineCount_relmat.dense.tsv"
# Only files that hold every number twice, or have a checksum: damage elsewhere may be a number.
_FILES: dict[str, dict[str, Any]] = {
    "formats/mat/102311_CM.mat": {},
    "formats/mat/102311_LEN.mat": {"key": "len"},
    "formats/tvb/connectivity_68.zip": {},
    "formats/tvb/connectivity_76.zip": {"directed": True},
    "enigma/strucMatrix_ctx.csv": {},
    "enigma/strucMatrix_ctx_schaefer_100.csv": {},
    _DK84: {},
    "formats/edgelist/fcm_sub_32301.txt": {"complete": True},
}


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a real file, and what happens to it."""
    there = [name for name in _FILES if (_DATA / name).is_file()]
    if not there:
        return Case("no real data here", lambda folder: None)
    name = draw(st.sampled_from(there))
    path, options = _DATA / name, _FILES[name]
    content, beside = path.read_bytes(), {}
    if name == _DK84:
        beside = {each.name: each.read_bytes() for each in path.parent.glob("*") if each != path}
    at = draw(st.integers(0, len(content) - 1))
    if name.endswith(".txt"):
        what, content = "cut off", content[:at]
    else:
        what, content = damaged(draw, content)
    right = holds(_whole(name))
    case = reading(
        f"{path.name}: {what}",
        path.name,
        content,
        partial(read_connectome, **options),
        right=right,
        beside=beside,
    )
    return Case(case.kind, case.call, case.must, case.right, f"{what} at about {at}", case.file)


@lru_cache
def _whole(name: str) -> np.ndarray:
    return read_connectome(_DATA / name, **_FILES[name]).to_dense()
