import numpy as np

from sk_ccnn.report.intervals import Interval
from sk_ccnn.report.parts.diagnosis import _told


def test_a_fold_of_one_class_is_no_evidence_of_chance():
    said = _told("patient", "control", Interval(np.nan, np.nan, np.nan))
    assert "cannot be said" in said
    assert "evidence" not in said


def test_worse_than_chance_is_said():
    assert _told("patient", "control", Interval(0.3, 0.2, 0.4)).endswith(": worse than chance.")
