import re

import pandas as pd
import pytest

from sk_ccnn.demo import run, run_demo
from sk_ccnn.plotting import require_plotting

TINY = {
    "mouse": {"n_splits": 2, "n_repeats": 1, "models": ("dummy", "ConnectomeClassifier")},
    "brain_age": {"n_people": 60, "n_splits": 2, "lambdas": [1e-4, 1e-2], "n_nulls": 2},
}


@pytest.mark.slow
def test_it_writes_every_number_and_says_what_it_found(tmp_path, capsys):
    folder = tmp_path / "new" / "folder"
    run_demo(folder, n_jobs=1, settings=TINY)
    out, err = capsys.readouterr()
    scores = pd.read_csv(folder / "scores.csv")
    assert len(scores) == 2 * (2 * 2 * 2) + 2 * 5 * 5
    assert not scores.isna().any(axis=None)
    mean = scores.query("model == 'RidgeCV' and metric == 'MAE (years)'")["value"].mean()
    assert f"{mean:.2f}" in out
    gaps = pd.read_csv(folder / "brain_age_gaps.csv")
    assert len(gaps) == 60 * 5 and gaps["subject"].nunique() == 60
    assert not gaps.isna().any(axis=None)
    assert len(pd.read_csv(folder / "lambda_curve.csv")) == 2
    assert pd.read_csv(folder / "null_test.csv")["arm"].tolist() == [
        "connectome",
        "degree",
        "unconstrained",
    ]
    assert len(pd.read_csv(folder / "errors_on_connectomes.csv")) == (2 + 2) * 2
    assert (folder / "brain_age.png").read_bytes().startswith(b"\x89PNG")
    assert "Real: 32 mice" in out and "Real: 60 healthy adults of IXI" in out
    assert "whether the connectome helps cannot be told: with 2 nulls" in out
    assert str(folder) in out and re.search(r"\d+ CPU seconds on \d+ cores", out)
    assert "%" not in err and "features are constant" not in err  # no terminal, no bars


@pytest.mark.slow
def test_a_terminal_gets_a_bar_for_each_part(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run_demo(tmp_path, n_jobs=1, settings=TINY)
    _, err = capsys.readouterr()
    for bar in ("mouse genotype", "brain age (IXI)", "null test", "lambda curve"):
        assert f"{bar}: 100%" in err


def test_what_is_missing_is_told_before_anything_is_computed(tmp_path, monkeypatch):
    def missing():
        raise ImportError("pictures need nilearn")

    monkeypatch.setattr(run, "require_plotting", missing)
    with pytest.raises(ImportError, match="nilearn"):
        run_demo(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_what_is_there_is_enough():
    require_plotting()


def test_the_demo_is_large_enough_to_find_something():
    assert run.SETTINGS["brain_age"]["n_nulls"] >= 19
    assert run.SETTINGS["brain_age"]["n_people"] is None
