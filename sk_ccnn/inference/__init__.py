"""Is there anything to predict, and does the connectome help? What the tests found."""

from .null_result import NullTest
from .permutation_result import PermutationTest

__all__ = ["NullTest", "PermutationTest"]
