import pandas as pd
import pytest

from sk_ccnn.demo import run, run_demo
from sk_ccnn.plotting import require_plotting

TINY = {
    "mouse": {"n_splits": 2, "n_repeats": 1, "models": ("dummy", "ConnectomeClassifier")},
    "brain_age": {"n_subjects": 60, "n_splits": 2, "lambdas": [1e-4, 1e-2]},
}


@pytest.mark.slow
def test_it_writes_every_score_and_says_what_it_found(tmp_path, capsys):
    folder = tmp_path / "new" / "folder"
    run_demo(folder, n_jobs=1, settings=TINY)
    out, err = capsys.readouterr()
    scores = pd.read_csv(folder / "scores.csv")
    assert len(scores) == 2 * (2 * 2 * 2) + 2 * 5 * 2
    assert not scores.isna().any(axis=None)
    mean = scores.query("model == 'RidgeCV' and metric == 'MAE (years)'")["value"].mean()
    assert f"{mean:.2f}" in out
    assert len(pd.read_csv(folder / "predictions.csv")) == 60 * 5
    assert len(pd.read_csv(folder / "lambda_curve.csv")) == 2
    assert (folder / "brain_age.png").read_bytes().startswith(b"\x89PNG")
    assert "Real: 32 mice" in out and "Simulated: 60 subjects" in out
    assert str(folder) in out and "cores" in out
    for bar in ("lambda curve", "mouse genotype", "human brain age (simulated)"):
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
