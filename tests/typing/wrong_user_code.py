"""Each marked line is wrong in one way, and mypy must find it. It is never run."""

from typing import Any

from sk_ccnn import (
    BrainAgeRegressor,
    Connectome,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
)
from sk_ccnn.baselines import CPMRegressor, LaplacianRidge, baseline_regressors
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.io import read_cohort, read_connectome, read_participants
from sk_ccnn.metrics import evaluate
from sk_ccnn.model_selection import StackedGridSearchCV, compare
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.nulls import make_nulls
from sk_ccnn.plotting import BrainAgeGapDisplay, LambdaPathDisplay, WiringDisplay
from sk_ccnn.preprocessing import (
    ConfoundRegressor,
    ConnectomeVectorizer,
    CorrelationTransformer,
    log_counts,
    to_torch_geometric,
)
from sk_ccnn.pruning import prune


def estimators() -> None:
    ConnectomeRegressor("desikan_killiany", constraint="strict")  # expect: arg-type
    ConnectomeRegressor(features="node")  # expect: arg-type
    ConnectomeRegressor(architecture="transformer")  # expect: arg-type
    ConnectomeRegressor(loss="mse")  # expect: arg-type
    ConnectomeRegressor(readout="max")  # expect: arg-type
    ConnectomeRegressor(lr_schedule="cosine")  # expect: arg-type
    ConnectomeRegressor(hidden_channels="2")  # expect: arg-type
    ConnectomeRegressor(n_members="5")  # expect: arg-type
    ConnectomeRegressor(lambda_wiring="0.01")  # expect: arg-type
    ConnectomeRegressor(early_stopping="yes")  # expect: arg-type
    ConnectomeRegressor(batch_size="all")  # expect: arg-type
    ConnectomeRegressor(lambda_wires=0.01)  # expect: call-arg
    ConnectomeClassifier(constraint="strict")  # expect: arg-type
    ConnectomeClassifier(warm_start="no")  # expect: arg-type
    ConnectomeClassifier(None, "nodes")  # expect: call-arg
    ConnectomeTransformer(features="node")  # expect: arg-type
    ConnectomeRegressorCV(features="node")  # expect: arg-type
    BrainAgeRegressor(ConnectomeRegressor(), correction="linear")  # expect: arg-type
    BrainAgeRegressor()  # expect: call-arg


def connectomes(brain: Connectome) -> None:
    brain.distances("tracts")  # expect: arg-type
    brain.threshold("0.2")  # expect: arg-type
    brain.threshold(0.2, connected="yes")  # expect: arg-type
    brain.threshold()  # expect: call-arg
    brain.normalize("sqrt")  # expect: arg-type
    brain.symmetrize("average")  # expect: arg-type
    brain.communities(resolution="high")  # expect: arg-type
    brain.binarize(0.2)  # expect: attr-defined
    brain.density = 0.2  # expect: misc
    Connectome([[0, 1], [1, 0]], label=["V1", "V2"])  # expect: call-arg
    Connectome([[0, 1], [1, 0]], labels=[1, 2])  # expect: list-item
    Connectome.from_coordinates([[0, 0, 0], [1, 0, 0]])  # expect: call-arg
    load_connectome(cortex_only="yes")  # expect: arg-type
    load_connectome(density="0.2")  # expect: arg-type
    make_nulls(brain, "degrees")  # expect: arg-type
    make_nulls(brain, "degree", n_nulls="20")  # expect: arg-type
    number: str = brain.n_regions  # expect: assignment
    print(number)


def files() -> None:
    read_connectome(3)  # expect: arg-type
    read_connectome("a.mat", format="matlab")  # expect: arg-type
    read_connectome("a.txt", base=2)  # expect: arg-type
    read_connectome("a.txt", n_regions="84")  # expect: arg-type
    read_connectome("a.csv", directed="no")  # expect: arg-type
    read_connectome("a.csv", symmetrize="average")  # expect: arg-type
    read_connectome("a.csv", delimiter=",")  # expect: call-arg
    print(read_connectome("a.csv").n_nodes)  # expect: attr-defined
    read_cohort("folder", duplicates="keep")  # expect: arg-type
    read_cohort("folder", directed="no")  # expect: arg-type
    read_cohort("folder", symmetrise="mean")  # expect: call-arg
    read_participants("people.tsv", duplicates="both")  # expect: arg-type
    read_participants()  # expect: call-arg
    make_age_cohort(n_subjects="100")  # expect: call-overload


def tables(X: Any, y: Any) -> None:
    CorrelationTransformer("logarithm")  # expect: arg-type
    CorrelationTransformer(shrinkage="auto")  # expect: arg-type
    ConnectomeVectorizer("matrix")  # expect: arg-type
    ConnectomeVectorizer(scale="log")  # expect: arg-type
    ConnectomeVectorizer(discard_diagonal="no")  # expect: arg-type
    ConnectomeVectorizer().inverse_transform()  # expect: call-arg
    ConfoundRegressor(model="cubic")  # expect: arg-type
    ConfoundRegressor(unknown="skip")  # expect: arg-type
    ConfoundRegressor(keep_mean="no")  # expect: arg-type
    ConfoundRegressor().fit(X, y, X)  # expect: call-arg
    to_torch_geometric(X, y)  # expect: call-arg
    to_torch_geometric(X, y, connectome=None, features="node")  # expect: arg-type
    log_counts(X, base=2)  # expect: call-arg
    CPMRegressor(p_threshold="0.01")  # expect: arg-type
    LaplacianRidge(lambda_laplacian="1")  # expect: arg-type
    baseline_regressors(n_features="84")  # expect: arg-type


def results(network: ConnectomeRegressor, X: Any, y: Any) -> None:
    evaluate(network, X, y, n_nulls="100")  # expect: arg-type
    evaluate(network, X)  # expect: call-arg
    prune(network, fraction="0.5")  # expect: arg-type
    prune(network, fraction=0.5, by="weight")  # expect: arg-type
    null_connectome_test(network, X, y, n_nulls="20")  # expect: arg-type
    null_connectome_test(network, X, y, n_null=20)  # expect: call-arg
    compare({"network": network}, X, y, n_jobs="all")  # expect: arg-type
    StackedGridSearchCV(network, {}, max_stack_memory="1 GB")  # expect: arg-type
    StackedGridSearchCV(network)  # expect: call-arg


def layers(brain: Connectome) -> None:
    ConnectomeLinear([0, 1], [0, 1], brain, constraint="strict")  # expect: arg-type
    ConnectomeLinear([0, 1], [0, 1], brain, n_members="2")  # expect: arg-type
    ConnectomeLinear([0, 1], brain)  # expect: call-arg


def pictures(brain: Connectome, ax: Any) -> None:
    WiringDisplay.from_connectome(brain, ax=ax, label=3)  # expect: arg-type
    BrainAgeGapDisplay.from_predictions([1, 2])  # expect: call-arg
    LambdaPathDisplay([1], [1])  # expect: call-arg
