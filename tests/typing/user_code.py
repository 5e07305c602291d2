"""Code as users write it; mypy must find nothing wrong with it. It is never run."""

from pathlib import Path
from typing import Any, assert_type

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

import sk_ccnn
from sk_ccnn import (
    BrainAgeRegressor,
    ConformalRegressor,
    Connectome,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
    Consensus,
)
from sk_ccnn.baselines import CPMRegressor, LaplacianRidge, baseline_regressors
from sk_ccnn.datasets import load_connectome, load_ixi, make_age_cohort
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.io import read_cohort, read_connectome, read_participants
from sk_ccnn.metrics import evaluate
from sk_ccnn.model_selection import StackedGridSearchCV, compare
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators
from sk_ccnn.nulls import make_nulls
from sk_ccnn.penalties import WiringCost, proximal_step
from sk_ccnn.plotting import BrainAgeGapDisplay, PruningPathDisplay, WiringDisplay
from sk_ccnn.preprocessing import (
    ConfoundRegressor,
    ConnectomeVectorizer,
    CorrelationTransformer,
    fisher_z,
)
from sk_ccnn.pruning import prune, pruning_path
from sk_ccnn.transfer import TransferClassifier


def use_connectomes() -> Connectome:
    brain = load_connectome("desikan_killiany", cortex_only=True, density=0.1)
    assert_type(brain, Connectome)
    own = Connectome(np.eye(3), labels=["V1", "V2", "V4"], coordinates=[[0, 0, 0]] * 3)
    assert_type(own.threshold(0.2), Connectome)
    assert_type(own.normalize("max").symmetrize().subset(["V1", "V4"]), Connectome)
    assert_type(own.align(["V1", "V2"]).replace(name="two"), Connectome)
    assert_type(own.n_regions, int)
    assert_type(own.density, float)
    assert_type(own.labels, tuple[str, ...])
    distances: npt.NDArray[np.floating[Any]] = own.distances("euclidean")
    dense: npt.NDArray[np.floating[Any]] = own.to_dense()
    communities: npt.NDArray[np.integer[Any]] = own.communities(random_state=0)
    drawn = Connectome.from_coordinates(np.zeros((5, 3)), density=0.3, random_state=1)
    print(distances.max(), dense[communities == 0].sum(), np.asarray(brain).shape)
    nulls = make_nulls(brain, "length", n_nulls=5, random_state=0)
    print(nulls[0].connectome.n_edges, len(brain.labels))
    return drawn


def read_files(folder: Path) -> pd.DataFrame:
    connectome = read_connectome(folder / "sub-1.csv", symmetrize="upper", labels=["V1", "V2"])
    assert_type(connectome, Connectome)
    read_connectome("sub-1.txt", format="edge_list", base=1, n_regions=84, labels="labels.txt")
    read_connectome("large.mat", key="sc", memory_limit=4e9)
    people = read_participants("participants.tsv", duplicates="first", memory_limit=2**32)
    cohort = read_cohort(folder, people, pattern="*.csv", symmetrize="mean", complete=True)
    read_cohort(folder, people, memory_limit=2e9)
    read_cohort({"1": "one.npy", "2": Path("two.npy")}, people, id_column="sub_id")
    read_cohort([folder / "one.npy", folder / "two.npy"])
    print(cohort.X.shape, load_ixi(conflicting="first").data.shape)
    return people


def predict_age() -> None:
    X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    network = ConnectomeRegressor(
        "desikan_killiany",
        features="nodes",
        constraint="soft",
        hidden_channels=(2, 2),
        lambda_wiring=0.01,
        lambda_constraint=1,
        batch_size=32,
        early_stopping=True,
        random_state=np.random.RandomState(0),
    )
    pipeline = Pipeline([("scale", StandardScaler()), ("network", network)])
    grid = {"network__lambda_wiring": [0.0, 0.01], "network__constraint": ["hard", "none"]}
    GridSearchCV(pipeline, grid, cv=3).fit(X, age)
    search = StackedGridSearchCV(pipeline, grid, cv=KFold(3), n_jobs=2).fit(X, age)
    print(search.best_params_, search.predict(X[:5]))
    fitted = network.fit(X, age)
    learned: Connectome = fitted.learned_connectome()
    print(learned.density, network.wiring_cost_, network.net_.history)
    ConnectomeRegressorCV("desikan_killiany", cv=3, random_state=0).fit(X, age)
    BrainAgeRegressor(network, cv=5).fit(X, age)
    model = ConformalRegressor(network, cv=5, adaptive=False).fit(X, age)
    mean, std = model.predict(X, return_std=True)
    low, high = model.predict_interval(X, coverage=0.8).T
    print(mean + std, high - low, fitted.predict(X) - mean)
    print(ConnectomeRegressor(std_cv=5).fit(X, age).predict(X, return_std=True)[1])
    ConnectomeTransformer(learned, n_members=1).fit(X).transform(X)


def predict_diagnosis(X: pd.DataFrame, diagnosis: pd.Series) -> npt.NDArray[Any]:
    classifier = ConnectomeClassifier(
        Consensus(), architecture="gcn", class_weight="balanced", dropout=0, verbose=True
    )
    in_tangent_space = CorrelationTransformer("tangent", shrinkage=0.5, labels=["V1", "V2"])
    print(in_tangent_space.fit([[0.5], [0.2]]).transform([[0.1]]).mean(), in_tangent_space.labels_)
    vectorizer = ConnectomeVectorizer("nilearn", discard_diagonal=True, scale="fisher_z")
    model = make_pipeline(vectorizer, ConfoundRegressor(model="spline", n_knots=4), classifier)
    model.fit(X, diagnosis)
    TransferClassifier(classifier).fit(X, diagnosis)
    pairs = vectorizer.fit(X).transform(X)
    return vectorizer.inverse_transform(fisher_z(pairs), diagonal=1.0)


def look_at_a_network(network: ConnectomeRegressor, X: npt.NDArray[np.float64]) -> None:
    age = X[:, 0]
    result = evaluate(network, X, age, n_nulls=20, random_state=0)
    print(result, result.to_frame())
    small = prune(network, X, age, fraction=0.5, by="length", fine_tune=3)
    prune(network, budget=10.0)
    print(small.predict(X))
    path = pruning_path(network, X, age, fractions=[0.3, 0.6], cv=2)
    display = PruningPathDisplay.from_result(path, tolerance=0.05)
    assert_type(display, PruningPathDisplay)
    gaps = BrainAgeGapDisplay.from_predictions(age, network.predict(X), title="gaps")
    assert_type(gaps, BrainAgeGapDisplay)
    WiringDisplay.from_estimator(network, ax=gaps.ax_, n_connections=30)
    test = null_connectome_test(
        network, X, age, nulls=("degree", "length"), n_nulls=19, cv=KFold(5), lambdas=[0.01, 0.1]
    )
    print(test, test.p_values["degree"])
    models = baseline_regressors(connectome=load_connectome(), cv=3)
    models |= {"network": network, "CPM": CPMRegressor(0.05), "smooth": LaplacianRidge(alpha=3)}
    print(compare(models, X, age, cv=5, n_jobs=2).to_frame())
    print(sk_ccnn.metrics.modularity(network.learned_connectome()))


class OwnNetwork(torch.nn.Module):
    """Two layers that are wired like a brain."""

    def __init__(self, brain: Connectome, n_members: int = 2) -> None:
        super().__init__()
        regions = np.arange(brain.n_regions)
        self.first = ConnectomeLinear(regions, regions, brain, n_members=n_members)
        self.second = ConnectomeLinear(
            regions, [0], brain, n_members, "soft", generators=MemberGenerators([1, 2])
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.second.forward(torch.relu(self.first.forward(x)))


def train_in_an_own_loop(brain: Connectome, X: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    network = OwnNetwork(brain)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    cost = WiringCost(0.1)
    for _ in range(10):
        optimizer.zero_grad()
        loss = (network(X) - y).square().mean(dim=(1, 2)).sum()
        loss.backward()
        optimizer.step()
        proximal_step(network, cost, optimizer)
        wires = network.first.wires
        cost.prox(wires, torch.full_like(wires.values, 0.01))
        print(loss.item(), cost.value(wires).tolist())
    return network.first.weight.detach()
