import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from numpy.testing import assert_allclose
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeRegressor, ConnectomeRegressorCV, ConnectomeTransformer
from sk_ccnn.pruning import prune
from sk_ccnn.training import all_wires

from .conftest import KINDS, QUICK

BY = ["cost", "magnitude", "length"]


def wires_of(model):
    """Weights, lengths and whether they join two regions, of each member: list of arrays."""
    rows = {}
    for wires, owner in all_wires(model.net_.module_):
        pair = wires.per_member(wires.pair)
        between = pair // wires.n_regions != pair % wires.n_regions
        parts = (wires.values.detach(), wires.per_member(wires.lengths), between)
        for row in range(wires.n_members):
            member = row if owner is None else owner
            rows.setdefault(member, []).append([part[row].double().numpy() for part in parts])
    return [np.concatenate(rows[member], axis=1) for member in sorted(rows)]


def zeros(model):
    return [weights == 0 for weights, _, _ in wires_of(model)]


def outputs(model, X):
    if hasattr(model, "predict_proba"):
        return model.predict_proba(X)
    return model.predict(X) if hasattr(model, "predict") else model.transform(X)


def state_of(model):
    """Give all that a model is, random states included, as bytes."""
    return pickle.dumps(model)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("kind", KINDS)
def test_the_share_that_was_asked_for_is_removed_from_every_member(kind, by, networks):
    model, _, _ = networks(kind)
    pruned = prune(model, fraction=0.4, by=by)
    for before, after in zip(wires_of(model), wires_of(pruned), strict=True):
        weights, _, between = before
        counted = (weights != 0) & ((between > 0) | (by == "magnitude"))
        assert (after[0][counted] == 0).sum() == round(0.4 * counted.sum()) > 0
        kept = after[0] != 0
        assert (after[0][kept] == weights[kept]).all()
        assert kept[(weights != 0) & ~counted].all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_input_stays_as_it_was_bit_for_bit(kind, networks):
    model, X, y = networks(kind)
    before, twin = state_of(model), copy.deepcopy(model)
    numpy_before, torch_before = np.random.get_state()[1].copy(), torch.get_rng_state()
    prune(model, X, y, fraction=0.5, fine_tune=2)
    assert state_of(model) == before
    assert (np.random.get_state()[1] == numpy_before).all()
    assert (torch.get_rng_state() == torch_before).all()
    if not model.early_stopping:
        went_on = copy.deepcopy(model).partial_fit(X, y)
        assert (outputs(went_on, X) == outputs(twin.partial_fit(X, y), X)).all()


@pytest.mark.parametrize("by", BY)
def test_those_go_first_that_were_asked_for(by, networks):
    model, _, _ = networks("mlp over nodes")
    pruned = prune(model, fraction=0.5, by=by)
    for (weights, lengths, between), (left, _, _) in zip(
        wires_of(model), wires_of(pruned), strict=True
    ):
        rank = {"cost": abs(weights) * lengths, "magnitude": -abs(weights), "length": lengths}[by]
        candidates = (weights != 0) & ((between > 0) | (by == "magnitude"))
        gone = candidates & (left == 0)
        assert rank[gone].min() >= rank[candidates & ~gone].max()


def test_of_equally_long_wires_the_weakest_go_first(brain, networks):
    model, _, _ = networks("mlp over nodes")
    pruned = prune(model, fraction=0.5, by="length")
    for (weights, lengths, _), (left, _, _) in zip(wires_of(model), wires_of(pruned), strict=True):
        gone = (weights != 0) & (left == 0)
        shortest = lengths == lengths[gone].min()
        kept = shortest & (left != 0)
        assert not kept.any() or abs(weights[shortest & gone]).max() <= abs(weights[kept]).min()


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("kind", ["mlp over nodes", "mlp over edges", "graph convolution"])
def test_the_more_is_removed_the_less_the_wiring_costs(kind, by, networks):
    model, _, _ = networks(kind)
    costs, counts = [model.wiring_cost_], [model.n_connections_]
    for fraction in np.linspace(0, 1, 6):
        pruned = prune(model, fraction=fraction, by=by)
        costs.append(pruned.wiring_cost_)
        counts.append(pruned.n_connections_)
    assert costs[0] == costs[1] and counts[0] == counts[1]
    assert (np.diff(costs[1:]) < 0).all() and (np.diff(counts[1:]) < 0).all()
    assert costs[-1] == counts[-1] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_removed_stays_0_whatever_comes_after(kind, networks):
    model, X, y = networks(kind)
    pruned = prune(model, X, y, fraction=0.5, fine_tune=3)
    gone = zeros(prune(model, fraction=0.5))

    def require_zeros(later):
        for now, then in zip(zeros(later), gone, strict=True):
            assert now[then].all() and not now.all()

    require_zeros(pruned)
    again = pickle.loads(pickle.dumps(pruned))
    assert (outputs(again, X) == outputs(pruned, X)).all()
    if not model.early_stopping:
        require_zeros(again.partial_fit(X, y))
    require_zeros(again.set_params(warm_start=True, max_epochs=2).fit(X, y))
    require_zeros(prune(pruned, X, y, fraction=0.2, fine_tune=2))
    require_zeros(prune(again, fraction=0.0))
    for before, after in zip(wires_of(model), wires_of(pruned), strict=True):
        assert (before[0] != after[0])[after[0] != 0].any()  # the others were trained


def test_a_fit_from_the_start_has_all_wires_again(networks):
    model, X, y = networks("mlp over nodes")
    pruned = prune(model, fraction=0.9)
    assert pruned.fit(X, y).n_connections_ == model.n_connections_


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("fine_tune", [0, 4])
@pytest.mark.parametrize("kind", ["mlp over nodes", "linear over edges", "a network of one's own"])
def test_no_member_costs_more_than_the_budget(kind, fine_tune, by, networks):
    model, X, y = networks(kind)
    for budget in (0.0, model.wiring_cost_ / 3):
        pruned = prune(model, X, y, budget=budget, by=by, fine_tune=fine_tune)
        assert np.isfinite(pruned.wiring_cost_)
        for weights, lengths, _ in wires_of(pruned):
            assert (abs(weights) * lengths).sum() <= budget * (1 + 1e-12)


@pytest.mark.parametrize("by", BY)
def test_no_more_is_removed_than_the_budget_needs(by, networks):
    model, _, _ = networks("mlp over nodes")
    budget = model.wiring_cost_ / 2
    pruned = prune(model, budget=budget, by=by)
    for (weights, lengths, between), (left, _, _) in zip(
        wires_of(model), wires_of(pruned), strict=True
    ):
        gone = (weights != 0) & (left == 0)
        costs = abs(weights) * lengths
        rank = {"cost": -costs, "magnitude": abs(weights), "length": -lengths}[by]
        last = np.lexsort((abs(weights), np.where(gone, rank, -np.inf)))[-1]
        assert gone[last]
        assert between[gone].all()
        assert (abs(left) * lengths).sum() <= budget < (abs(left) * lengths).sum() + costs[last]


def test_a_budget_that_is_kept_already_removes_nothing(networks):
    model, X, _ = networks("mlp over nodes")
    pruned = prune(model, budget=10 * model.wiring_cost_)
    assert (outputs(pruned, X) == outputs(model, X)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_fitted_attributes_describe_what_is_left(kind, networks):
    model, X, y = networks(kind)
    pruned = prune(model, X, y, fraction=0.5, fine_tune=3)
    weights = [(w, length, b) for w, length, b in wires_of(pruned)]
    cost = np.mean([(abs(w) * length).sum() for w, length, _ in weights])
    assert pruned.wiring_cost_ == pytest.approx(cost, rel=1e-9)
    count = np.mean([((w != 0) & (b > 0)).sum() for w, _, b in weights])
    assert pruned.n_connections_ == count < model.n_connections_
    assert pruned.density_ <= model.density_
    strength = pruned.learned_connectome().to_dense()
    assert (strength[model.learned_connectome().to_dense() == 0] == 0).all()
    assert pruned.loss_curve_[: model.n_epochs_] == model.loss_curve_
    assert len(pruned.loss_curve_) == pruned.n_epochs_ > model.n_epochs_


def test_nothing_removed_and_nothing_trained_predicts_the_same(networks):
    for kind in KINDS:
        model, X, _ = networks(kind)
        assert (outputs(prune(model, fraction=0.0), X) == outputs(model, X)).all()


def test_fine_tuning_helps_what_pruning_harmed(brain, cohort):
    X, y = cohort
    model = ConnectomeRegressor(brain, n_members=1, max_epochs=60, random_state=0).fit(X, y)
    harmed = prune(model, fraction=0.6)
    helped = prune(model, X, y, fraction=0.6, fine_tune=30)
    assert helped.score(X, y) > harmed.score(X, y) + 0.05


def test_weights_of_subjects_count_in_fine_tuning(networks):
    model, X, y = networks("mlp over nodes")
    half = np.arange(60) < 30
    weighted = prune(model, X, y, fraction=0.3, fine_tune=3, sample_weight=half.astype(float))
    alone = prune(model, X[half], y[half], fraction=0.3, fine_tune=3)
    assert_allclose(weighted.predict(X), alone.predict(X), rtol=1e-9)


def test_the_same_call_gives_the_same_network(networks):
    model, X, y = networks("mlp over nodes")
    one, other = (prune(model, X, y, fraction=0.5, fine_tune=3).predict(X) for _ in range(2))
    assert (one == other).all()


def test_a_pipeline_keeps_its_other_steps(brain, cohort):
    X, y = cohort
    frame = pd.DataFrame(3 * X + 5, columns=[f"thickness_{number}" for number in range(10)])
    network = ConnectomeRegressor(brain, n_members=1, **QUICK)
    pipeline = make_pipeline(StandardScaler(), network).fit(frame, y)
    before = state_of(pipeline)
    pruned = prune(pipeline, frame, y, fraction=0.5, fine_tune=2)
    assert state_of(pipeline) == before
    assert type(pruned) is type(pipeline) and pruned[0] is not pipeline[0]
    assert pruned[-1].n_connections_ == pytest.approx(pipeline[-1].n_connections_ / 2, abs=1)
    alone = prune(pipeline[-1], pipeline[0].transform(frame), y, fraction=0.5, fine_tune=2)
    assert (pruned.predict(frame) == alone.predict(pipeline[0].transform(frame))).all()
    assert prune(make_pipeline(pipeline[-1]), X, y, fraction=0.5, fine_tune=1)[-1].density_ > 0


def test_an_estimator_that_chose_its_own_wiring_cost_is_pruned_too(brain, cohort):
    X, y = cohort
    model = ConnectomeRegressorCV(brain, lambdas=[0.01], n_members=1, cv=2, **QUICK).fit(X, y)
    pruned = prune(model, X, y, fraction=0.5, fine_tune=2)
    assert pruned.lambda_wiring_ == model.lambda_wiring_
    assert pruned.n_connections_ < model.n_connections_


def test_a_users_callback_sees_the_fine_tuning_but_the_input_keeps_its_own(brain, cohort):
    class Counter(Callback):
        epochs = 0

        def on_epoch_end(self, net, **kwargs):
            self.epochs += 1

    model = ConnectomeRegressor(brain, n_members=1, callbacks=[Counter()], **QUICK).fit(*cohort)
    pruned = prune(model, *cohort, fraction=0.5, fine_tune=3)
    assert model.callbacks[0].epochs == 8 and pruned.callbacks[0].epochs == 11


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "either fraction or budget, got neither"),
        ({"fraction": 0.5, "budget": 1.0}, "either fraction or budget, got both"),
        ({"fraction": 1.5}, r"'fraction' parameter of prune must be .* \[0.0, 1.0\]"),
        ({"budget": -1.0}, "'budget' parameter of prune"),
        ({"fraction": 0.5, "by": "age"}, "'by' parameter of prune .* Got 'age'"),
        ({"fraction": 0.5, "fine_tune": -1}, "'fine_tune' parameter of prune"),
        ({"fraction": 0.5, "fine_tune": 2}, "ConnectomeRegressor .* needs X and y"),
    ],
)
def test_what_cannot_be_done_is_an_error(options, text, networks):
    model, _, _ = networks("mlp over nodes")
    with pytest.raises(ValueError, match=text):
        prune(model, **options)


def test_subjects_that_do_not_fit_are_an_error(networks):
    model, X, y = networks("mlp over nodes")
    with pytest.raises(ValueError, match="needs y; with fine_tune=0"):
        prune(model, X, fraction=0.5, fine_tune=2)
    with pytest.raises(ValueError, match="X has 9 features"):
        prune(model, X[:, :9], y, fraction=0.5, fine_tune=2)
    patients, X, _ = networks("classifier")
    with pytest.raises(ValueError, match="y holds"):
        prune(patients, X, np.repeat("healthy", 60), fraction=0.5, fine_tune=2)


def test_without_wires_or_without_a_network_there_is_nothing_to_prune(brain, cohort):
    X, y = cohort
    linear = ConnectomeRegressor(brain, architecture="linear", **QUICK).fit(X, y)
    with pytest.raises(ValueError, match="no wires to prune"):
        prune(linear, fraction=0.5)
    with pytest.raises(TypeError, match="must be a (fitted )?ConnectomeRegressor"):
        prune(make_pipeline(PCA(), Ridge()).fit(X, y), fraction=0.5)
    with pytest.raises(NotFittedError):
        prune(ConnectomeTransformer(brain), fraction=0.5)


def test_a_progress_bar_counts_the_epochs_of_fine_tuning(cohort, brain, capsys):
    X, y = cohort
    model = ConnectomeRegressor(brain, n_members=1, max_epochs=2, random_state=0).fit(X, y)
    shown = prune(model, X, y, fraction=0.5, fine_tune=3, verbose=1)
    assert "3/3" in capsys.readouterr().err
    quiet = prune(model, X, y, fraction=0.5, fine_tune=3)
    assert not capsys.readouterr().err
    np.testing.assert_array_equal(shown.predict(X), quiet.predict(X))
    shown.partial_fit(X, y)
    assert not capsys.readouterr().err
