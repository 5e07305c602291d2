import numpy as np
import pandas as pd
import pytest

from sk_ccnn.connectome import load_connectome
from sk_ccnn.report import Budget, Study, report

N_PEOPLE = 60


def write_files(folder):
    """Write thickness of 68 regions in 60 people, and who they are."""
    random = np.random.default_rng(0)
    ids = [f"sub-{number:02}" for number in range(N_PEOPLE)]
    age = random.uniform(20, 80, N_PEOPLE).round(1)
    labels = load_connectome("desikan_killiany", cortex_only=True).labels
    X = random.normal(2.5, 0.2, (N_PEOPLE, 68)) - 0.01 * (age[:, None] - 50)
    measures = pd.DataFrame(X.round(3), ids, labels).rename_axis("participant_id")
    measures.iloc[3, 2] = np.nan
    measures.to_csv(folder / "thickness.csv")
    people = pd.DataFrame(
        {
            "participant_id": [*ids, "sub-98", "sub-99"],
            "age": [*age, 30.0, 31.0],
            "months": [*(12 * age).round(), 360, 372],
            "sex": ["F", "M"] * (N_PEOPLE // 2 + 1),
            "site": ["A", "B", "C", "D", "E", "F"] * 10 + ["A", "B"],
            # The controls sort last.
            "diagnosis": [*np.where(age > 50, "adhd", "control"), "adhd", "control"],
            "code": [*np.where(age > 50, 2, 1), 1, 2],
        }
    )
    people.loc[5, ["age", "diagnosis"]] = None
    people.loc[7, "site"] = None
    people.to_csv(folder / "participants.tsv", sep="\t", index=False, na_rep="n/a")
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def make_study(folder):
    def make(target="age", **options):
        return Study(
            X=folder / "thickness.csv",
            participants=folder / "participants.tsv",
            target=target,
            **({"n_folds": 3, "n_inner_folds": 2} | options),
        )

    return make


@pytest.fixture(scope="session")
def connectivity(tmp_path_factory):
    """Write correlations of 8 regions in 36 people of 6 sites; patients' first four go together."""
    folder, random = tmp_path_factory.mktemp("connectivity"), np.random.default_rng(0)
    (folder / "matrices").mkdir()
    people = pd.DataFrame({"participant_id": [f"sub-{number:02}" for number in range(36)]})
    people["dx"] = ["patient", "control"] * 18
    people["site"] = np.repeat([*"ABCDEF"], 6)
    for name, dx in zip(people["participant_id"], people["dx"], strict=True):
        series = random.normal(size=(40, 8))
        series[:, :4] += series[:, 4:5] * (dx == "patient")
        matrix = pd.DataFrame(np.corrcoef(series.T))
        matrix.to_csv(folder / "matrices" / f"{name}.csv", header=False, index=False)
    people.to_csv(folder / "people.tsv", sep="\t", index=False)
    return {
        "X": folder / "matrices", "participants": folder / "people.tsv",
        "n_folds": 3, "n_inner_folds": 2,
    }  # fmt: skip


@pytest.fixture(scope="session")
def tiny():
    """Real training, with next to no epochs."""
    return Budget(
        lambdas=(0.0, 1e-3),
        n_lambdas=3,
        nulls=("degree",),
        n_nulls=3,
        n_bootstraps=50,
        models=("dummy", "RidgeCV", "logistic regression"),
        network={"n_members": 1, "max_epochs": 2},
    )


@pytest.fixture(scope="session")
def age_page(make_study, tiny, tmp_path_factory):
    """Compute a report of ages, without a connectome."""
    folder = tmp_path_factory.mktemp("age")
    return report(make_study("age"), folder, budget=tiny, n_jobs=1, verbose=0)


@pytest.fixture(scope="session")
def diagnosis_page(make_study, tiny, tmp_path_factory):
    """Compute a report of diagnoses, with sites and a connectome, so a brain that can be turned."""
    folder = tmp_path_factory.mktemp("diagnosis")
    study = make_study(
        "diagnosis", groups="site", connectome="desikan_killiany", title="A & B <script>"
    )
    return report(study, folder, budget=tiny, n_jobs=1, verbose=0)
