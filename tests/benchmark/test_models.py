from dataclasses import replace

import numpy as np
import pytest
from sklearn.model_selection import GroupKFold, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_ccnn.benchmark import Task
from sk_ccnn.benchmark.models import in_front, models_for
from sk_ccnn.datasets import load_connectome, make_age_cohort
from sk_ccnn.model_selection import compare


@pytest.fixture
def task():
    X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    connectome = load_connectome("desikan_killiany")
    folds = KFold(3, shuffle=True, random_state=0)
    return Task("made", "made: age of 60 people", X, age, connectome, "nodes", folds, KFold(2))


def test_the_steps_of_a_task_stand_in_front_of_every_model(task):
    stepped = replace(task, steps=(("scale", StandardScaler()),))
    models = models_for(stepped)
    assert models.keys() == models_for(task).keys()
    for model in models.values():
        assert isinstance(model, Pipeline)
        assert [*model.named_steps] == ["scale", "model"]
        assert model.named_steps["scale"] is not stepped.steps[0][1]


def test_without_steps_a_model_is_itself(task):
    model = StandardScaler()
    assert in_front(task, model) is model


def test_steps_change_what_models_see_and_groups_still_reach_their_searches(task):
    negative = FunctionTransformer(np.negative)
    grouped = replace(task, groups=np.arange(60) % 6, cv=GroupKFold(3), inner_cv=GroupKFold(2))
    flipped = replace(grouped, X=-grouped.X, steps=(("flip", negative),))
    names = ["dummy", "SVR"]
    plain, stepped = (
        compare(
            {name: models_for(each)[name] for name in names},
            each.X,
            each.y,
            cv=each.cv,
            groups=each.groups,
        ).by_fold()
        for each in (grouped, flipped)
    )
    assert stepped.to_numpy() == pytest.approx(plain.to_numpy())
