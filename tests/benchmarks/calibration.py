"""How often the null-connectome test says "the connectome helps", where the truth is known.

    python tests/benchmarks/calibration.py [none spatial connectome] [--cohorts 100]

On simulated cohorts whose age has spread along nothing (``none``), along the shortest distances
(``spatial``), or along the connectome (``connectome``). Where there is nothing to find, a share of
about .05 of the p-values should be .05 or less; where there is, as many as possible. The network,
one wide layer and three members, was chosen on other cohorts of ``connectome``, for its power.

Beside each stands the same share by flips of signs of the gain over the mean null, fold by fold,
which needs five folds: ``--folds 5``, or ``--repeats 2`` for three that are drawn twice, with a
seed of its own for each fold. It is not expected to hold .05: folds share subjects, and it asks
whether folds vary, not whether nulls do.
"""

import argparse
import time

import numpy as np
from joblib import Parallel, cpu_count, delayed
from sklearn.model_selection import KFold, RepeatedKFold
from threadpoolctl import threadpool_limits

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.nulls import make_nulls
from sk_ccnn.results import LEVEL, smallest_sign_flip_p_value

# "spatial" is a negative control of length-preserving nulls only: a connectome is mostly short.
KINDS = {"none": ["degree"], "spatial": ["length"], "connectome": ["degree"]}
N_NULLS, POOL = 20, 60
FIRST_SEED = 100


def p_values(effect, seed, given, pools):
    """Test one cohort: dict of kind to p-value by rank, and the same by flips of signs.

    Its nulls are made for it alone, or drawn from a pool that all cohorts share.
    """
    random = np.random.default_rng(seed)
    nulls = given.kinds or KINDS[effect]
    if pools:
        nulls = {
            kind: [pool[place] for place in random.choice(len(pool), N_NULLS, replace=False)]
            for kind, pool in pools.items()
        }
    X, age = make_age_cohort(given.subjects, effect=effect, random_state=seed, return_X_y=True)
    X = ((X - X.mean(axis=0)) / X.std(axis=0)).astype(np.float32)
    network = ConnectomeRegressor(
        "desikan_killiany",
        n_members=given.members,
        max_epochs=given.epochs,
        hidden_channels=(12,),
        loss="squared_error",
        random_state=seed,
    )
    with threadpool_limits(1):
        test = null_connectome_test(
            network,
            X,
            age,
            nulls=nulls,
            n_nulls=N_NULLS,
            cv=_folds(given, seed),
            seed_each_fold=given.repeats > 1,
            scoring="neg_mean_absolute_error",
            random_state=seed,
        )
    return test.p_values, test.sign_flip_p_values


def _folds(given, seed):
    """Make the folds; drawn once, they are those of `KFold` with this seed."""
    if given.repeats == 1:
        return KFold(given.folds, shuffle=True, random_state=seed)
    return RepeatedKFold(n_splits=given.folds, n_repeats=given.repeats, random_state=seed)


def main():
    """Print the share of small p-values."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("effects", nargs="*", default=list(KINDS))
    parser.add_argument("--cohorts", type=int, default=100)
    parser.add_argument("--subjects", type=int, default=300)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=1, help="times the folds are drawn")
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--kinds", nargs="+", help="of nulls; by default those that suit")
    parser.add_argument(
        "--pool", action="store_true", help=f"draw each cohort's nulls from the same {POOL}"
    )
    given = parser.parse_args()
    print(
        f"{given.cohorts} cohorts of {given.subjects} subjects, 20 nulls, "
        f"{given.repeats} x {given.folds} folds, {given.members} network(s) of "
        f"{given.epochs} epochs; {cpu_count()} cores"
    )
    for effect in given.effects:
        start = time.perf_counter()
        pools = {}
        if given.pool or effect == "spatial":  # whose nulls take longer to make than to train
            brain = load_connectome("desikan_killiany")
            pools = {
                kind: make_nulls(brain, kind, n_nulls=POOL, random_state=0)
                for kind in given.kinds or KINDS[effect]
            }
        found = Parallel(n_jobs=-1)(
            delayed(p_values)(effect, seed, given, pools)
            for seed in range(FIRST_SEED, FIRST_SEED + given.cohorts)
        )
        seconds = time.perf_counter() - start
        for kind in found[0][0]:
            by_rank, by_signs = np.array([[each[kind] for each in both] for both in found]).T
            print(
                f"{effect:<11} against {kind:<7} p <= .05 in {np.mean(by_rank <= 0.05):.2f} of "
                f"cohorts, median p {np.median(by_rank):.2f}; by signs in "
                f"{np.mean(by_signs <= 0.05):.2f}, median p {np.median(by_signs):.2f}   "
                f"({seconds:.0f} s)",
                flush=True,
            )
        n_folds = given.folds * given.repeats
        if smallest_sign_flip_p_value(n_folds) > LEVEL:
            print(f"            (by signs none can be: {n_folds} folds, of which 5 are needed)")


if __name__ == "__main__":
    main()
