"""Null connectomes: random versions of a connectome that keep some of its properties.

A model that does as well with a null as with the connectome does not need what the null has lost.

============= =================================== ==================================================
kind          keeps                               a difference shows the value of
============= =================================== ==================================================
"degree"      degrees                             who is connected with whom
"length"      degrees, lengths of edges           the same, at the same cost of wiring
"strength"    degrees, strengths (nearly)         the same, with hubs as strong
"density"     the number of edges                 the graph
"regions"     the graph and its costs             which region sits where in it
"distances"   the graph                           what its wires cost
============= =================================== ==================================================

The first four move edges and leave distances between regions alone. Where tract lengths were
measured only along the brain's edges, other pairs count with their Euclidean distance, which is
shorter: such a null looks cheaper than it is, and a warning says so.
"""

from .degree import degree_preserving
from .density import random_density
from .distances import shuffled_distances
from .length import length_preserving
from .make import NULLS, make_nulls
from .null import Null
from .regions import shuffled_regions
from .strength import strength_preserving

__all__ = [
    "NULLS",
    "Null",
    "degree_preserving",
    "length_preserving",
    "make_nulls",
    "random_density",
    "shuffled_distances",
    "shuffled_regions",
    "strength_preserving",
]

# For the rooms above; not part of the public interface.
from .checks import require_geometry as require_geometry
from .checks import require_positive_integer as require_positive_integer
from .null import NullKind as NullKind
