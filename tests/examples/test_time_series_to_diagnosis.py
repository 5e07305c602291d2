import importlib.util
from pathlib import Path

import numpy as np
from sklearn.model_selection import cross_val_score

PATH = Path(__file__).parents[2] / "examples" / "time_series_to_diagnosis.py"


def load_example():
    spec = importlib.util.spec_from_file_location("example", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_coupled_regions_are_found_in_series_of_unequal_length():
    random = np.random.default_rng(0)
    y = np.array(["autism", "control"] * 40)
    series = []
    for diagnosis in y:
        each = random.normal(size=(random.integers(60, 90), 8))
        each[:, 1] += (3.0 if diagnosis == "autism" else 0.0) * each[:, 0]
        series.append(each)
    model = load_example().make_model(n_members=2)
    assert cross_val_score(model, series, y, cv=3, scoring="roc_auc").mean() > 0.9
    assert model.fit(series, y)[-1].n_regions_ == 8
