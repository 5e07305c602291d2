"""Is there anything to predict, and does the connectome help? Tests by stacks of networks."""

from .null_result import NullTest
from .null_test import null_connectome_test
from .permutation import permutation_test
from .permutation_result import PermutationTest

__all__ = ["NullTest", "PermutationTest", "null_connectome_test", "permutation_test"]

# For the rooms above; not part of the public interface.
from .null_words import name_of_nulls as name_of_nulls
