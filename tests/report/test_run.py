import json
import re
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from sk_ccnn import cli
from sk_ccnn.report import Study, report, run
from sk_ccnn.report.part import Part, not_done

PARTS = ("comparison", "results", "path", "null_test", "brain")


@pytest.fixture
def stubbed(monkeypatch):
    """Parts that count how often they are made, and train nothing."""
    made = []

    def jobs(cohort, budget, parts, n_jobs, scores):
        def make(name):
            def job():
                made.append(name)
                text = f"unit\n{cohort.unit}\n"
                return Part((f"{name} <b>&",), numbers={f"{name}_{cohort.unit}": text})

            return job

        return {name: make(name) for name in PARTS}

    monkeypatch.setattr(run, "_jobs", jobs)
    monkeypatch.setattr(run, "write_page", write_nothing)
    return made


def write_nothing(cohort, budget, parts, numbers):
    from sk_ccnn.report.methods import MethodsText

    return "".join(parts[name].words[0] for name in PARTS), MethodsText([], [], [])


def test_the_same_command_makes_nothing_again(stubbed, make_study, tmp_path):
    for _ in range(2):
        report(make_study(), tmp_path, verbose=0)
    assert stubbed == [*PARTS]


def test_an_interrupted_report_goes_on_where_it_was(stubbed, make_study, tmp_path, monkeypatch):
    jobs = run._jobs

    def interrupted(*given):
        def stop():
            raise KeyboardInterrupt

        return jobs(*given) | {"path": stop}

    monkeypatch.setattr(run, "_jobs", interrupted)
    with pytest.raises(KeyboardInterrupt):
        report(make_study(), tmp_path, verbose=0)
    monkeypatch.setattr(run, "_jobs", jobs)
    report(make_study(), tmp_path, verbose=0)
    assert stubbed == [*PARTS]


@pytest.mark.parametrize("options", [{"unit": "months"}, {"groups": "site"}, {"n_folds": 4}])
def test_other_options_make_all_again_and_leave_nothing_stale(
    options, stubbed, make_study, tmp_path
):
    report(make_study(), tmp_path, verbose=0)
    (tmp_path / "numbers" / "mine.csv").write_text("kept")
    report(make_study(**options), tmp_path, verbose=0)
    assert stubbed == [*PARTS, *PARTS]
    unit = options.get("unit", "years")
    tables = {path.stem for path in (tmp_path / "numbers").iterdir()}
    always = {"cohort", "left_out", "page_tables", "page_facts", "mine"}
    assert tables == {f"{name}_{unit}" for name in PARTS} | always
    assert len([*(tmp_path / "kept").glob("part-*")]) == len(PARTS)


def test_another_version_makes_all_again(stubbed, make_study, tmp_path, monkeypatch):
    report(make_study(), tmp_path, verbose=0)
    monkeypatch.setattr(run, "version_of_code", lambda: "of tomorrow")
    report(make_study(), tmp_path, verbose=0)
    assert len(stubbed) == 2 * len(PARTS)


def test_a_record_of_tables_deletes_nothing_elsewhere(stubbed, make_study, tmp_path):
    report(make_study(), tmp_path, verbose=0)
    (tmp_path / "mine.csv").write_text("kept")
    record = tmp_path / "kept" / "tables.json"
    record.write_text(json.dumps(["../mine.csv", "numbers"]))
    report(make_study(), tmp_path, verbose=0)
    assert (tmp_path / "mine.csv").read_text() == "kept"


def test_a_part_that_fails_takes_no_other_with_it(stubbed, make_study, tmp_path, monkeypatch):
    jobs = run._jobs

    def failing(*given):
        def fail():
            raise ValueError("too dense to rewire")

        return jobs(*given) | {"null_test": fail}

    monkeypatch.setattr(run, "_jobs", failing)
    with pytest.warns(UserWarning, match="null_test was not done: too dense to rewire"):
        page = report(make_study(), tmp_path, verbose=0)
    assert "Not done: too dense to rewire." in page.read_text()


def test_no_connectome_is_no_null_test():
    part = not_done(run.NO_CONNECTOME)
    assert "no connectome was given" in part.words[0]


def test_the_command_hands_on_its_options(monkeypatch, tmp_path, capsys):
    seen = {}

    def take(study, output, **options):
        seen.update(study=study, **options)
        return tmp_path / "report.html"

    monkeypatch.setattr("sk_ccnn.report.report", take)
    files = ["--X", "x.csv", "--participants", "p.tsv", "--target", "dx", "--groups", "site"]
    options = ["--positive", "HC", "--unit", "months", "--folds", "4", "--quick", "--jobs", "2"]
    assert cli.main(["report", *files, *options]) == 0
    assert seen["study"] == Study(
        X="x.csv", participants="p.tsv", target="dx", groups="site", positive="HC",
        unit="months", n_folds=4,
    )  # fmt: skip
    assert (seen["quick"], seen["n_jobs"]) == (True, 2)
    assert "report.html" in capsys.readouterr().out


def test_the_command_needs_its_files(capsys):
    assert cli.main(["report", "--X", "x.csv"]) == 1
    assert "missing ['--participants', '--target']" in capsys.readouterr().err


@pytest.mark.slow
def test_every_number_on_a_page_of_ages_is_a_table(age_page):
    numbers = age_page.parent / "numbers"
    gaps = pd.read_csv(numbers / "brain_age_gaps.csv")
    assert len(gaps) == 58
    error = (gaps["predicted"] - gaps["age"]).abs().mean()
    scores = pd.read_csv(numbers / "brain_age_scores.csv", index_col=0)
    assert scores["value"].iloc[0] == pytest.approx(error)
    text = age_page.read_text()
    assert f"{error:.2f}" in text
    assert "Whether anatomy helps is not asked" in text
    assert re.findall(r"sub-\d", text) == []


@pytest.mark.slow
def test_probabilities_on_a_page_of_diagnoses_are_those_of_the_positive_class(diagnosis_page):
    numbers = diagnosis_page.parent / "numbers"
    people = pd.read_csv(numbers / "predictions.csv", index_col="subject")
    by_fold = pd.read_csv(numbers / "comparison_folds.csv")
    auc = by_fold[(by_fold["metric"] == "AUC") & (by_fold["model"] == "ConnectomeClassifier")]
    from sklearn.metrics import roc_auc_score

    found = [roc_auc_score(p["positive"], p["probability"]) for _, p in people.groupby("fold")]
    np.testing.assert_allclose(found, auc.sort_values("fold")["value"], atol=1e-6)
    text = diagnosis_page.read_text()
    assert "Telling adhd (positive) from control" in text
    assert "no p-value can be below 0.250" in text
    assert "rather too short" in text


@pytest.mark.slow
def test_the_whole_command_on_ixi(tmp_path):
    from sk_ccnn.datasets import load_ixi

    cohort = load_ixi(conflicting="first")
    some = cohort.data.iloc[::5]
    some.rename_axis("participant_id").to_csv(tmp_path / "thickness.csv")
    people = pd.DataFrame({"age": cohort.target, "sex": cohort.sex}).loc[some.index]
    people.rename_axis("participant_id").to_csv(tmp_path / "participants.tsv", sep="\t")
    files = ["--X", tmp_path / "thickness.csv", "--participants", tmp_path / "participants.tsv"]
    options = ["--target", "age", "--connectome", "desikan_killiany", "--matching", "--quick"]
    given = [*files, *options, "--folds", "3", "--inner-folds", "2", "--output", tmp_path / "out"]
    assert cli.main(["report", *map(str, given)]) == 0
    page = tmp_path / "out" / "report.html"
    assert page.stat().st_size < 5e6
    folds = pd.read_csv(StringIO((page.parent / "numbers" / "comparison_folds.csv").read_text()))
    mae = folds[folds["metric"] == "MAE"].groupby("model")["value"].mean()
    assert mae["ConnectomeRegressor"] < mae["dummy"]
    assert "A quick look." in page.read_text()


@pytest.mark.parametrize("groups", [None, "site"])
def test_functional_connectomes_are_reported(groups, connectivity, tiny, tmp_path):
    study = Study(**connectivity, target="dx", groups=groups, representation="log")
    text = report(study, tmp_path, budget=tiny, n_jobs=1, verbose=0).read_text()
    assert "28 connections" in text
    assert "represented as &#39;log&#39;" in text
    assert ("holds for inner folds too" in text) == (groups is not None)
    regions = pd.read_csv(tmp_path / "numbers" / "region_importance.csv")
    assert len(regions) == 8
