"""Features are standardised inside, by the training subjects."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.attributions import region_importance
from sk_ccnn.datasets import load_ixi
from sk_ccnn.estimators.feature_scale import FeatureScale, ScaleOfBlocks
from sk_ccnn.estimators.layout import FeatureLayout
from sk_ccnn.model_selection import StackedGridSearchCV
from sk_ccnn.pruning import prune
from sk_ccnn.transfer import TransferRegressor

QUICK = {"n_members": 1, "max_epochs": 5, "random_state": 0, "loss": "squared_error"}
MAE = "neg_mean_absolute_error"
UNITS = np.logspace(-3, 4, 10)


@pytest.fixture
def raw(cohort):
    """Give measures in ten units, far from 0."""
    X, y = cohort
    return X * UNITS + 5 * UNITS, y


def outputs(model, X):
    return model.predict_proba(X) if hasattr(model, "predict_proba") else model.predict(X)


@given(
    arrays(np.float64, (7, 3), elements=st.floats(-1e6, 1e6)),
    arrays(np.float64, 7, elements=st.integers(0, 3)).filter(np.any),
)
def test_a_scale_is_the_weighted_mean_and_deviation(X, weight):
    scale = FeatureScale.of(X, weight)
    repeated = np.repeat(X, weight.astype(int), axis=0)
    assert_allclose(scale.mean, repeated.mean(axis=0), rtol=1e-9, atol=1e-9)
    spread = repeated.std(axis=0)
    beyond_rounding = spread > 1e-7 * np.abs(repeated).max(axis=0)
    assert_allclose(scale.scale[beyond_rounding], spread[beyond_rounding], rtol=1e-6)
    scaled = repeated.copy()
    scale.apply(scaled)
    assert np.isfinite(scaled).all()
    assert (scaled[:, np.ptp(repeated, axis=0) == 0] == 0).all()


@given(
    arrays(np.float64, (20, 3), elements=st.floats(-1e6, 1e6)),
    arrays(np.float64, 20, elements=st.integers(0, 3)).filter(np.any),
    st.lists(st.integers(1, 19), max_size=6),
    st.sampled_from([0.0, 1e9]),
)
def test_a_scale_is_the_same_however_the_subjects_come(X, weight, cuts, shift):
    X = X + shift
    X[:, 2] = 0.1 + shift
    sums = ScaleOfBlocks(3)
    for block, part in zip(np.split(X, sorted(cuts)), np.split(weight, sorted(cuts)), strict=True):
        sums.add(block, part)
    found, whole = sums.scale(), FeatureScale.of(X, weight)
    size = np.abs(X).max(axis=0)
    # Below the smallest normal number a step is larger than any share of the number.
    tiny = np.finfo(np.float64).tiny
    assert (np.abs(found.mean - whole.mean) <= 1e-14 * size + tiny).all()
    np.testing.assert_array_equal(found.scale == 0, whole.scale == 0)
    tolerance = 1e-12 * whole.scale + 1e-13 * size + tiny
    assert (np.abs(found.scale - whole.scale) <= tolerance).all()
    assert found.scale[2] == 0 and found.mean[2] == X[0, 2]


def test_a_scale_is_that_of_two_passes():
    X = np.random.default_rng(0).normal(size=(900, 700)) * np.logspace(-3, 3, 700) + 1e4
    weight = np.random.default_rng(1).integers(0, 3, size=900)
    share, found = weight / weight.sum(), FeatureScale.of(X.astype(np.float32), weight)
    table = X.astype(np.float32).astype(np.float64)
    assert_allclose(found.mean, share @ table, rtol=1e-13)
    assert_allclose(found.scale, np.sqrt(share @ (table - share @ table) ** 2), rtol=1e-9)


def test_numbers_without_a_finite_variance_are_refused(cohort):
    X, y = cohort
    with pytest.raises(ValueError, match="as large as .*e\\+.*cannot be standardised"):
        ConnectomeRegressor(**QUICK).fit(X * 1e200, y)


@pytest.mark.parametrize("features", ["nodes", "edges"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer])
def test_a_scaler_in_front_changes_nothing(brain, raw, features, weighted, kind):
    X, y = raw
    if features == "edges":
        X = np.exp(np.random.default_rng(0).normal(size=(80, 45))) * np.linspace(1, 900, 45)
    weight = np.arange(80) % 4 if weighted else None
    y = y > 40 if kind is ConnectomeClassifier else y
    options = {name: QUICK[name] for name in QUICK if name != "loss"}
    alone = kind(brain, **options).fit(X, y, sample_weight=weight)
    scaler = StandardScaler().fit(X, sample_weight=weight)
    behind = kind(brain, **options).fit(scaler.transform(X), y, sample_weight=weight)
    if kind is ConnectomeTransformer:
        assert_allclose(alone.transform(X), behind.transform(scaler.transform(X)), atol=1e-6)
    else:
        assert_allclose(outputs(alone, X), outputs(behind, scaler.transform(X)), rtol=1e-6)
    plain = kind(brain, standardize=False, **options)
    plain.fit(scaler.transform(X), y, sample_weight=weight)
    assert plain.feature_mean_ is plain.feature_scale_ is None
    assert_allclose(plain.loss_curve_, alone.loss_curve_, rtol=1e-6)


def test_the_unit_of_a_measure_does_not_matter(brain, cohort, raw):
    (X, y), (in_units, _) = cohort, raw
    models = [ConnectomeRegressor(brain, **QUICK).fit(each, y) for each in (X, in_units)]
    assert_allclose(models[0].predict(X), models[1].predict(in_units), rtol=1e-6)
    assert_allclose(models[1].feature_mean_, in_units.mean(axis=0))
    assert_allclose(models[1].feature_scale_, in_units.std(axis=0))


def test_a_search_in_stacks_standardises_each_fold_by_its_training_rows(brain, raw):
    grid = {"lambda_wiring": [0.0, 0.01]}
    model, cv = ConnectomeRegressor(brain, **QUICK), KFold(3)
    alone = GridSearchCV(model, grid, cv=cv).fit(*raw)
    stacked = StackedGridSearchCV(model, grid, cv=cv).fit(*raw)
    for search in (alone, stacked):
        search.scores = search.cv_results_["mean_test_score"]
    assert_allclose(alone.scores, stacked.scores, rtol=1e-6)
    piped = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    assert_allclose(cross_val_score(piped, *raw, cv=cv).mean(), alone.scores[0], rtol=1e-6)


def test_what_is_constant_becomes_0_with_a_warning(brain, cohort):
    X, y = cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    frame["R_insula"] = 0.1
    with pytest.warns(UserWarning, match="1 of 10 features are constant .*: R_insula") as caught:
        model = ConnectomeRegressor(brain, **QUICK).fit(frame, y)
    assert [each.filename for each in caught] == [__file__]
    assert model.feature_scale_[frame.columns.get_loc("R_insula")] == 0
    assert_allclose(model.predict(frame.assign(R_insula=1e6)), model.predict(frame), rtol=1e-12)


def test_constant_pairs_of_matrices_are_named_by_their_regions(brain):
    X = np.random.default_rng(0).normal(size=(40, brain.n_regions, brain.n_regions))
    X += X.transpose(0, 2, 1)
    X[:, 0, 2] = X[:, 2, 0] = 1.0
    pair = f"{brain.labels[0]}--{brain.labels[2]}"
    with pytest.warns(UserWarning, match=f"1 of 45 features are constant .*: {pair}$"):
        ConnectomeRegressor(brain, features="edges", **QUICK).fit(X, X[:, 0, 1])


def test_weights_of_0_have_no_part_in_the_scale(brain, cohort):
    X, y = cohort
    X = X.copy()
    X[:20] += 1e6
    weight = np.where(np.arange(80) < 20, 0.0, 1.0)
    model = ConnectomeRegressor(brain, **QUICK).fit(X, y, sample_weight=weight)
    assert_allclose(model.feature_mean_, X[20:].mean(axis=0))


def test_partial_fit_keeps_the_scale_of_its_first_batch(brain, raw):
    X, y = raw
    model = ConnectomeRegressor(brain, **QUICK).partial_fit(X[:40], y[:40])
    model.partial_fit(X[40:] * 3, y[40:])
    assert_allclose(model.feature_mean_, X[:40].mean(axis=0))


def test_warm_start_keeps_the_scale_with_the_weights(brain, raw):
    X, y = raw
    model = ConnectomeRegressor(brain, warm_start=True, **QUICK).fit(X[:40], y[:40])
    model.fit(X, y)
    assert_allclose(model.feature_mean_, X[:40].mean(axis=0))


def test_whatever_is_made_of_a_model_has_its_scale(brain, raw):
    X, y = raw
    frame = pd.DataFrame(X, columns=brain.labels).iloc[:, ::-1]
    model = ConnectomeRegressor(brain, **QUICK).fit(frame, y)
    expected = model.predict(frame)
    copies = {
        "pickled": pickle.loads(pickle.dumps(model)),
        "pruned": prune(model, fraction=0.0, fine_tune=0),
        "tuned": TransferRegressor(model, head="keep", freeze="encoder", max_epochs=1, lr=1e-9).fit(
            frame, y
        ),
    }
    for name, copy in copies.items():
        assert_allclose(copy.predict(frame), expected, rtol=1e-5, err_msg=name)


def test_attributions_of_standardised_features_sum_to_the_prediction(brain, raw):
    X, y = raw
    model = ConnectomeRegressor(brain, **QUICK).fit(X, y)
    found = region_importance(model, X, cv="prefit", baseline="zero")
    change = model.predict(X) - model.predict(np.zeros((1, 10)))
    assert_allclose(found.attributions.sum(axis=1).ravel(), change, rtol=0.02)


def test_arranged_features_are_those_of_the_scaler():
    layout = FeatureLayout("nodes", 2, 2, columns=(0, 2, 1, 3))
    table = np.array([[1.0, 2, 3, 4], [5, 5, 9, 4]])
    scale = FeatureScale.of(table, np.ones(2)).ordered(layout.columns)
    found = layout.arrange(table, scale)
    expected = np.nan_to_num(StandardScaler().fit_transform(table))[:, [0, 2, 1, 3]]
    assert_allclose(found, expected.reshape(2, 2, 2))
    assert_allclose(layout.by_column(scale.mean), table.mean(axis=0))


@pytest.mark.slow
def test_raw_brains_are_predicted_as_scaled_ones_are():
    X, age = load_ixi(return_X_y=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scores = [
            cross_val_score(
                model,
                X,
                age,
                cv=KFold(3, shuffle=True, random_state=0),
                scoring=MAE,
            ).mean()
            for network in [ConnectomeRegressor("desikan_killiany", n_members=2, random_state=0)]
            for model in (network, make_pipeline(StandardScaler(), network))
        ]
    assert scores[0] == pytest.approx(scores[1], rel=1e-3)
    assert scores[0] > -10
