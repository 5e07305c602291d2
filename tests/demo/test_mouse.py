import numpy as np
import pytest

from sk_ccnn.demo import mouse
from sk_ccnn.model_selection.compare import Fold


@pytest.fixture(scope="module")
def jobs():
    return mouse.mouse_jobs(n_splits=4, n_repeats=2)


def test_every_model_sees_the_same_folds(jobs):
    folds = {}
    for _, (target, fold, model) in jobs:
        folds.setdefault((target, fold.number), {})[model] = (tuple(fold.train), tuple(fold.test))
    assert len(folds) == 2 * 8
    for by_model in folds.values():
        assert set(by_model) == set(mouse.MODELS)
        assert len(set(by_model.values())) == 1


def test_training_and_test_mice_are_apart(jobs):
    for _, (_, fold, _) in jobs:
        assert not set(fold.train) & set(fold.test)
        assert len(fold.train) + len(fold.test) == 32


def test_the_connectome_knows_nothing_of_the_test_mice(monkeypatch):
    seen = []
    monkeypatch.setattr(mouse, "training_connectome", lambda given: seen.append(given) or "stop")
    rows = np.arange(32)
    fold = Fold("task", 0, rows[rows % 4 != 0], rows[rows % 4 == 0])
    with pytest.raises(ValueError, match="'stop'"):
        mouse.score_mouse_fold("genotype", fold, mouse.OURS)
    connectomes, _ = mouse.load_mouse_cohort(return_X_y=True)
    assert (seen[0] == np.log1p(connectomes[fold.train])).all()


def test_the_dummy_is_at_chance(jobs):
    (rows,) = [
        function(*arguments)
        for function, arguments in jobs
        if arguments[2] == "dummy" and arguments[0] == "genotype" and arguments[1].number == 0
    ]
    assert {metric: value for *_, metric, value, _ in rows} == {
        "balanced accuracy": 0.25,
        "AUC": 0.5,
    }
