"""Brain age on IXI: what the correction of the age bias does in people who were not seen.

    python tests/benchmarks/brain_age.py

Our regressor with its defaults; the bias is learned in each training set by inner folds. Corrected
errors by Beheshti's way are computed with the true ages, and are no measure of the model.
"""

import argparse

import numpy as np
from joblib import cpu_count
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.brain_age.bias import CORRECTIONS


def held_out_gaps(task, fold):
    """Fit in one fold: dict of the gaps of its test subjects, uncorrected and corrected."""
    train, test = fold
    network = ConnectomeRegressor(task.connectome, constraint=task.constraint, random_state=0)
    model = BrainAgeRegressor(make_pipeline(StandardScaler(), network))
    model.fit(task.X[train], task.y[train])
    given = (task.X[test], task.y[test])
    gaps = {"uncorrected": model.predict_gap(*given, corrected=False)}
    for correction in CORRECTIONS:
        # Both are the same line, so the networks need not be trained again.
        gaps[correction] = model.set_params(correction=correction).predict_gap(*given)
    return gaps, model.slope_


def main():
    """Print a line for each kind of gap."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data-dir")
    (task,) = COHORTS["ixi"](parser.parse_args().data_dir)
    folds = list(task.cv.split(task.X, task.y))
    print(f"{task.title}; {len(folds)} outer and 5 inner folds; {cpu_count()} cores")
    done = [held_out_gaps(task, fold) for fold in folds]
    slopes = [slope for _, slope in done]
    print(
        f"slope of prediction on age in the training sets: {min(slopes):.2f} to {max(slopes):.2f}"
    )
    print(f"{'gap':<12} {'MAE':>15}  {'correlation with age: pooled, folds'}")
    for name in done[0][0]:
        errors = [np.abs(gaps[name]).mean() for gaps, _ in done]
        by_fold = [
            np.corrcoef(gaps[name], task.y[test])[0, 1]
            for (gaps, _), (_, test) in zip(done, folds, strict=True)
        ]
        pooled = np.concatenate([gaps[name] for gaps, _ in done])
        age = np.concatenate([task.y[test] for _, test in folds])
        print(
            f"{name:<12} {np.mean(errors):7.3f} ± {np.std(errors, ddof=1):.3f}  "
            f"{np.corrcoef(pooled, age)[0, 1]:+.3f}   ({min(by_fold):+.3f} to {max(by_fold):+.3f})"
        )


if __name__ == "__main__":
    main()
