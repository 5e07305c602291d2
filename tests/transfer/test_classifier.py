import numpy as np
import pytest
from sklearn.base import clone

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.transfer import TransferClassifier

from .conftest import ALTERED

QUICK = {"max_epochs": 5, "random_state": 0}


def enters(estimator, regions):
    """Tell which packed wires of the layers end in some regions: dict of bool arrays."""
    chosen = np.isin(estimator.connectome_.labels, regions)
    encoder = estimator.net_.module_.encoder
    parts = {"encoder.entry": encoder.entry}
    parts |= {f"encoder.layers.{k}": layer for k, layer in enumerate(encoder.layers)}
    return {
        f"{name}.wires.values": chosen[part.wires.pair.numpy() % len(chosen)]
        for name, part in parts.items()
    }


def test_only_the_altered_regions_and_the_head_move(source, patients, weights):
    X, diagnosis = patients
    model = TransferClassifier(source, n_trainable_regions=2, **QUICK).fit(X, diagnosis)
    assert model.trainable_regions_.tolist() == [X.columns[k] for k in ALTERED]
    before, after = weights(source), weights(model.estimator_)
    for name, free in enters(source, model.trainable_regions_).items():
        moved = (after[name] != before[name]).numpy()
        free = np.broadcast_to(free, moved.shape)
        assert not moved[~free].any()
        assert moved[free].mean() > 0.9
    for name in ("encoder.entry.bias", "encoder.layers.0.bias"):
        moved = (after[name] != before[name]).numpy()[:, 0].reshape(2, -1, 2).any(axis=(0, 2))
        assert set(np.flatnonzero(moved)) <= set(ALTERED)
    assert after["readout.weight"].shape != before["readout.weight"].shape


@pytest.mark.parametrize("freeze", ["encoder", "none"])
def test_all_or_nothing_of_the_encoder_stays(freeze, source, patients, weights):
    X, diagnosis = patients
    model = TransferClassifier(source, freeze=freeze, **QUICK).fit(X, diagnosis)
    before, after = weights(source), weights(model.estimator_)
    moved = [(after[name] != before[name]).any() for name in before if "encoder" in name]
    assert all(moved) if freeze == "none" else not any(moved)
    assert len(model.trainable_regions_) == (10 if freeze == "none" else 0)
    assert model.altered_regions_ is None


def test_named_regions_stay_and_the_others_move(source, patients, weights):
    X, diagnosis = patients
    frozen = ["lh_area1_thickness", "R_area0"]
    model = TransferClassifier(source, freeze=frozen, **QUICK).fit(X, diagnosis)
    trained = [name for name in X.columns if name not in ("L_area1", "R_area0")]
    assert model.trainable_regions_.tolist() == trained
    by_place = clone(model).set_params(freeze=[1, 5]).fit(X, diagnosis)
    np.testing.assert_array_equal(by_place.predict_proba(X), model.predict_proba(X))
    before, after = weights(source), weights(model.estimator_)
    for name, free in enters(source, trained).items():
        moved = (after[name] != before[name]).numpy()
        assert (moved == np.broadcast_to(free, moved.shape)).mean() > 0.9
        assert not moved[~np.broadcast_to(free, moved.shape)].any()


def test_a_classifier_of_the_same_classes_keeps_its_head(train_source, patients, weights):
    X, diagnosis = patients
    source = train_source(ConnectomeClassifier, y=diagnosis, X=X)
    options = {"freeze": "none", "max_epochs": 1, "lr": 1e-9, "alpha": 0.0, "random_state": 0}
    kept = TransferClassifier(source, **options).fit(X, diagnosis)
    np.testing.assert_allclose(kept.predict_proba(X), source.predict_proba(X), rtol=1e-6)
    for head, y in (("new", diagnosis), ("auto", np.where(diagnosis == "control", "x", "patient"))):
        other = TransferClassifier(source, head=head, **options).fit(X, y)
        head_of = weights(other.estimator_)["readout.weight"]
        assert (head_of - weights(source)["readout.weight"]).abs().min() > 1e-6


def test_connectomes_of_subjects_can_be_transferred(brain):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 10, 10))
    X += X.swapaxes(1, 2)
    y = np.arange(40) % 2
    X[y == 1, 3, :] += 1
    X[y == 1, :, 3] += 1
    source = ConnectomeRegressor(brain, max_epochs=3, n_members=1).fit(X, rng.normal(size=40))
    model = TransferClassifier(source, n_trainable_regions=1, **QUICK).fit(X, y)
    assert model.trainable_regions_.tolist() == [brain.labels[3]]
    pairs = X[:, *np.triu_indices(10, 1)]
    same = TransferClassifier(source, n_trainable_regions=1, **QUICK).fit(pairs, y)
    assert model.n_features_in_ == same.n_features_in_ == 45
    np.testing.assert_array_equal(model.predict_proba(X), same.predict_proba(pairs))


def test_several_measures_of_a_region_are_kept_together(brain, healthy, patients):
    """The table has measure by measure, the network region by region."""
    X, age = healthy
    both = X.add_suffix("_thickness").join((X**2).add_suffix("_area"))
    source = ConnectomeRegressor(brain, max_epochs=3, n_members=1, random_state=0).fit(both, age)
    T, diagnosis = patients
    table = T.add_suffix("_thickness").join((T * 0).add_suffix("_area"))
    model = TransferClassifier(source, n_trainable_regions=2, **QUICK).fit(table, diagnosis)
    assert model.trainable_regions_.tolist() == [T.columns[k] for k in ALTERED]
    stacked = np.stack([table.iloc[:, :10], table.iloc[:, 10:]], axis=-1)
    other = TransferClassifier(source, n_trainable_regions=2, **QUICK).fit(stacked, diagnosis)
    np.testing.assert_array_equal(model.predict_proba(table), other.predict_proba(stacked))
