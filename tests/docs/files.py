"""The files that a page's blocks find in their folder: a small cohort, as a user would have it.

Thickness, ages and sexes are those of real people (IXI, in the package). Which hospital somebody
was in, and who is a patient, is made up: IXI's people are healthy, and its sites are not told. The
functional connectomes are simulated.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import load_ixi

N_PEOPLE = 120
N_CONNECTOMES = 20
N_REGIONS = 20


def write_files(folder: Path) -> None:
    """Write thickness.csv, participants.tsv, connectomes/ and functional.tsv."""
    _write_thickness(folder)
    _write_connectomes(folder)


def _write_thickness(folder: Path) -> None:
    """Write measures of 120 people, and a table of those and of two more."""
    rng = np.random.default_rng(0)
    ixi = load_ixi()
    people = np.sort(rng.permutation(len(ixi.data))[: N_PEOPLE + 2])
    thickness, age = ixi.data.iloc[people], ixi.target.iloc[people]
    temporal = thickness.filter(regex="temporal|entorhinal|parahippocampal").mean(axis=1)
    line = np.polyfit(age, temporal, 1)
    thinner = np.polyval(line, age) - temporal + rng.normal(0, 0.05, len(people))
    participants = pd.DataFrame(
        {
            "age": age.round(1),
            "sex": ixi.sex.iloc[people].map({1: "M", 2: "F"}),
            "site": rng.choice(["north", "south", "east"], len(people)),
            "diagnosis": np.where(thinner > np.median(thinner), "patient", "control"),
        },
        index=thickness.index,
    )
    participants.to_csv(folder / "participants.tsv", sep="\t")
    without = [20, 90]  # two people who were not scanned
    thickness.drop(thickness.index[without]).to_csv(folder / "thickness.csv")


def _write_connectomes(folder: Path) -> None:
    """Write correlations of simulated time series: two networks, less apart in patients."""
    rng = np.random.default_rng(1)
    labels = load_connectome().labels[:N_REGIONS]
    network = np.arange(N_REGIONS) % 2
    ids = [f"sub-{number:02}" for number in range(1, N_CONNECTOMES + 1)]
    people = pd.DataFrame(
        {
            "age": rng.uniform(20, 70, N_CONNECTOMES).round(1),
            "diagnosis": np.tile(["patient", "control"], N_CONNECTOMES // 2),
            "site": np.repeat(["north", "south"], N_CONNECTOMES // 2),
        },
        index=pd.Index(ids, name="participant_id"),
    )
    people.to_csv(folder / "functional.tsv", sep="\t")
    (folder / "connectomes").mkdir()
    for subject, diagnosis in people["diagnosis"].items():
        mixed = 0.6 if diagnosis == "patient" else 0.2
        signal = rng.normal(size=(200, 2)) @ np.array([[1, mixed], [mixed, 1]])
        series = signal[:, network] + rng.normal(size=(200, N_REGIONS))
        table = pd.DataFrame(np.corrcoef(series.T).round(6), index=labels, columns=labels)
        table.to_csv(folder / "connectomes" / f"{subject}.csv")
