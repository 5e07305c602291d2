import numpy as np
import pandas as pd
import pytest

from sk_ccnn.preprocessing import CorrelationTransformer

MATRIX = np.array([[1, 0.5, 0.2], [0.5, 1, 0.3], [0.2, 0.3, 1]])


def named(*columns):
    """Two subjects with columns of these names."""
    return pd.DataFrame(0.1, range(2), columns)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([[1.5, 0, 0]], "between -1 and 1, got 1.5 for subject 0"),
        ([[0.5] * 4], "got 4 columns, but needed one for each pair"),
        ([4 * MATRIX] * 2, r"ones on the diagonal .* X\[0, 0, 0\] = 4"),
        ([np.triu(MATRIX)] * 2, "needs symmetric matrices"),
        (np.full((2, 3), np.nan), "contains NaN"),
        (named("A--B", "A--C"), "each pair of 3 regions, got 2 columns"),
        (named("A--B", "B--A", "B--C"), "none or se"),
        (named("A--B", "A--C", "B--B"), "itself"),
    ],
)
def test_what_is_no_table_of_correlations_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        CorrelationTransformer("log").fit(X)


def test_empty_diagonals_count_as_ones():
    matrices = np.stack([MATRIX, MATRIX**2])
    expected = CorrelationTransformer("log").fit_transform(matrices)
    for empty in (0, np.nan, np.inf):
        matrices[:, range(3), range(3)] = empty
        assert (CorrelationTransformer("log").fit_transform(matrices) == expected).all()


def test_labels_that_are_not_those_of_the_names_are_refused():
    with pytest.raises(ValueError, match="'C'"):
        CorrelationTransformer(labels=["A", "B", "D"]).fit(named("A--B", "A--C", "B--C"))
    with pytest.raises(ValueError, match="3 regions but 2 labels"):
        CorrelationTransformer(labels=["A", "B"]).fit([MATRIX])
