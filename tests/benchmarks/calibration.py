"""How often the null-connectome test says "the connectome helps", where the truth is known.

    python tests/benchmarks/calibration.py [none spatial connectome] [--cohorts 100]

On simulated cohorts whose age has spread along nothing (``none``), along the shortest distances
(``spatial``), or along the connectome (``connectome``). Where there is nothing to find, a share of
about .05 of the p-values should be .05 or less; where there is, as many as possible. The network,
one wide layer and three members, was chosen on other cohorts of ``connectome``, for its power.
"""

import argparse
import time

import numpy as np
from joblib import Parallel, cpu_count, delayed
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.nulls import make_nulls

# "spatial" is a negative control of length-preserving nulls only: a connectome is mostly short.
KINDS = {"none": ["degree"], "spatial": ["length"], "connectome": ["degree"]}
N_NULLS, POOL = 20, 60
FIRST_SEED = 100


def p_values(effect, seed, given, pools):
    """Test one cohort: dict of kind to p-value.

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
            cv=KFold(given.folds, shuffle=True, random_state=seed),
            scoring="neg_mean_absolute_error",
            random_state=seed,
        )
    return test.p_values


def main():
    """Print the share of small p-values."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("effects", nargs="*", default=list(KINDS))
    parser.add_argument("--cohorts", type=int, default=100)
    parser.add_argument("--subjects", type=int, default=300)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--kinds", nargs="+", help="of nulls; by default those that suit")
    parser.add_argument(
        "--pool", action="store_true", help=f"draw each cohort's nulls from the same {POOL}"
    )
    given = parser.parse_args()
    print(
        f"{given.cohorts} cohorts of {given.subjects} subjects, 20 nulls, {given.folds} folds, "
        f"{given.members} network(s) of {given.epochs} epochs; {cpu_count()} cores"
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
        for kind in found[0]:
            values = np.array([each[kind] for each in found])
            print(
                f"{effect:<11} against {kind:<7} p <= .05 in {np.mean(values <= 0.05):.2f} of "
                f"cohorts, median p {np.median(values):.2f}   ({seconds:.0f} s)",
                flush=True,
            )


if __name__ == "__main__":
    main()
