"""Run the whole demo."""

from pathlib import Path

import pandas as pd
from joblib import cpu_count

from ..model_selection.compare import scores_table
from ..plotting import require_plotting
from ..results.words import against_chance, against_model, format_table, lowest_error
from ..stacking import run_jobs
from . import brain_age, mouse
from .figure import save_figure

SETTINGS = {
    "mouse": {"n_splits": 4, "n_repeats": 2},
    "brain_age": {"n_subjects": 300, "n_splits": 4, "lambdas": brain_age.LAMBDAS},
}


def run_demo(folder, n_jobs=-1, settings=SETTINGS):
    """Compare, print two tables, and write a figure and every score.

    Parameters
    ----------
    folder : str or Path
        Where to write ``scores.csv``, ``predictions.csv``, ``lambda_curve.csv`` and
        ``brain_age.png``; made where it does not exist.
    n_jobs : int, default=-1
        Number of processes, as joblib takes it. The results do not depend on it.
    settings : dict
        Sizes of the two parts.

    Raises
    ------
    ImportError
        If matplotlib or nilearn is missing; before anything is computed.
    """
    require_plotting()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"sk_ccnn demo on {cpu_count()} cores\n", flush=True)
    scores, predictions, curve, learned = _compute(n_jobs, settings)
    scores.to_csv(folder / "scores.csv", index=False)
    predictions.to_csv(folder / "predictions.csv", index=False)
    curve.to_csv(folder / "lambda_curve.csv", index=False)
    ours = predictions[predictions["model"] == brain_age.OURS]
    save_figure(folder / "brain_age.png", ours, curve, learned)
    _report(scores, settings)
    print(f"\nEvery score and the figure are in {folder.resolve()}")


def _compute(n_jobs, settings):
    """Fit everything: scores, predictions, the lambda curve and the learned connectome."""
    of_age, of_mice = settings["brain_age"], settings["mouse"]
    X, age = brain_age.make_cohort(of_age["n_subjects"])
    # The longest job first, so that no process waits for it at the end.
    jobs = [(brain_age.search_all, (X, age, of_age["lambdas"]))]
    jobs += brain_age.brain_age_jobs(**of_age)[::-1]
    n_age = len(jobs)
    jobs += mouse.mouse_jobs(**of_mice)
    (curve, learned), *results = run_jobs(jobs, n_jobs, label="demo")
    age_results, mouse_results = results[: n_age - 1][::-1], results[n_age - 1 :]
    rows = [row for rows in mouse_results for row in rows]
    rows += [row for rows, _ in age_results for row in rows]
    predictions = pd.concat([table for _, table in age_results], ignore_index=True)
    return scores_table(rows), predictions, curve, learned


def _report(scores, settings):
    human = scores["task"] == brain_age.TASK
    genotype, sex = mouse.TASKS.values()
    of_mice, of_age = settings["mouse"], settings["brain_age"]
    print(
        f"\nReal: 32 mice, connectomes of 332 regions by diffusion MRI; {of_mice['n_splits']} "
        f"stratified folds, {of_mice['n_repeats']} times; mean ± sd over folds\n"
    )
    print(format_table(scores[~human], ["balanced accuracy", "AUC"]))
    print()
    for task, chance in ((genotype, 0.25), (sex, 0.5)):
        for model in scores.loc[scores["task"] == task, "model"].unique():
            if model != "dummy":
                print(against_chance(scores, task, model, "balanced accuracy", chance))
    print(
        f"\nSimulated: {of_age['n_subjects']} subjects, one measure in each of 84 regions of the "
        f"measured human\nconnectome, along which the simulated effect of age spreads; "
        f"{of_age['n_splits']} outer folds,\nhyperparameters by 3 inner folds; mean ± sd over "
        "outer folds\n"
    )
    print(format_table(scores[human], ["MAE (years)", "R²"]))
    print()
    means = scores[human & (scores["metric"] == "MAE (years)")].groupby("model")["value"].mean()
    best = means.drop([brain_age.OURS, brain_age.UNCONSTRAINED]).idxmin()
    print(lowest_error(scores, brain_age.TASK, "MAE (years)"))
    for other in (best, brain_age.UNCONSTRAINED):
        print(against_model(scores, brain_age.TASK, brain_age.OURS, other, "MAE (years)"))
