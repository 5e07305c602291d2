import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GroupKFold, RepeatedStratifiedKFold

from sk_ccnn.benchmark import own_cohort
from sk_ccnn.datasets import load_connectome


@pytest.fixture
def files(tmp_path):
    """Thickness of the packaged connectome's cortex in 30 people, and who they are."""
    random = np.random.default_rng(0)
    names = [f"{label}_thickness" for label in load_connectome(cortex_only=True).labels[::-1]]
    ids = [f"sub-{number:02}" for number in range(30)]
    measures = pd.DataFrame(random.normal(2.5, 0.3, size=(30, 68)).round(3), ids, names)
    measures.rename_axis("participant_id").to_csv(tmp_path / "thickness.csv")
    people = {
        "participant_id": ids[::-1],
        "age": [*random.uniform(20, 80, 28).round(1), "n/a", "n/a"],
        "group": ["patient", "control"] * 15,
        "site": ["A", "B", "C", "D", "E"] * 6,
    }
    pd.DataFrame(people).to_csv(tmp_path / "participants.tsv", sep="\t", index=False)
    return tmp_path / "thickness.csv", tmp_path / "participants.tsv"


def test_numbers_are_predicted_for_those_who_have_one(files):
    task = own_cohort(*files, "age", connectome="desikan_killiany")
    assert task.is_regression
    assert task.X.shape == (28, 68)
    assert "2 without age left out" in task.title
    assert task.connectome.labels[0] == "R_insula"


def test_two_classes_are_told_apart(files):
    task = own_cohort(*files, "group", n_repeats=2)
    assert not task.is_regression
    assert set(task.y) == {"patient", "control"}
    assert isinstance(task.cv, RepeatedStratifiedKFold)
    assert task.connectome is None


def test_sites_stay_together(files):
    task = own_cohort(*files, "group", groups="site")
    assert isinstance(task.cv, GroupKFold)
    assert isinstance(task.inner_cv, GroupKFold)
    with pytest.raises(ValueError, match="7 folds need as many groups, got 5"):
        own_cohort(*files, "group", groups="site", n_folds=7)


def test_connectomes_become_pairs(tmp_path):
    random = np.random.default_rng(0)
    for number in range(6):
        matrix = np.triu(random.normal(size=(4, 4)), 1)
        np.savetxt(tmp_path / f"sub-{number}_fc.csv", matrix + matrix.T, delimiter=",")
    people = pd.DataFrame({"participant_id": range(6), "age": range(20, 26)})
    people.to_csv(tmp_path / "people.txt", sep="\t", index=False)
    folder = tmp_path / "fc"
    folder.mkdir()
    for path in tmp_path.glob("*.csv"):
        path.rename(folder / path.name)
    task = own_cohort(folder, tmp_path / "people.txt", "age")
    assert task.features == "edges"
    assert task.X.shape == (6, 6)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("iq", "no column 'iq'; they have"),
        ("", "no column ''; they have"),
        ("site", "two classes, got 5 classes"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(target, message, files):
    with pytest.raises(ValueError, match=message):
        own_cohort(*files, target)
