import subprocess
import sys
import warnings

import pytest

import sk_ccnn
from sk_ccnn import benchmark, cli, demo
from sk_ccnn.results import LEVEL, smallest_p_value


def test_the_demo_gets_its_folder_and_processes(monkeypatch):
    seen = {}
    monkeypatch.setattr(demo, "run_demo", lambda folder, n_jobs: seen.update(f=folder, n=n_jobs))
    assert cli.main(["demo", "--output", "here", "--jobs", "1"]) == 0
    assert seen == {"f": "here", "n": 1}


def test_an_unknown_command_names_the_known_ones(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["dance"])
    assert stop.value.code == 2
    assert "demo" in capsys.readouterr().err


def test_warnings_are_printed_without_lines_of_code(monkeypatch, capsys):
    usual = warnings.formatwarning

    def run(*_, **__):
        warnings.warn("one is missing", UserWarning, stacklevel=1)
        warnings.warn("A worker stopped while some jobs were given", UserWarning, stacklevel=1)
        sys.stderr.write(warnings.formatwarning("said", UserWarning, "file.py", 1))

    monkeypatch.setattr(demo, "run_demo", run)
    with pytest.warns(UserWarning) as told:
        assert cli.main(["demo"]) == 0
    assert [str(each.message) for each in told] == ["one is missing"]
    assert capsys.readouterr().err == "UserWarning: said\n"
    assert warnings.formatwarning is usual


def test_no_processes_are_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["demo", "--jobs", "0"])
    assert stop.value.code == 2
    assert "needs a number of processes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (ImportError("pictures need nilearn"), 1, "nilearn"),
        (FileExistsError("a file is in the way"), 1, "in the way"),
    ],
)
def test_what_ends_the_demo_is_told_without_a_traceback(
    error, status, message, monkeypatch, capsys
):
    def end(*args, **kwargs):
        raise error

    monkeypatch.setattr(demo, "run_demo", end)
    assert cli.main(["demo"]) == status
    assert message in capsys.readouterr().err


def test_it_runs_as_a_module():
    run = subprocess.run(
        [sys.executable, "-m", "sk_ccnn", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == f"sk_ccnn {sk_ccnn.__version__}"


def test_the_benchmark_gets_its_cohorts(monkeypatch):
    seen = {}
    monkeypatch.setitem(benchmark.COHORTS, "ixi", lambda data_dir: [("ixi", data_dir)])
    monkeypatch.setattr(
        benchmark, "run_benchmark", lambda tasks, folder, **options: seen.update(t=tasks, f=folder)
    )
    assert cli.main(["benchmark", "ixi", "--data-dir", "there", "--output", "here"]) == 0
    assert seen == {"t": [("ixi", "there")], "f": "here"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ixi", "adni"], r"no cohorts ['adni']; there are ['ixi', 'fcon1000'"),
        ([], "needed cohorts out of"),
        (["--X", "a.csv"], "missing ['--participants', '--target']"),
        (["--X", "a.csv", "--participants", "b.csv", "--target", "age"], "b.csv"),
    ],
)
def test_a_benchmark_of_nothing_says_what_it_needs(arguments, message, capsys):
    assert cli.main(["benchmark", *arguments]) == 1
    assert message in capsys.readouterr().err


def test_the_help_names_the_cohorts_that_there_are():
    assert tuple(benchmark.COHORTS) == cli._COHORTS


def test_inner_folds_can_be_set(monkeypatch):
    seen = []
    monkeypatch.setattr(benchmark, "own_cohort", lambda *files, **options: seen.append(options))
    monkeypatch.setattr(benchmark, "run_benchmark", lambda *args, **options: None)
    monkeypatch.setattr(benchmark, "run_null_tests", lambda *args, **options: seen.append(options))
    own = ["--X", "a.csv", "--participants", "b.csv", "--target", "age"]
    assert cli.main(["benchmark", *own, "--inner-folds", "2"]) == 0
    assert seen.pop()["n_inner_folds"] == 2
    assert cli.main(["benchmark", *own]) == 0
    assert seen.pop()["n_inner_folds"] == 3
    assert cli.main(["nulltest", *own]) == 0
    assert smallest_p_value(seen.pop()["n_nulls"]) <= LEVEL  # the default can decide


def test_columns_of_ones_own_table_are_chosen_by_options(monkeypatch, tmp_path, capsys):
    table = "id,lh_insula_area,rh_insula_area,lh_Mean_area,eTIV\n"
    rows = [f"s{row},{row},{row + 1},2,{row}\n" for row in range(10)]
    (tmp_path / "area.csv").write_text(table + "".join(rows) + "s10,1,,2,3\n")
    people = "".join(f"s{row},{20 + row}\n" for row in range(11))
    (tmp_path / "people.csv").write_text("id,age\n" + people)
    seen = []
    monkeypatch.setattr(benchmark, "run_benchmark", lambda tasks, *args, **kw: seen.extend(tasks))
    files = ["--X", str(tmp_path / "area.csv"), "--participants", str(tmp_path / "people.csv")]
    command = ["benchmark", *files, "--target", "age", "--connectome", "desikan_killiany"]
    for options in (["--matching"], ["--drop", "*Mean*", "eTIV"], ["--columns", "*insula*"]):
        with pytest.warns(UserWarning, match="1 left out, without a number in 'rh_insula_area'"):
            assert cli.main([*command, *options]) == 0
    assert [task.X.shape for task in seen] == [(10, 2)] * 3
    assert [task.connectome.labels for task in seen] == [("L_insula", "R_insula")] * 3
    assert cli.main([*command, "--matching", "--missing", "error"]) == 1
    assert "column 'rh_insula_area' of subject 's10'" in capsys.readouterr().err
