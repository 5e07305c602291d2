import json
import re

import numpy as np

from sk_ccnn.report.live import live_brain


def test_only_the_size_of_a_region_means_something(brain):
    importances = np.linspace(0.0, 2.0, brain.n_regions)
    live = live_brain(brain, importances)
    info = json.loads(re.search(r"connectomeInfo = (\{.*\});", live.html).group(1))["connectome"]
    assert len(set(info["marker_color"])) == 1
    sizes = np.asarray(info["marker_size"], dtype=float)
    assert (np.diff(sizes) > 0).all()
    assert "coloured by learned strength" in live.caption
    assert "<link" not in live.html
