import numpy as np
import pytest

from sk_ccnn.uncertainty import read_target


@pytest.mark.parametrize(
    ("age", "message"),
    [([30.0, np.nan], "age contains NaN"), ([[30.0, 40.0]], "1d array"), (None, "age is None")],
)
def test_ages_that_do_not_fit_are_refused(age, message):
    with pytest.raises(ValueError, match=message):
        read_target(age, "age")
