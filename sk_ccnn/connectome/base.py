"""What a connectome holds, when two are equal, and what follows at once from its content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any, Literal, NoReturn, Self, TypeAlias, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from scipy import sparse

from ..types import AnyArray, BoolArray, FloatArray, IntArray
from . import checks
from .distances import measure_distances
from .pair_distances import PairDistances, along_paths, lines_between, mean_of_lines
from .topology import Weights, edge_list, is_symmetric, pair_keys, read_only, upper_half

DistanceKind: TypeAlias = Literal["auto", "euclidean", "tract", "topological"]
Result = TypeVar("Result")

_FIELDS = ("weights", "coordinates", "lengths", "labels", "name", "citation", "licence")
# A null test keeps hundreds of connectomes: the distances of a large one are not kept with it.
_CACHED_REGIONS = 600


class Frozen:
    """Base of immutable objects that are compared, hashed and pickled by content.

    A subclass calls ``_freeze`` once, in its constructor, and defines ``_given`` (keyword arguments
    that build an equal object) and ``_content`` (what equality looks at: something with a faithful
    repr, and arrays or None).
    """

    __slots__ = ("_cache",)

    _cache: dict[str, Any]

    def _freeze(self, attributes: dict[str, Any]) -> None:
        for name, value in (attributes | {"_cache": {}}).items():
            object.__setattr__(self, name, value)

    def _given(self) -> dict[str, Any]:
        raise NotImplementedError

    def _content(self) -> tuple[object, tuple[AnyArray | None, ...]]:
        raise NotImplementedError

    def _cached(self, name: str, compute: Callable[[], Result]) -> Result:
        """Compute what follows from the content once; it is neither pickled nor compared."""
        if name not in self._cache:
            self._cache[name] = compute()
        result: Result = self._cache[name]
        return result

    def __setattr__(self, name: str, value: object) -> NoReturn:
        kind = type(self).__name__
        raise FrozenInstanceError(
            f"a {kind} does not change; replace({name}=...) returns a changed copy"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"a {type(self).__name__} does not change")

    def __getstate__(self) -> dict[str, Any]:
        return self._given()

    def __setstate__(self, state: dict[str, Any]) -> None:
        # Through the constructor: unpickled arrays would be writeable.
        type(self).__init__(self, **state)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __sklearn_clone__(self) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._digest() == other._digest()

    def __hash__(self) -> int:
        return int.from_bytes(self._digest()[:8], "little", signed=True)

    def _digest(self) -> bytes:
        return self._cached("digest", self._compute_digest)

    def _compute_digest(self) -> bytes:
        text, arrays = self._content()
        digest = hashlib.blake2b(repr(text).encode(), digest_size=16)
        for array in arrays:
            shape = None if array is None else array.shape
            digest.update(repr(shape).encode())
            digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
        return digest.digest()


class BaseConnectome(Frozen):
    """Content of a :class:`sk_ccnn.Connectome`, which is documented there."""

    __slots__ = _FIELDS

    weights: Weights
    coordinates: FloatArray | None
    lengths: Weights | None
    labels: tuple[str, ...]
    name: str
    citation: str
    licence: str

    def __init__(
        self,
        weights: ArrayLike | Weights | None = None,
        *,
        coordinates: ArrayLike | None = None,
        lengths: ArrayLike | sparse.csr_array | None = None,
        labels: checks.Labels | None = None,
        name: str = "",
        citation: str = "",
        licence: str = "",
    ) -> None:
        if weights is None:
            raise TypeError(
                "a Connectome needs weights, an array of shape (n_regions, n_regions); "
                "Connectome.from_coordinates(coordinates, density=...) draws them by distance"
            )
        labels = checks.frame_labels(weights) if labels is None else labels
        weights = checks.checked_weights(weights)
        n_regions = weights.shape[0]
        values = (
            weights,
            checks.checked_coordinates(coordinates, n_regions),
            checks.checked_lengths(lengths, n_regions, stays_sparse=sparse.issparse(weights)),
            checks.checked_labels(labels, n_regions),
            str(name),
            str(citation),
            str(licence),
        )
        self._freeze(dict(zip(_FIELDS, values, strict=True)))

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> AnyArray:
        """Return the dense weights."""
        return np.array(self.to_dense(), dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        """Name, size, density and what is known beside the weights."""
        parts = [repr(self.name)] if self.name else []
        parts += [f"{self.n_regions} regions", f"density {self.density:.3g}"]
        parts.append("directed" if self.is_directed else "undirected")
        parts += ["sparse"] if sparse.issparse(self.weights) else []
        parts += ["coordinates"] if self.coordinates is not None else []
        parts += ["tract lengths"] if self.lengths is not None else []
        return f"Connectome({', '.join(parts)})"

    def _given(self) -> dict[str, Any]:
        """Return what the constructor takes, without what it would leave at its default."""
        given = {field: getattr(self, field) for field in _FIELDS}
        return {field: value for field, value in given.items() if value is not None}

    def _content(self) -> tuple[object, tuple[AnyArray | None, ...]]:
        """Return what equality and hash look at, whatever the storage of the weights."""
        rows, columns, values = edge_list(self.weights)
        edges = (rows.astype(np.int64), columns.astype(np.int64), values)
        return (self.name, self.labels), (*edges, self.coordinates, *self._content_of_lengths())

    def _content_of_lengths(self) -> tuple[AnyArray | None, AnyArray | None]:
        """Return the pairs of regions with a tract length, each once, and the lengths."""
        if self.lengths is None:
            return None, None
        rows, columns, values = edge_list(upper_half(self.lengths))
        return pair_keys(rows, columns, self.n_regions), values

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some constructor arguments changed.

        Parameters
        ----------
        **changes
            Arguments of the constructor.

        Returns
        -------
        Connectome

        Raises
        ------
        TypeError
            If the constructor has no such argument.
        """
        unknown = sorted(set(changes) - set(_FIELDS))
        if unknown:
            raise TypeError(f"a Connectome has no {unknown}; it has {list(_FIELDS)}")
        return type(self)(**(self._given() | changes))

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return int(self.weights.shape[0])

    @property
    def n_edges(self) -> int:
        """Number of ordered pairs that are connected; an undirected edge counts twice."""
        return self._cached("n_edges", lambda: edge_list(self.weights)[0].size)

    @property
    def density(self) -> float:
        """Share of the ordered pairs of distinct regions that are connected."""
        return self.n_edges / max(self.n_regions * (self.n_regions - 1), 1)

    @property
    def is_directed(self) -> bool:
        """Whether some connection differs from its counterpart in the other direction."""
        return self._cached("is_directed", lambda: not is_symmetric(self.weights))

    @property
    def has_labels(self) -> bool:
        """Whether the regions have names of their own, not only numbers that count them."""
        if self.labels == tuple(map(str, range(self.n_regions))):
            return False  # a DataFrame's that has no names
        return not all(
            label.startswith("region_") and label[7:].isdecimal() for label in self.labels
        )

    @property
    def isolated_regions(self) -> tuple[str, ...]:
        """Labels of the regions that no connection enters or leaves, tuple of str."""
        return self._cached("isolated_regions", self._find_isolated_regions)

    def _find_isolated_regions(self) -> tuple[str, ...]:
        rows, columns, _ = edge_list(self.weights)
        degrees = sum(np.bincount(ends, minlength=self.n_regions) for ends in (rows, columns))
        return tuple(self.labels[index] for index in np.flatnonzero(degrees == 0))

    def to_dense(self) -> FloatArray:
        """Return the weights as an ndarray of shape (n_regions, n_regions)."""
        weights: Any = self.weights
        dense: FloatArray = weights.toarray() if sparse.issparse(weights) else weights
        return dense

    def adjacency(self) -> BoolArray:
        """Return which pairs are connected, bool ndarray of shape (n_regions, n_regions)."""
        return self.to_dense() != 0

    def distances(self, kind: DistanceKind = "auto") -> FloatArray | Any:
        """Measure how far apart the regions are.

        Parameters
        ----------
        kind : {"auto", "euclidean", "tract", "topological"}, default="auto"
            ``"tract"``: the tract length where it was measured; elsewhere the Euclidean distance
            or, without coordinates, the shortest path over the measured tracts.
            ``"topological"``: the shortest path where an edge is ``1 / abs(weight)`` long.
            ``"auto"``: the first of tract, Euclidean and topological that is known.

        Returns
        -------
        ndarray of shape (n_regions, n_regions)
            Read-only. In mm (topological: in 1 / unit of weight), zero diagonal, ``inf`` where no
            path leads. Of a connectome with sparse weights, a csr_array that holds the distances of
            the connected pairs only. Topological ones of more than 5 000 regions are then the
            connection itself or, if that is shorter, the shortest way through one of 64 regions,
            always the same ones.

        Raises
        ------
        ValueError
            If `kind` is unknown or needs what this connectome does not have.
        """
        if kind == "auto" and self.n_regions <= _CACHED_REGIONS:
            return self._cached("distances", lambda: self._measure_distances(kind))
        return self._measure_distances(kind)

    def _measure_distances(self, kind: DistanceKind) -> FloatArray | Any:
        weights: Any = self.weights
        if not sparse.issparse(weights):
            return measure_distances(weights, *self._geometry(kind))
        rows, columns, _ = edge_list(weights)
        found = self._measure_pairs(kind, rows, columns)
        return read_only(sparse.csr_array((found, weights.indices, weights.indptr), weights.shape))

    def all_distances(self, kind: DistanceKind = "auto") -> FloatArray:
        """Measure all pairs of regions, however the weights are stored.

        Parameters
        ----------
        kind : {"auto", "euclidean", "tract", "topological"}, default="auto"
            See `distances`.

        Returns
        -------
        ndarray of shape (n_regions, n_regions)
            What `distances` returns for the same connectome with dense weights.
        """
        if sparse.issparse(self.weights):
            return measure_distances(self.weights, *self._geometry(kind))
        dense: FloatArray = self.distances(kind)
        return dense

    def pair_distances(self, rows: IntArray, columns: IntArray) -> PairDistances:
        """Measure some pairs of regions as ``distances()`` does, and the mean over all pairs.

        Parameters
        ----------
        rows, columns : ndarray of shape (n_pairs,), int
            The regions of each pair.

        Returns
        -------
        PairDistances
            Computed without a matrix of all pairs.
        """
        coordinates, lengths = self.coordinates, self.lengths
        if coordinates is None:
            return along_paths(self.weights, lengths, rows, columns)
        mean = self._cached("mean_of_lines", lambda: mean_of_lines(coordinates, lengths))
        return PairDistances(lines_between(coordinates, lengths, rows, columns), mean, np.inf)

    def _measure_pairs(self, kind: DistanceKind, rows: IntArray, columns: IntArray) -> FloatArray:
        coordinates, lengths = self._geometry(kind)
        if coordinates is None:
            return along_paths(self.weights, lengths, rows, columns).between
        return lines_between(coordinates, lengths, rows, columns)

    def _geometry(self, kind: DistanceKind) -> tuple[FloatArray | None, Weights | None]:
        """Give the coordinates and lengths that distances of a kind are measured by."""
        if kind not in get_args(DistanceKind):
            raise ValueError(f"kind must be one of {get_args(DistanceKind)}, got {kind!r}")
        if kind == "tract" and self.lengths is None:
            raise ValueError(f"kind='tract' needs tract lengths but {self!r} has none")
        if kind == "euclidean" and self.coordinates is None:
            raise ValueError(f"kind='euclidean' needs coordinates but {self!r} has none")
        return (
            None if kind == "topological" else self.coordinates,
            None if kind in ("topological", "euclidean") else self.lengths,
        )
