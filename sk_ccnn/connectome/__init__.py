"""The connectome: regions, the connections between them, and where they lie.

Connectomes and atlases that come with the package are here by name.
"""

from .atlases import list_atlases, load_atlas
from .connectome import Connectome
from .consensus import Consensus, consensus_connectome
from .packaged import as_connectome, list_connectomes, load_connectome
from .region_names import parse_region_name

__all__ = [
    "Connectome",
    "Consensus",
    "as_connectome",
    "consensus_connectome",
    "list_atlases",
    "list_connectomes",
    "load_atlas",
    "load_connectome",
    "parse_region_name",
]

# For the rooms above; not part of the public interface.
from .atlas_names import FETCHED as FETCHED
from .atlas_names import can_be_fetched as can_be_fetched
from .atlas_names import full_name as full_name
from .checks import checked_labels as checked_labels
from .checks import require_sound_indices as require_sound_indices
from .column_names import find_columns as find_columns
from .distance_rule import DECAY as DECAY
from .files import read_arrays as read_arrays
from .files import read_table as read_table
from .files import require_known as require_known
from .names_of_pairs import are_pair_names as are_pair_names
from .names_of_pairs import match_pairs as match_pairs
from .names_of_pairs import pair_names as pair_names
from .names_of_pairs import regions_of_names as regions_of_names
from .packaged import is_packaged as is_packaged
from .packaged import require_packaged as require_packaged
from .pairs import fill_symmetric as fill_symmetric
from .pairs import index_of_pairs as index_of_pairs
from .pairs import n_pairs as n_pairs
from .pairs import regions_of_diagonal as regions_of_diagonal
from .pairs import regions_of_pairs as regions_of_pairs
from .pairs import upper_triangle as upper_triangle
from .region_names import close_names as close_names
from .region_names import find_regions as find_regions
from .region_names import listing as listing
from .region_names import match_regions as match_regions
from .region_names import unnamed_labels as unnamed_labels
from .selection import selected_regions as selected_regions
from .symmetry import asymmetric_pair as asymmetric_pair
from .symmetry import infinite_pair as infinite_pair
from .symmetry import made_symmetric as made_symmetric
from .symmetry import to_numpy as to_numpy
from .symmetry import without_diagonal as without_diagonal
from .topology import both_directions as both_directions
from .topology import edge_list as edge_list
from .topology import from_edges as from_edges
from .topology import pair_keys as pair_keys
from .topology import values_at as values_at
