"""An evaluation says what it found, and no more."""

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.metrics import Evaluation, Similarity


def evaluation(rho, **null_rhos):
    similarity = Similarity(rho, {kind: np.array(rhos) for kind, rhos in null_rhos.items()})
    frame = pd.DataFrame({"network": {"MAE": 4.5, "AUC": np.nan}, "connectome": {}})
    return Evaluation(frame.astype(float), {"network": similarity}, {}, {}, ("AUC: one class",), 9)


BELOW, AROUND = np.linspace(-0.1, 0.1, 19), np.linspace(0.1, 0.5, 19)


def test_a_network_is_like_the_brain_if_neither_degrees_nor_lengths_explain_it():
    sentence = evaluation(0.3, degree=BELOW, length=BELOW).sentence()
    assert sentence.startswith("wires are stronger where tracts are stronger (Spearman +0.30")
    assert "p = 0.050 given degrees, p = 0.050 given degrees and lengths" in sentence


@pytest.mark.parametrize(
    ("rho", "length"), [(0.3, AROUND), (-0.3, BELOW - 0.9)], ids=["explained", "negative"]
)
def test_else_it_was_not_found(rho, length):
    sentence = evaluation(rho, degree=BELOW - 0.9, length=length).sentence()
    assert sentence.startswith("it was not found that wires are stronger")


def test_what_is_missing_is_blank_and_its_reason_is_told():
    found = evaluation(np.nan, degree=BELOW)
    assert "cannot be told" in str(found) and "nan" not in str(found)
    assert "Left out: AUC: one class" in str(found)
    assert found.table().splitlines()[2].split() == ["MAE", "4.500"]
