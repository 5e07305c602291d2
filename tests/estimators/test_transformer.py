import numpy as np
import pytest
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline

from sk_ccnn import ConnectomeTransformer
from sk_ccnn.datasets import load_connectome, make_age_cohort

QUICK = {"max_epochs": 20, "random_state": 0}
HUMAN = load_connectome("desikan_killiany")


@pytest.fixture(scope="module")
def cohort():
    return make_age_cohort(n_subjects=120, random_state=0, return_X_y=True)


def test_every_embedding_is_a_unit_of_a_region(cohort):
    X, _ = cohort
    model = ConnectomeTransformer(HUMAN, hidden_channels=(4, 3), **QUICK).fit(X)
    assert model.transform(X).shape == (120, 84 * 3)
    names = model.get_feature_names_out()
    assert names[:3].tolist() == ["L_bankssts_0", "L_bankssts_1", "L_bankssts_2"]
    assert names[3] == "L_caudalanteriorcingulate_0"


def test_members_stand_side_by_side(cohort):
    X, _ = cohort
    pair = ConnectomeTransformer(HUMAN, n_members=2, **QUICK).fit(X)
    alone = ConnectomeTransformer(HUMAN, n_members=1, **QUICK).fit(X)
    assert np.allclose(pair.transform(X)[:, : 84 * 4], alone.transform(X), rtol=1e-4, atol=1e-6)
    assert pair.get_feature_names_out()[84 * 4] == "member1_L_bankssts_0"
    assert len(set(pair.get_feature_names_out())) == 2 * 84 * 4


def test_the_autoencoder_learns_to_rebuild(cohort):
    X, _ = cohort
    model = ConnectomeTransformer(HUMAN, max_epochs=100, random_state=0).fit(X)
    # A mean would have a loss of 1/2.
    assert model.loss_curve_[-1] < 0.25 < model.loss_curve_[0]


def test_connectomes_are_rebuilt_too():
    rng = np.random.default_rng(0)
    X = np.tensordot(rng.normal(size=(50, 2)), rng.normal(size=(2, 8, 8)), axes=1)
    X = X + X.transpose(0, 2, 1)
    model = ConnectomeTransformer(max_epochs=200, random_state=0).fit(X)
    assert model.features_ == "edges"
    assert model.loss_curve_[-1] < 0.25


def test_an_embedding_that_knows_the_target_predicts_it_better(cohort):
    X, age = cohort
    scores = {}
    for target_type in ("continuous", None):
        encoder = ConnectomeTransformer(HUMAN, target_type=target_type, **QUICK)
        scores[target_type] = (
            make_pipeline(encoder, RidgeCV(np.logspace(-3, 6, 10))).fit(X, age).score(X, age)
        )
    assert scores["continuous"] > scores[None]


def test_ages_in_whole_years_are_numbers_and_diagnoses_are_classes(cohort):
    X, age = cohort
    criteria = {}
    for name, y in {
        "whole years": age.astype(int),
        "years": age,
        "diagnosis": np.where(age > 50, "patient", "control"),
        "code": (age > 50).astype(int),
    }.items():
        model = ConnectomeTransformer(max_epochs=1, n_members=1).fit(X.iloc[:, :5], y)
        criteria[name] = type(model.net_.criterion_).__name__
    assert criteria == {
        "whole years": "HalfSquaredError",
        "years": "HalfSquaredError",
        "diagnosis": "CrossEntropy",
        "code": "CrossEntropy",
    }


def test_a_target_can_be_ignored(cohort):
    X, age = cohort
    without = ConnectomeTransformer(HUMAN, **QUICK).fit(X)
    ignored = ConnectomeTransformer(HUMAN, target_type=None, **QUICK).fit(X, age)
    assert (without.transform(X) == ignored.transform(X)).all()
