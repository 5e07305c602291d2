"""Measure how much memory a fit and a prediction over edges take, by the old code and the new.

    python tests/benchmarks/edges_memory.py [--regions 400] [--subjects 1000] [--dtype float32]

Each case is a process of its own, where the peak is counted beyond what was there before the call,
X included: a table of all pairs. What is fitted before a prediction saw 50 of the subjects.
"""

import argparse
from itertools import product

import numpy as np
from old_and_new import add_options, checkouts, header, in_turns, median, without_scaling
from subjects import make_pairs


def prepare(call, constraint, n_regions, n_subjects, density, dtype, members):
    """Make subjects, and give the fit or the prediction."""
    from sk_ccnn import ConnectomeRegressor

    connectome, X, y = make_pairs(n_subjects, n_regions, density)
    X = X.astype(dtype, copy=False)
    network = ConnectomeRegressor(
        connectome,
        features="edges",
        constraint=constraint,
        n_members=members,
        max_epochs=2,
        random_state=0,
    )
    without_scaling(network).fit(X[:50], y[:50])
    network.predict(X[:50])

    def work():
        if call == "fit":
            network.fit(X, y)
        else:
            assert np.isfinite(network.predict(X)).all()
        return X.nbytes / 2**20

    return work


def main():
    """Print a line for each call and constraint."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, default=400)
    parser.add_argument("--subjects", type=int, default=1000)
    parser.add_argument("--density", type=float, default=0.1)
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    add_options(parser, repeats=1)
    given = parser.parse_args()
    print(
        f"{header(given.old)}\n{given.regions} regions, {given.subjects} subjects, density "
        f"{given.density}, {given.members} members, 2 epochs; {given.dtype}\n"
        f"{'':16}{'X MiB':>7}{'old beyond':>12}{'/ X':>6}{'new beyond':>12}{'/ X':>6}"
        f"{'old peak':>10}{'new peak':>10}"
    )
    with checkouts(given.old) as folders:
        for call, constraint in product(("fit", "predict"), ("hard", "none")):
            arguments = {
                "call": call,
                "constraint": constraint,
                "n_regions": given.regions,
                "n_subjects": given.subjects,
                "density": given.density,
                "dtype": given.dtype,
                "members": given.members,
            }
            cases = {code: (arguments, folder) for code, folder in folders.items()}
            found = in_turns(__file__, cases, given.repeats)
            size = found["new"][0]["result"]
            line = f"{call:9}{constraint:7}{size:7.0f}"
            for code in ("old", "new"):
                beyond = median(found[code], "beyond")
                line += f"{beyond:12.0f}{beyond / size:6.2f}"
            peaks = "".join(f"{median(found[code], 'peak'):10.0f}" for code in ("old", "new"))
            print(line + peaks, flush=True)


if __name__ == "__main__":
    main()
