import math

from sk_ccnn.inference.null_words import found


def test_an_error_is_lower_and_has_no_gain():
    p_values = {"degree": 0.3, "length": 0.4}
    said = found(p_values, {"degree": 0.2, "length": math.inf}, "neg_mean_absolute_error")
    assert "taken a mean absolute error lower by more than 0.200 over degree-preserving" in said
    assert "no mean absolute error would have been low enough over length-preserving" in said
