"""The README's examples run as they stand."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.datasets import make_age_cohort

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Write the files that the second example reads, into the folder that it runs in."""
    X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    ids = [f"sub-{number:02}" for number in range(60)]
    measures = X.set_axis(ids).rename_axis("participant_id")
    measures.to_csv(tmp_path / "thickness.csv")
    people = pd.DataFrame({"participant_id": [*ids, ids[0]], "age": [*age, age[0]]})
    people.to_csv(tmp_path / "participants.tsv", sep="\t", index=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_the_examples_run(files):
    search, own_cohort, stacked, null_test, learned = re.findall(
        r"^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S
    )
    namespace = {}
    exec(search, namespace)
    assert namespace["search"].best_estimator_ is not None
    exec(own_cohort, namespace)
    assert "network" in namespace["result"].table()
    exec(search, namespace)  # its subjects, not those of the files
    exec(stacked, namespace)
    assert namespace["path"].lambda_wiring_ > 0
    exec(null_test, namespace)
    test = namespace["test"]
    n_as_good = {kind: np.sum(gains <= 0) for kind, gains in test.resampled_gains.items()}
    assert test.p_values == {kind: (n + 1) / 21 for kind, n in n_as_good.items()}
    assert test.sentence() in str(test)
    exec(learned, namespace)
    assert namespace["lean"].wiring_cost_ < namespace["whole"].wiring_cost_
