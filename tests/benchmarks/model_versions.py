"""Save models with one Python and its packages, load them with another, both ways.

The other one needs skops and the packages of sk_ccnn, which may be of other versions; it imports
this checkout. What it predicts is compared with what was predicted where the model was saved.

    python tests/benchmarks/model_versions.py --python /path/to/other/bin/python
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve()
REPOSITORY = HERE.parents[2]


def make_models():
    """Give small fitted models by name, and their subjects."""
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline

    from sk_ccnn import ConformalRegressor, Connectome, ConnectomeClassifier, ConnectomeRegressor

    rng = np.random.default_rng(0)
    brain = Connectome.from_coordinates(rng.normal(size=(10, 3)) * 40, density=0.4, random_state=0)
    X = rng.normal(size=(60, 10))
    y = 40 + 10 * X[:, 0] + rng.normal(size=60)
    quick = {"n_members": 2, "max_epochs": 4, "random_state": 0}
    network = ConnectomeRegressor(brain, **quick)
    grid = {"connectomeregressor__lambda_wiring": [0.0, 0.1]}
    imputed = make_pipeline(SimpleImputer(), network)
    diagnosis = ConnectomeClassifier(brain, **quick)
    models = {
        name: ConnectomeRegressor(brain, architecture=name, **quick).fit(X, y)
        for name in ("linear", "mlp", "gcn", "gat")
    }
    models["search"] = GridSearchCV(imputed, grid, cv=2, scoring="r2").fit(X, y)
    models["intervals"] = ConformalRegressor(network, cv=2).fit(X, y)
    models["diagnosis"] = diagnosis.fit(X, np.where(y > 40, "patient", "control"))
    return models, X


def say(model, X):
    """Give what a model says of subjects, as numbers."""
    return np.asarray(getattr(model, "predict_proba", model.predict)(X), dtype=float)


def save(folder):
    """Save models, and what they predict."""
    from sk_ccnn import save_model

    models, X = make_models()
    predictions = {}
    for name, model in models.items():
        save_model(model, folder / f"{name}.skc")
        predictions[name] = say(model, X).tolist()
    (folder / "predictions.json").write_text(json.dumps({"X": X.tolist(), "said": predictions}))


def load(folder):
    """Load models, and print how far their predictions are from those of where they were saved."""
    from sk_ccnn import load_model
    from sk_ccnn.persistence.versions import versions_here

    expected = json.loads((folder / "predictions.json").read_text())
    X = np.array(expected["X"])
    print("  loaded with", ", ".join(f"{k} {v}" for k, v in versions_here().items()))
    for name, said in expected["said"].items():
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                found = say(load_model(folder / f"{name}.skc"), X)
            except ValueError as error:
                print(f"  {name:<10} refused: {error}")
                continue
        wanted = np.array(said)
        far = np.abs(found - wanted).max() / np.abs(wanted).max()
        n_said = sum("was saved with" in str(each.message) for each in warned)
        print(f"  {name:<10} relative difference {far:.1e}, warned of versions: {n_said > 0}")


def run(python, task, folder):
    """Run a part of this script by a Python."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [python, str(HERE), "--task", task, "--folder", str(folder)]
    subprocess.run(command, env=environment, check=True)


def main():
    """Save here and load there, then the other way round."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="the other one")
    parser.add_argument("--task", choices=["save", "load"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        {"save": save, "load": load}[given.task](given.folder)
        return
    for first, second in ((sys.executable, given.python), (given.python, sys.executable)):
        print(f"saved by {first}, loaded by {second}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            run(first, "save", folder)
            run(second, "load", folder)


if __name__ == "__main__":
    main()
