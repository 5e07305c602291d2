"""What a notebook shows of a connectome: a small picture of the matrix, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ..html import png_data_uri, render
from ..types import AnyArray, FloatArray
from .topology import Weights, edge_list

if TYPE_CHECKING:
    from .base import BaseConnectome

# Width of the picture in pixels, at least. A pixel of a larger matrix is many pairs of regions.
PICTURE_SIZE = 160

# Blue and orange of Okabe and Ito, which colour-blind people tell apart.
_POSITIVE, _NEGATIVE = np.array([0, 114, 178]), np.array([213, 94, 0])

_HTML = """<div style="display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start">
<img src="{{ picture }}" alt="{{ alt }}" style="border: 1px solid currentColor; \
image-rendering: pixelated">
{{ table("Connectome", rows) }}
</div>"""


def html_repr(connectome: BaseConnectome) -> str:
    """Describe a connectome in HTML.

    Parameters
    ----------
    connectome : Connectome

    Returns
    -------
    str
        Nothing of size n_regions x n_regions is made on the way of a sparse connectome.
    """
    pixels = thumbnail(connectome.weights)
    factor = -(-PICTURE_SIZE // len(pixels))
    alt = f"Matrix of the weights of {connectome.n_regions} regions; stronger ones are darker"
    if _has_negative(connectome.weights):
        alt += ", negative ones orange"
    return render(_HTML, picture=png_data_uri(pixels, factor), alt=alt, rows=_rows(connectome))


def _rows(connectome: BaseConnectome) -> list[tuple[str, str]]:
    """Say what a connectome holds, a line for each fact."""
    kind = "directed" if connectome.is_directed else "undirected"
    n_connections = connectome.n_edges if connectome.is_directed else connectome.n_edges // 2
    storage = ", sparse" if sparse.issparse(connectome.weights) else ""
    facts = {
        "name": connectome.name,
        "regions": f"{connectome.n_regions:,}" + ("" if connectome.has_labels else ", no names"),
        "connections": f"{n_connections:,} ({kind}{storage})",
        "density": f"{connectome.density:.3g}",
        "isolated regions": f"{len(connectome.isolated_regions) or ''}",
        "coordinates": "not known" if connectome.coordinates is None else "in mm",
        "tract lengths": "not known" if connectome.lengths is None else "in mm",
        "source": connectome.citation,
        "licence": connectome.licence,
    }
    return [("property", "value"), *((name, value) for name, value in facts.items() if value)]


def thumbnail(weights: Weights) -> AnyArray:
    """Draw the weights, a pixel for each pair of regions, or for a square of many pairs.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray of shape (size, size, 3), uint8
        At most `PICTURE_SIZE` wide. White where there is no connection; the stronger the mean
        weight of a pixel, on a logarithmic scale, the darker; blue if positive, orange if negative.
    """
    means = binned_means(weights, PICTURE_SIZE)
    size = np.abs(means)
    typical = np.median(size[size > 0]) if size.any() else 1.0
    # Streamline counts span many orders of magnitude.
    shade = np.log1p(size / typical)
    shade /= max(shade.max(), np.finfo(float).tiny)
    # Even the weakest connection is to be seen.
    shade = np.where(size > 0, 0.3 + 0.7 * shade, 0)[..., None]
    colour = np.where((means < 0)[..., None], _NEGATIVE, _POSITIVE)
    return np.rint(255 + shade * (colour - 255)).astype(np.uint8)


def binned_means(weights: Weights, most: int) -> FloatArray:
    """Average the weights over squares of pairs, so that few squares are left.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    most : int
        Squares along a side, at most.

    Returns
    -------
    ndarray of shape (n_squares, n_squares)
        The weights themselves, where there are few regions.
    """
    n_regions = weights.shape[0]
    width = -(-n_regions // most)
    n_bins = -(-n_regions // width)
    starts = np.arange(0, n_regions, width)
    if sparse.issparse(weights):
        rows, columns, values = edge_list(weights)
        square = rows.astype(np.int64) // width * n_bins + columns // width
        sums = np.bincount(square, weights=values, minlength=n_bins**2).reshape(n_bins, n_bins)
    else:
        sums = np.add.reduceat(np.add.reduceat(weights, starts, axis=0), starts, axis=1)
    sizes = np.diff(np.append(starts, n_regions))
    means: FloatArray = sums / np.outer(sizes, sizes)
    return means


def _has_negative(weights: Any) -> bool:
    values = weights.data if sparse.issparse(weights) else weights
    return bool((values < 0).any())
