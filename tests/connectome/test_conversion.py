"""A connectome may be given by name, as an array or as a frame."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sk_ccnn.connectome import Connectome, as_connectome, load_connectome

SQUARE = np.ones((3, 3))


def test_as_connectome_takes_names_arrays_and_frames():
    connectome = load_connectome()
    assert as_connectome(connectome) is connectome
    assert as_connectome("desikan_killiany") == connectome
    assert as_connectome(SQUARE) == as_connectome(SQUARE.tolist()) == Connectome(SQUARE)
    assert sparse.issparse(as_connectome(sparse.csr_array(SQUARE)).weights)
    frame = pd.DataFrame(SQUARE, index=list("abc"), columns=list("abc"))
    assert as_connectome(frame).labels == ("a", "b", "c")
    with pytest.raises(ValueError, match="same labels"):
        as_connectome(frame.set_axis(list("abd"), axis=1))


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (3.0, TypeError, "float"),
        (None, TypeError, "NoneType"),
        ({"weights": SQUARE}, TypeError, "dict"),
        ("nobody", ValueError, "desikan_killiany"),
    ],
)
def test_what_is_no_connectome_is_refused(given, error, says):
    with pytest.raises(error, match=says):
        as_connectome(given)
