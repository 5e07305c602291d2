"""One table holds the scores and the wiring, whatever the kind of network."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.datasets import load_ixi, load_mouse_cohort, make_age_cohort
from sk_ccnn.metrics import evaluate

QUICK = {"n_nulls": 9, "n_random_graphs": 3, "random_state": 0}


def test_a_network_is_measured_beside_its_reference_and_the_brain(fit, cohort, brain):
    X, y = cohort
    network, reference = fit(lambda_wiring=0.02), fit()
    frame = evaluate(network, X[60:], y[60:], reference=reference, **QUICK).frame
    assert frame.columns.tolist() == ["network", "reference", "connectome"]
    assert frame.loc["connection density"].tolist() == pytest.approx(
        [network.density_, reference.density_, brain.density]
    )
    assert frame.loc["wiring cost over reference"].tolist()[:2] == pytest.approx(
        [network.wiring_cost_ / reference.wiring_cost_, 1]
    )
    assert frame.loc["similarity to connectome", "network"] == pytest.approx(
        network.connectome_similarity_
    )
    assert frame.loc["R²", "network"] == pytest.approx(network.score(X[60:], y[60:]))
    assert frame.loc["median edge length", "network"] < frame.loc["median edge length", "reference"]
    # All wires are there, so that as a graph it is the brain.
    of_graph = frame.loc[["small-worldness", "median edge length"]]
    assert (of_graph["reference"] == of_graph["connectome"]).all()


def test_the_result_prints_all_measures_and_no_nan(fit, cohort):
    X, y = cohort
    found = evaluate(fit(), X[60:], y[60:], **QUICK)
    header, _, *lines = found.table().splitlines()
    assert header.split() == ["measure", "network", "connectome"]
    assert len(lines) == len(found.frame)
    assert "nan" not in str(found)
    assert found.sentence() in str(found) and "30 subjects" in str(found)


def test_one_seed_gives_one_result(fit, cohort):
    X, y = cohort
    first, second = (evaluate(fit(), X[60:], y[60:], **QUICK).frame for _ in range(2))
    assert first.equals(second)


def test_a_pipeline_and_a_search_are_their_last_step(cohort, brain):
    X, y = cohort
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=10, random_state=0)
    pipeline = make_pipeline(StandardScaler(), network).fit(X[:60], y[:60])
    grid = {"connectomeregressor__lambda_wiring": [0.0]}
    search = GridSearchCV(make_pipeline(StandardScaler(), network), grid, cv=2).fit(X[:60], y[:60])
    scale = StandardScaler().fit(X[:60])
    alone = evaluate(pipeline[-1], scale.transform(X[60:]), y[60:], **QUICK)
    for whole in (pipeline, search):
        assert evaluate(whole, X[60:], y[60:], **QUICK).frame.equals(alone.frame)


def test_a_network_without_wires_is_scored_and_the_note_says_what_is_missing(fit, cohort):
    X, y = cohort
    found = evaluate(fit(architecture="linear"), X[60:], y[60:], **QUICK)
    assert np.isfinite(found.frame.loc["MAE", "network"])
    assert "no wires between regions" in " ".join(found.notes)
    assert "cannot be told" in found.sentence()


def test_without_a_connectome_what_cannot_be_measured_is_left_out(cohort):
    X, y = cohort
    network = ConnectomeRegressor(n_members=1, max_epochs=10, random_state=0).fit(X[:60], y[:60])
    found = evaluate(network, X[60:], y[60:], **QUICK)
    missing = found.frame.loc[["similarity to connectome", "small-worldness"], "network"]
    assert missing.isna().all()
    assert "connects all regions" in str(found)


def test_all_is_measured_over_edges():
    X, age = make_age_cohort(60, features="edges", random_state=0, return_X_y=True)
    network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=5, random_state=0)
    found = evaluate(network.fit(X[:40], age[:40]), X[40:], age[40:], **QUICK)
    assert found.frame["network"].notna().all()


@pytest.mark.slow
def test_on_the_genotype_of_mice_all_but_geometry_is_measured():
    X, genotype = load_mouse_cohort(return_X_y=True)
    test = np.arange(32) % 4 == 0
    mice = ConnectomeClassifier("consensus", n_members=1, max_epochs=10, random_state=0)
    mice.fit(np.log1p(X[~test]), genotype[~test])
    options = QUICK | {"n_random_graphs": 0}
    frame = evaluate(mice, np.log1p(X[test]), genotype[test], **options).frame
    assert frame.loc["balanced accuracy", "network"] > 0.5
    assert {"AUC", "Brier", "hub overlap", "modularity"} <= set(frame["network"].dropna().index)
    assert np.isnan(frame.loc["small-worldness", "network"])


def test_what_does_not_fit_is_named_before_any_work(fit, cohort):
    X, y = cohort
    with pytest.raises(TypeError, match="must be a fitted ConnectomeRegressor.*got Ridge"):
        evaluate(Ridge().fit(X, y), X, y)
    with pytest.raises(TypeError, match="got ConnectomeTransformer"):
        evaluate(ConnectomeTransformer(), X, y)
    with pytest.raises(TypeError, match="got Pipeline"):
        evaluate(make_pipeline(StandardScaler(), PCA()), X, y)
    with pytest.raises(NotFittedError):
        evaluate(ConnectomeRegressor(), X, y)
    with pytest.raises(TypeError, match="reference must be"):
        evaluate(fit(), X, y, reference=Ridge())
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        evaluate(fit(), X, y[:-1])
    with pytest.raises(ValueError, match="n_nulls.*0"):
        evaluate(fit(), X, y, n_nulls=0)


@pytest.mark.slow
def test_on_ixi_the_table_is_complete():
    X, age = load_ixi(return_X_y=True)
    network = ConnectomeRegressor("desikan_killiany", lambda_wiring=3e-3, random_state=0)
    scale = StandardScaler().set_output(transform="pandas")
    pipeline = make_pipeline(scale, network).fit(X.iloc[::2], age.iloc[::2])
    found = evaluate(pipeline, X.iloc[1::2], age.iloc[1::2], random_state=0)
    assert found.frame["network"].notna().all()
    assert found.frame.loc["R²", "network"] > 0.2


def test_a_progress_bar_counts_networks_and_brain(fit, cohort, capsys):
    X, y = cohort
    evaluate(fit(), X[60:], y[60:], verbose=1, **QUICK)
    assert "2/2" in capsys.readouterr().err
    evaluate(fit(), X[60:], y[60:], **QUICK)
    assert not capsys.readouterr().err
