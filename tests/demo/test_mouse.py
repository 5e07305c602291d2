import numpy as np
import pytest

from sk_ccnn.connectome import upper_triangle
from sk_ccnn.demo import mouse


@pytest.fixture(scope="module")
def found():
    models = ("dummy", "logistic regression")
    return mouse.compare_on_mice("genotype", n_splits=4, n_repeats=2, models=models, n_jobs=1)


def test_every_model_sees_the_same_folds(found):
    assert len(found.by_fold()) == 8
    by_model = found.predictions.groupby("model")[["fold", "subject"]]
    one, other = (each.reset_index(drop=True) for _, each in by_model)
    assert one.equals(other)
    # Each mouse once in each of two repeats.
    assert (one["subject"].value_counts() == 2).all() and one["subject"].nunique() == 32


def test_training_and_test_mice_are_apart(found):
    # 8 test mice and 24 training mice.
    assert found.test_share == 8 / 24
    assert (found.predictions.groupby(["model", "fold"]).size() == 8).all()


def test_the_connectome_knows_nothing_of_the_test_mice(monkeypatch):
    seen = []
    monkeypatch.setattr(mouse, "training_connectome", lambda given: seen.append(given) or "stop")
    connectomes, genotype = mouse.load_mouse_cohort(return_X_y=True)
    train = np.arange(32) % 4 != 0
    X = upper_triangle(np.log1p(connectomes))
    with pytest.raises(ValueError, match="'stop'"):
        mouse.make_model(mouse.OURS).fit(X[train], genotype[train])
    assert (seen[0] == np.log1p(connectomes[train])).all()


def test_the_dummy_is_at_chance(found):
    assert found.by_fold("balanced accuracy")["dummy"].tolist() == [0.25] * 8
    assert found.by_fold("AUC")["dummy"].tolist() == [0.5] * 8
    assert mouse.CHANCE["genotype"] == 0.25
