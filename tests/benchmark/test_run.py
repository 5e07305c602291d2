import dataclasses
import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GroupKFold, KFold

from sk_ccnn.benchmark import Task, run, run_benchmark
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.model_selection import score_cache

MODELS = ["dummy", "RidgeCV", "Laplacian ridge", "ConnectomeRegressor"]


@pytest.fixture
def task():
    X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    connectome = load_connectome("desikan_killiany")
    folds = KFold(3, shuffle=True, random_state=0)
    return Task("made", "made: age of 60 people", X, age, connectome, "nodes", folds, KFold(2))


def test_tables_figure_and_scores_are_written(task, tmp_path, capsys):
    found = run_benchmark([task], tmp_path, n_jobs=1, only=MODELS, lambdas=[0.0, 1e-3])
    printed = capsys.readouterr().out
    assert "made: age of 60 people; 3 folds" in printed
    for model in MODELS:
        assert model in printed
    assert "ConnectomeRegressor" in found["made"].sentences()[0]
    scores = pd.read_csv(tmp_path / "scores.csv")
    scored = scores[~scores["metric"].str.startswith(("chosen ", "end of "))]
    assert len(scored) == len(MODELS) * 3 * 5
    assert set(scores["model"][scores["metric"] == "chosen alpha"]) == {
        "RidgeCV",
        "Laplacian ridge",
    }
    assert (tmp_path / "benchmark.png").stat().st_size > 10_000


def test_the_same_call_again_fits_nothing(task, tmp_path, monkeypatch):
    run_benchmark([task], tmp_path, n_jobs=1, only=MODELS[:2])
    first = (tmp_path / "scores.csv").read_bytes()
    run_benchmark([task], tmp_path, n_jobs=1, only=MODELS[:2])
    assert (tmp_path / "scores.csv").read_bytes() == first


def test_a_network_that_cannot_be_built_is_named_before_any_task_is_trained(task, tmp_path):
    first, second = np.argwhere(~task.connectome.adjacency() & ~np.eye(84, dtype=bool))[0]
    pair = task.connectome.subset([first, second])
    apart = replace(task, name="apart", X=task.X.to_numpy()[:, :2], connectome=pair)
    with pytest.raises(ValueError, match="needs every region connected"):
        run_benchmark([task, apart], tmp_path / "out", n_jobs=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_graph_networks_are_compared_where_asked(task, tmp_path, capsys):
    found = run_benchmark([task], tmp_path, n_jobs=1, only=["dummy", "GCN", "GAT"], graphs=True)
    assert set(found["made"].scores["model"]) == {"dummy", "GCN", "GAT"}
    with pytest.raises(ValueError, match="no models \\['GCN'\\]"):
        run_benchmark([task], tmp_path, only=["GCN"])


@pytest.mark.parametrize(("n_folds", "n_inner", "left"), [(3, 3, 2), (2, 3, 2), (4, 4, 3)])
def test_every_training_set_needs_as_many_groups_as_inner_folds(
    n_folds, n_inner, left, task, tmp_path
):
    site = np.arange(60) % max(n_folds, 3)
    few = replace(
        task, name="few", cv=GroupKFold(n_folds), inner_cv=GroupKFold(n_inner), groups=site
    )
    # Before any task is trained, though another one comes first.
    with pytest.raises(ValueError, match=rf"of few \(--inner-folds\).* needs {n_inner} groups in"):
        run_benchmark([task, few], tmp_path / "out", only=MODELS[:2])
    assert not (tmp_path / "out").exists()
    if n_folds == 3:
        fits = replace(few, inner_cv=GroupKFold(left))
        found = run_benchmark([fits], tmp_path, n_jobs=1, only=["dummy", "SVR"])
        assert len(found["few"].by_fold()) == 3


def test_unknown_models_name_the_known_ones(task, tmp_path):
    with pytest.raises(ValueError, match=r"no models \['SVC'\]; there are \['dummy'"):
        run_benchmark([task], tmp_path, only=["SVC"])


def test_a_full_disk_takes_nothing_away(task, tmp_path, monkeypatch, capsys):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    whole = run_benchmark([task], tmp_path / "whole", n_jobs=1, only=MODELS[:2])
    monkeypatch.setattr(score_cache, "write_whole", full)
    monkeypatch.setattr(run, "write_whole", full)
    twice = [task, dataclasses.replace(task, name="again")]
    with (
        pytest.warns(UserWarning) as warned,
        pytest.raises(OSError, match="No space left on device.*scores.csv"),
    ):
        run_benchmark(twice, tmp_path / "full", n_jobs=1, only=MODELS[:2])
    printed = capsys.readouterr().out
    assert "\nagain\n" in printed and printed.count(whole["made"].sentence()) == 3
    messages = [str(each.message) for each in warned]
    assert sum("6 of 6 scores could not be kept" in each for each in messages) == 2
    assert sum("No space left" in each and "going on" in each for each in messages) == 1


def command(folder, data, *models):
    options = ["--X", data / "X.csv", "--participants", data / "people.csv", "--target", "age"]
    options += ["--models", "dummy", *(models or ("RidgeCV", "gradient boosting")), "--jobs", "1"]
    return [sys.executable, "-m", "sk_ccnn", "benchmark", *options, "--output", folder]


def start(arguments, n_finished):
    """Start a benchmark, and wait until some folds are kept."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while len(finished(arguments[-1])) < n_finished:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    return process


def write_cohort(folder):
    random = np.random.default_rng(0)
    ids = np.arange(300)
    X = pd.DataFrame(random.normal(size=(300, 30)).round(4)).add_prefix("region_")
    X.assign(id=ids).to_csv(folder / "X.csv", index=False)
    pd.DataFrame({"id": ids, "age": 40 + 10 * X["region_0"]}).to_csv(
        folder / "people.csv", index=False
    )


def test_ctrl_c_ends_the_command_and_keeps_nothing_of_the_fit_that_it_met(tmp_path):
    write_cohort(tmp_path)
    process = start(command(tmp_path / "out", tmp_path, "ConnectomeRegressor"), n_finished=3)
    time.sleep(0.1)  # in the network of the second fold
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages.decode().endswith("interrupted\n")
    assert len(finished(tmp_path / "out")) == 3
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["cache"]


def scores_in(folder):
    """Read the scores, without the times."""
    table = pd.read_csv(folder / "scores.csv")
    return table[~table["metric"].str.contains("time")].reset_index(drop=True)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that kills")
def test_a_killed_benchmark_goes_on_where_it_was(tmp_path):
    write_cohort(tmp_path)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    process = start(command(killed, tmp_path), n_finished=4)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = finished(killed)
    assert 4 <= len(before) < 15
    subprocess.run(command(killed, tmp_path), check=True, capture_output=True)
    subprocess.run(command(whole, tmp_path), check=True, capture_output=True)
    after = finished(killed)
    assert {path: after[path] for path in before} == before
    assert len(after) == 15
    assert scores_in(killed).equals(scores_in(whole))


def finished(folder):
    """Find the folds that are kept, with the time when each was written."""
    return {path: path.stat().st_mtime_ns for path in (folder / "cache").glob("*.json")}
