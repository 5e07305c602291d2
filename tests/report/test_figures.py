import re
from base64 import b64decode

import numpy as np
import pytest

from sk_ccnn.report.figures import predicted_picture


@pytest.mark.parametrize(("unit", "named"), [("years", "age (years)"), ("", "age")])
def test_predicted_values_are_up_and_true_ones_along(unit, named):
    true = np.linspace(20.3, 80.7, 12)
    picture = predicted_picture(true, true + 1.0, "age", unit, "The error is 1.")
    svg = b64decode(picture.source.split(",", 1)[1]).decode()
    said = re.findall(r"<!-- (.*?) -->", svg)  # matplotlib writes each text above its glyphs
    assert {f"true {named}", f"predicted {named}"} <= set(said)
    assert said.index(f"true {named}") < said.index(f"predicted {named}")
    ticks = [float(each) for each in said if re.fullmatch(r"\d+(\.\d+)?", each)]
    assert len(ticks) >= 6
    assert all(each % 10 == 0 for each in ticks)
    assert picture.alt == "Predicted against true age. The error is 1."
