"""Folds without a score are named."""

import numpy as np
import pytest

from sk_ccnn.results import name_folds, require_defined, why_undefined


def test_where_all_is_defined_there_is_nothing_to_say():
    assert why_undefined([[1.0, 2.0], [3.0, -4.0]], "R²") == ""
    require_defined([1.0, 2.0], "R²", "nothing is known")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_fold_is_named_if_it_lacks_one_score_of_many(bad):
    assert why_undefined([[1.0, 2.0, 3.0], [1.0, 2.0, bad]], "AUC") == (
        "AUC is not defined in fold 3 of 3"
    )
    with pytest.raises(ValueError, match="AUC is not defined in fold 1 of 2, so that no test is"):
        require_defined([bad, 1.0], "AUC", "no test is possible")


@pytest.mark.parametrize(
    ("folds", "words"),
    [
        ([0], "fold 1 of 9"),
        ([1, 3], "folds 2, 4 of 9"),
        ([0, 1, 2, 3, 8], "folds 1, 2, 3 and 2 more of 9"),
        (range(9), "folds 1 to 9 of 9"),
    ],
)
def test_many_folds_are_named_in_few_words(folds, words):
    assert name_folds(list(folds), 9) == words
