import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline

from sk_ccnn import Connectome
from sk_ccnn.benchmark import COHORTS, Task, represented, run_benchmark, run_null_tests
from sk_ccnn.benchmark.models import in_front
from sk_ccnn.cli import _parser, main
from sk_ccnn.preprocessing import CorrelationTransformer

KINDS = ("correlation", "log", "tangent", "partial")


def task_of(features="edges", **options):
    """Correlations of six regions, or measures of fifteen, in 40 people."""
    random = np.random.default_rng(0)
    series = random.normal(size=(40, 6, 30))
    rows, columns = np.triu_indices(6, 1)
    X = np.stack([np.corrcoef(each) for each in series])[:, rows, columns]
    n_regions = 6 if features == "edges" else 15
    brain = Connectome.from_coordinates(
        random.normal(size=(n_regions, 3)), density=0.5, random_state=0
    )
    folds = KFold(2, shuffle=True, random_state=0)
    age = 40 + 20 * X[:, 0] + random.normal(size=40)
    return Task("made", "made: age", X, age, brain, features, folds, KFold(2), **options)


@pytest.mark.parametrize("kind", ["log", "partial"])
def test_what_learns_nothing_is_done_once_to_all_of_x(kind):
    task = represented(task_of(), kind, 0.2)
    assert task.steps == ()
    expected = CorrelationTransformer(kind, shrinkage=0.2).fit_transform(task_of().X)
    assert_allclose(task.X, expected)
    assert "(shrinkage 0.2)" in task.title
    assert isinstance(in_front(task, Ridge()), Ridge)


def test_a_tangent_space_is_a_step_before_every_model():
    task = represented(task_of(), "tangent")
    assert (task.X == task_of().X).all()
    model = in_front(task, Ridge())
    assert isinstance(model, Pipeline)
    model.fit(task.X[:20], task.y[:20])
    of_training_rows = CorrelationTransformer("tangent").fit(task.X[:20]).reference_
    assert (model[0].reference_ == of_training_rows).all()


def test_only_functional_connectivity_changes_unless_that_is_asked_for():
    plain = task_of()
    assert represented(plain) is plain
    functional = represented(task_of(is_functional=True))
    assert (functional.X != plain.X).any()
    assert (represented(functional, "correlation").X == functional.X).all()
    nodes = task_of("nodes", is_functional=True)
    assert represented(nodes, "log") is nodes


def test_the_cohorts_of_correlations_say_so(data_dir):
    for name, make in COHORTS.items():
        assert {task.is_functional for task in make(data_dir)} == {name in ("abide", "lemon")}


@pytest.mark.parametrize("kind", KINDS)
def test_all_models_of_the_benchmark_get_it(kind, tmp_path, capsys):
    models = ["dummy", "RidgeCV", "ConnectomeRegressor"]
    options = {"only": models, "lambdas": [0.0], "n_jobs": 1}
    run_benchmark([task_of()], tmp_path, representation=kind, **options)
    assert f"made: age, {'as' if kind != 'tangent' else 'in'}" in capsys.readouterr().out


def test_the_null_test_gets_it_too(tmp_path, capsys):
    options = {"nulls": ["density"], "n_nulls": 2, "n_members": 1, "n_jobs": 1}
    scores = {
        kind: run_null_tests([task_of()], tmp_path, representation=kind, **options)["made"].score
        for kind in ("correlation", "log", "tangent")
    }
    assert len(set(scores.values())) == 3
    assert "in the tangent space at the training mean (shrinkage" in capsys.readouterr().out


def test_a_representation_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="--representation log: needed connections.*'made'"):
        run_benchmark([task_of("nodes")], tmp_path, representation="log")
    task = task_of()
    task.X[3, 2] = 7.0
    with pytest.raises(ValueError, match="between -1 and 1, got 7 for subject 3"):
        run_benchmark([task], tmp_path, representation="log")


@pytest.mark.parametrize("command", ["benchmark", "nulltest"])
def test_the_commands_take_it(command, monkeypatch):
    seen = {}
    monkeypatch.setitem(COHORTS, "lemon", lambda data_dir: ["a task"])
    for run in ("run_benchmark", "run_null_tests"):
        monkeypatch.setattr(
            f"sk_ccnn.benchmark.{run}", lambda *args, **options: seen.update(options)
        )
    assert main([command, "lemon", "--representation", "log", "--shrinkage", "0.3"]) == 0
    assert (seen["representation"], seen["shrinkage"]) == ("log", 0.3)
    assert _parser().parse_args([command, "lemon"]).representation is None
