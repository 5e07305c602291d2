import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import make_age_cohort

PATH = Path(__file__).parents[2] / "examples" / "freesurfer_to_gaps.py"


@pytest.fixture
def example():
    spec = importlib.util.spec_from_file_location("example", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def files(tmp_path):
    """Write tables as FreeSurfer does: raw, a hemisphere each, with columns that are no regions."""
    X, age = make_age_cohort(120, "desikan_killiany", random_state=0, atrophy=1.5, return_X_y=True)
    ids = [f"sub-{number:03}" for number in range(120)]
    cortex = load_connectome(cortex_only=True).labels
    for side in "LR":
        own = [name for name in cortex if name.startswith(f"{side}_")]
        table = 2.5 + 0.15 * X[own].set_axis(ids)
        table.columns = [f"{side.lower()}h_{name[2:]}_thickness" for name in own]
        table[f"{side.lower()}h_MeanThickness_thickness"] = table.mean(axis=1)
        table["BrainSegVolNotVent"], table["eTIV"] = 1.1e6, 1.5e6 + np.arange(120)
        table.rename_axis(f"{side.lower()}h.aparc.thickness").to_csv(
            tmp_path / f"{side.lower()}h.thickness.txt", sep="\t"
        )
    people = pd.DataFrame({"participant_id": ids, "age": age, "site": np.arange(120) % 10})
    people.sample(frac=1, random_state=0).to_csv(tmp_path / "p.tsv", sep="\t", index=False)
    names = ("lh.thickness.txt", "rh.thickness.txt", "p.tsv", "gaps.csv")
    return [str(tmp_path / name) for name in names], pd.Series(age, ids)


def test_raw_thickness_becomes_one_honest_row_a_person(example, files, capsys):
    paths, age = files
    with pytest.warns(UserWarning, match="MeanThickness"):
        example.main(paths)
    assert "120 people, 68 regions" in capsys.readouterr().out
    gaps = pd.read_csv(paths[-1], index_col=0)
    assert gaps.index.is_unique and set(gaps.index) == set(age.index)
    np.testing.assert_allclose(gaps["age"], age[gaps.index])
    assert gaps["predicted"].corr(gaps["age"]) > 0.6  # raw mm work as they are
    assert abs(gaps["corrected_gap"].corr(gaps["age"])) < abs(gaps["gap"].corr(gaps["age"]))
