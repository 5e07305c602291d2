"""What happens to files: bytes flipped, cut off, put in; and matrices as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn import Connectome

from .case import Case, Must

Draw = Callable[[st.SearchStrategy[Any]], Any]

# Cells that are no number, or none that a weight can be.
BAD_CELLS = ("nan", "NA", "n/a", "inf", "-inf", "1e999", "", "x", "1_0", "0x1A", "1.2.3", "--1",
             "1,5", "1 2", "NULL", "#N/A", "1e", "True", "1+2j", "∞", "9" * 400, "1" * 50_000 + "x",
             "." * 3000, "1e" + "9" * 3000)  # fmt: skip


def weights_of(draw: Draw, least: int = 4, most: int = 7) -> np.ndarray:
    """Draw a symmetric matrix without a diagonal, whose weights are all different."""
    n_regions = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 999)))
    # Three decimals: that is what the text says, too.
    upper = np.triu(random.permutation(np.arange(1, n_regions**2 + 1)) / 1000 + 1, 0).reshape(-1)
    upper = np.triu((random.permutation(n_regions**2) / 1000 + 1).reshape(n_regions, n_regions), 1)
    if draw(st.booleans()):
        upper[upper > np.quantile(upper[upper > 0], 0.7)] = 0
    return upper + upper.T


def names_of(n_regions: int) -> list[str]:
    """Name regions, without a digit that could pass for a weight."""
    return [f"region {letter}" for letter in "ABCDEFGHIJKL"[:n_regions]]


def damaged(draw: Draw, content: bytes) -> tuple[str, bytes]:
    """Damage bytes: what was done, and what is left."""
    how = draw(st.sampled_from(["bit", "byte", "cut", "cut start", "put in", "repeat", "zeros"]))
    at = draw(st.integers(0, max(len(content) - 1, 0)))
    if how == "bit":
        changed = bytearray(content)
        changed[at] ^= 1 << draw(st.integers(0, 7))
        return "a bit flipped", bytes(changed)
    if how == "byte":
        byte = bytes([draw(st.sampled_from([0, 10, 32, 34, 44, 45, 57, 127, 195, 255]))])
        return "a byte changed", content[:at] + byte + content[at + 1 :]
    if how == "cut":
        return "cut off", content[:at]
    if how == "cut start":
        return "beginning lost", content[at + 1 :]
    if how == "put in":
        noise = draw(st.binary(min_size=1, max_size=20))
        return "bytes put in", content[:at] + noise + content[at:]
    length = draw(st.integers(1, 40))
    if how == "repeat":
        return "a piece twice", content[: at + length] + content[at:]
    return "zeros written", content[:at] + bytes(min(length, len(content) - at)) + content[
        at + length :
    ]


def reading(
    kind: str,
    name: str,
    content: bytes,
    read: Callable[[Path], Any],
    must: Must = "either",
    right: Callable[[Any], bool] = lambda value: True,
    beside: dict[str, bytes] | None = None,
    options: object = "",
) -> Case:
    """Make a case that writes files and reads the first of them."""
    files = {name: content, **(beside or {})}

    def call(folder: Path) -> Any:
        for each, inside in files.items():
            (folder / each).write_bytes(inside)
        return read(folder / name)

    shown = f"{_short(files)} {options}"
    return Case(kind, call, must, right, shown, file=name)


def holds(weights: np.ndarray, labels: list[str] | None = None) -> Callable[[Connectome], bool]:
    """Tell whether a connectome holds these weights, and these labels where it has any."""

    def right(connectome: Connectome) -> bool:
        got = connectome.to_dense()
        # Two directions that differ by rounding, beside the largest weight, are one.
        rounding = 1e-5 * max(1.0, np.abs(weights).max())
        if got.shape != weights.shape or not np.allclose(got, weights, rtol=1e-5, atol=rounding):
            return False
        return labels is None or list(connectome.labels) == labels

    return right


def _short(files: dict[str, bytes]) -> str:
    return ", ".join(
        f"{name}: {content if len(content) < 1200 else content[:1200] + b'...'!r}"
        for name, content in files.items()
    )
