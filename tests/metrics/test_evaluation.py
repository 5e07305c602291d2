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


def test_too_few_nulls_could_not_decide():
    for rho in (0.3, 0.0):
        sentence = evaluation(rho, degree=BELOW[:9], length=BELOW).sentence()
        assert sentence.startswith(
            "it could not be decided whether wires are stronger where tracts are stronger: with 9 "
            "nulls p cannot be below 0.100; at least 19 are needed for p = 0.05 (Spearman"
        )


def test_a_null_that_cannot_be_compared_is_not_counted():
    gap = np.where(np.arange(19) == 4, np.nan, BELOW)
    found = evaluation(0.3, degree=BELOW, length=gap)
    assert np.isnan(found.similarities["network"].p_values["length"])
    assert "cannot be told" in found.sentence()


def test_nulls_that_differ_by_rounding_only_have_no_z_and_no_p():
    same = np.array([np.mean([0.1, 0.1, 0.4]), np.mean([0.1, 0.4, 0.1])] * 10)
    similarity = Similarity(same.max(), {"degree": same})
    assert np.isnan(similarity.z_scores["degree"]) and similarity.p_values["degree"] == 1
