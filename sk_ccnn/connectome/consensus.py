"""The connectome of a group: the edges that its subjects agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import check_array
from sklearn.utils._param_validation import Interval, StrOptions

from ..caller import warn_caller
from ..types import AnyArray, FloatArray, IntArray
from ..validation import checked_sample_weight
from .agreement import edges_by_length, edges_of_most, tally
from .checks import checked_coordinates
from .connectome import Connectome
from .packaged import as_connectome
from .pairs import fill_symmetric, regions_of_pairs, upper_triangle
from .region_names import parse_region_name
from .symmetry import asymmetric_pair, infinite_pair, to_numpy, without_diagonal

Template: TypeAlias = Connectome | str | Mapping[str, Any] | ArrayLike | None

_NO_HEMISPHERE = ("", "M", "None")
# Own code: netneurotools has both methods too, but imports bctpy, which is under the GPL.


class Consensus(BaseEstimator):
    """How the connectome of a group is made from those of its subjects.

    As ``connectome`` of an estimator it is made in `fit`, from the training subjects alone, and its
    parameters can be searched like others (``connectome__threshold``).

    Parameters
    ----------
    template : Connectome, str, atlas or array-like of shape (n_regions, 3), default=None
        What is known of the regions, in the order of the subjects' matrices. Of a connectome (or
        the name of one in the package) the labels, coordinates and lengths are used, but not
        the weights; of an atlas (`sk_ccnn.connectome.load_atlas`) the labels and coordinates; an
        array is coordinates in mm. None: nothing is known, so that distances are topological.
    method : {"plain", "distance"}, default="plain"
        ``"plain"``: the edges that at least `threshold` of the subjects have [1]_. ``"distance"``:
        in each bin of length as many edges as a subject has on average, those that most subjects
        have [2]_; edges within and between hemispheres are counted apart. A plain threshold keeps
        too few long edges, because subjects differ most in those.
    threshold : float, default=0.5
        Share of the subjects, in (0, 1]. Plain only.
    density : float, default=None
        Share of the pairs of regions, in (0, 1], that count as edges of a subject: the strongest by
        absolute weight. Needed for matrices that are never 0, such as correlations. None: all that
        are not 0.
    hemispheres : array-like of shape (n_regions,), default=None
        Hemisphere of each region, such as ``"L"`` and ``"R"``; ``"M"``, ``""`` or None for one that
        has none, whose edges are counted apart. By default what the labels of the template say.
        Distance only.
    n_bins : int, default=None
        Bins of length, each with about equally many edges; by default the square root of the mean
        number of edges. Distance only.

    References
    ----------
    .. [1] de Reus MA, van den Heuvel MP (2013). Estimating false positives and negatives in brain
           networks. NeuroImage 70, 402-409. doi:10.1016/j.neuroimage.2012.12.066
    .. [2] Betzel RF, Griffa A, Hagmann P, Mišić B (2019). Distance-dependent consensus thresholds
           for generating group-representative structural brain networks. Network Neuroscience 3,
           475-496. doi:10.1162/netn_a_00075. Unlike there, the numbers of edges are rounded so
           that their sum over all bins is the mean number of edges.

    Examples
    --------
    >>> import numpy as np
    >>> from sk_ccnn.connectome import Consensus, load_atlas
    >>> edges = np.random.default_rng(0).normal(size=(20, 100, 100))
    >>> recipe = Consensus(load_atlas("schaefer100_7"), method="distance", density=0.1)
    >>> recipe.group_connectome(edges + edges.swapaxes(1, 2))
    Connectome('consensus', 100 regions, density 0.1, undirected, coordinates)
    """

    _parameter_constraints: dict = {
        "template": [Connectome, str, dict, "array-like", None],
        "method": [StrOptions({"plain", "distance"})],
        "threshold": [Interval(Real, 0, 1, closed="right")],
        "density": [Interval(Real, 0, 1, closed="right"), None],
        "hemispheres": ["array-like", None],
        "n_bins": [Interval(Integral, 1, None, closed="left"), None],
    }

    def __init__(
        self,
        template: Template = None,
        *,
        method: Literal["plain", "distance"] = "plain",
        threshold: float = 0.5,
        density: float | None = None,
        hemispheres: ArrayLike | None = None,
        n_bins: int | None = None,
    ) -> None:
        self.template = template
        self.method = method
        self.threshold = threshold
        self.density = density
        self.hemispheres = hemispheres
        self.n_bins = n_bins

    def group_connectome(
        self, matrices: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Connectome:
        """Make the connectome of a group.

        Parameters
        ----------
        matrices : array-like of shape (n_subjects, n_regions, n_regions)
            Symmetric up to rounding; the diagonal does not matter, and need not be finite.
        sample_weight : array-like of shape (n_subjects,), default=None
            Weights of the subjects.

        Returns
        -------
        Connectome
            An edge weighs what it does on average in the subjects that have it.

        Raises
        ------
        ValueError
            If a matrix, the template or a parameter does not fit, or distances are not known.
        """
        given, tolerance = to_numpy(matrices)
        given = check_array(given, allow_nd=True, ensure_all_finite=False)
        if given.ndim != 3 or given.shape[1] != given.shape[2] or len(given[0]) < 2:
            raise ValueError(
                "needed matrices of shape (n_subjects, n_regions, n_regions), of at least 2 "
                f"regions, got {given.shape}"
            )
        for subject, matrix in enumerate(given):
            _require_finite_and_symmetric(matrix, tolerance, subject)
        weight = checked_sample_weight(sample_weight, given)
        return self.group_connectome_of_pairs(upper_triangle(given), weight)

    def group_connectome_of_pairs(self, pairs: FloatArray, weight: FloatArray) -> Connectome:
        """Make the connectome of a group whose connectomes are rows of a table.

        Parameters
        ----------
        pairs : ndarray of shape (n_subjects, n_pairs)
            Upper triangle of each subject's matrix, row by row.
        weight : ndarray of shape (n_subjects,)
            Weights of the subjects, not all 0.

        Returns
        -------
        Connectome
        """
        self._validate_params()
        n_regions = regions_of_pairs(pairs.shape[1])
        frame = self.regions(n_regions)
        share, mean = tally(pairs, weight, self.density)
        if self.method == "plain":
            chosen = edges_of_most(share, self.threshold)
        else:
            lengths = _distances(frame, self.template)
            kinds = _kinds(_hemispheres(self.hemispheres, frame))
            chosen = edges_by_length(share, mean, lengths, kinds, self.n_bins)
        if n_regions > 2 and chosen.all():
            warn_caller(
                "the consensus connects all regions with each other, so it constrains nothing; "
                "with density= only the strongest edges of each subject count"
            )
        return frame.replace(weights=fill_symmetric(np.where(chosen, mean, 0.0), n_regions))

    def regions(self, n_regions: int) -> Connectome:
        """Give what is known of the regions: a connectome without connections.

        Parameters
        ----------
        n_regions : int
            As many as the template must have.

        Returns
        -------
        Connectome
        """
        return _frame(self.template, n_regions)


def consensus_connectome(
    matrices: ArrayLike,
    *,
    template: Template = None,
    sample_weight: ArrayLike | None = None,
    **options: Any,
) -> Connectome:
    """Make the connectome of a group: the edges that its subjects agree on.

    Parameters
    ----------
    matrices : array-like of shape (n_subjects, n_regions, n_regions)
        Symmetric connectomes; the diagonal does not matter, and need not be finite.
    template : Connectome, str, atlas or array-like of shape (n_regions, 3), default=None
        What is known of the regions, see `Consensus`.
    sample_weight : array-like of shape (n_subjects,), default=None
        Weights of the subjects.
    **options
        ``method``, ``threshold``, ``density``, ``hemispheres`` and ``n_bins`` of `Consensus`.

    Returns
    -------
    Connectome
        An edge weighs what it does on average in the subjects that have it.

    Raises
    ------
    ValueError
        If an input does not fit.

    Examples
    --------
    >>> from sk_ccnn.connectome import consensus_connectome
    >>> chain, triangle = [[0, 2, 0], [2, 0, 2], [0, 2, 0]], [[0, 4, 4], [4, 0, 4], [4, 4, 0]]
    >>> consensus_connectome([chain, triangle, chain]).to_dense()
    array([[0.        , 2.66666667, 0.        ],
           [2.66666667, 0.        , 2.66666667],
           [0.        , 2.66666667, 0.        ]])
    """
    return Consensus(template, **options).group_connectome(matrices, sample_weight)


def _require_finite_and_symmetric(matrix: AnyArray, tolerance: float, subject: int) -> None:
    weights = without_diagonal(matrix)
    infinite = infinite_pair(weights)
    if infinite is not None:
        i, j = infinite
        raise ValueError(
            f"needed finite matrices, but for subject {subject} the weight from region {i} to {j} "
            f"is {weights[i, j]}"
        )
    unequal = asymmetric_pair(weights, tolerance)
    if unequal is not None:
        i, j = unequal
        raise ValueError(
            f"needed symmetric matrices, but for subject {subject} the weight from region {i} to "
            f"{j} is {weights[i, j]:g}, that from {j} to {i} is {weights[j, i]:g}"
        )


def _frame(template: Template, n_regions: int) -> Connectome:
    """Make a connectome without edges, of what the template tells of the regions."""
    if isinstance(template, Connectome | str):
        template = as_connectome(template)
        if template.n_regions != n_regions:
            raise ValueError(
                f"the template has {template.n_regions} regions but the subjects' connectomes "
                f"have {n_regions}"
            )
        return template.replace(weights=np.zeros((n_regions, n_regions)), name="consensus")
    known: Mapping[str, Any] = template if isinstance(template, dict) else {"coordinates": template}
    return Connectome(
        np.zeros((n_regions, n_regions)),
        coordinates=checked_coordinates(known["coordinates"], n_regions),
        labels=known.get("labels"),
        name="consensus",
    )


def _distances(frame: Connectome, template: Template) -> FloatArray:
    """Measure how far apart the regions of each pair are: array of shape (n_pairs,), in mm."""
    if frame.coordinates is None and frame.lengths is None:
        raise ValueError(
            "method='distance' needs a template with coordinates or lengths, to know how far apart "
            f"the regions are; got template={template!r}"
        )
    return upper_triangle(frame.all_distances())


def _hemispheres(given: ArrayLike | None, frame: Connectome) -> list[str]:
    """Name the hemisphere of each region, "" where it has none: list of str."""
    if given is None:
        return [parse_region_name(label).hemisphere for label in frame.labels]
    given = np.asarray(given)
    if given.shape != (frame.n_regions,):
        raise ValueError(
            f"hemispheres must name one for each of {frame.n_regions} regions, got an array of "
            f"shape {given.shape}"
        )
    return ["" if str(name) in _NO_HEMISPHERE else str(name) for name in given]


def _kinds(hemispheres: Sequence[str]) -> IntArray:
    """Tell pairs within a hemisphere (0), between two (1) and others (2) apart."""
    names = np.array(hemispheres)
    one, other = names[:, None], names[None, :]
    kinds = np.where((one == "") | (other == ""), 2, (one != other).astype(int))
    return upper_triangle(kinds)
