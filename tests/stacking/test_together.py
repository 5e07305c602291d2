import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from skorch.callbacks import Callback

from sk_ccnn import (
    Connectome,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeTransformer,
)
from sk_ccnn.connectome import Consensus
from sk_ccnn.stacking import fit_together, memory, together
from sk_ccnn.stacking.memory import footprint
from sk_ccnn.stacking.sharing import is_same, may_share_a_stack

QUICK = {"n_members": 2, "max_epochs": 10, "random_state": 0}


@pytest.fixture
def stacks(monkeypatch):
    """Note how many estimators each stack trains."""
    sizes, train = [], together._train_as_one

    def noting(stack):
        sizes.append(len(stack))
        return train(stack)

    monkeypatch.setattr(together, "_train_as_one", noting)
    return sizes


def fit_alone(estimator, X, *given, **options):
    return clone(estimator).fit(X, *given, **options)


def require_same(together, alone, X):
    """Compare all that a fit leaves behind; in float64 only the last digits may differ."""
    if hasattr(alone, "predict"):
        predictions = [
            each.predict_proba(X) if hasattr(each, "predict_proba") else each.predict(X)
            for each in (together, alone)
        ]
        assert_allclose(*predictions, rtol=1e-9, atol=1e-9)
    else:
        assert_allclose(together.transform(X), alone.transform(X), rtol=1e-9, atol=1e-9)
    assert_allclose(together.loss_curve_, alone.loss_curve_, rtol=1e-9)
    assert together.n_epochs_ == alone.n_epochs_
    assert together.density_ == alone.density_
    assert together.n_connections_ == alone.n_connections_
    assert together.wiring_cost_ == pytest.approx(alone.wiring_cost_, rel=1e-9)
    assert together.connectome_ == alone.connectome_
    assert_allclose(
        together.learned_connectome().to_dense(), alone.learned_connectome().to_dense(), atol=1e-9
    )
    assert set(vars(together)) == set(vars(alone))


def test_each_estimator_is_fitted_as_it_would_be_alone(brain, cohort, stacks):
    X, y = cohort
    other = Connectome.from_coordinates(brain.coordinates, density=0.6, random_state=3)
    estimators = [
        ConnectomeRegressor(brain, **QUICK),
        ConnectomeRegressor(brain, lambda_wiring=0.03, lr=0.01, **QUICK),
        ConnectomeRegressor(other, alpha=0.0, dropout=0.4, **QUICK),
        ConnectomeRegressor("correlation", **QUICK | {"random_state": 5}),
        ConnectomeRegressor(brain, hidden_channels=(3,), lambda_wiring=0.05, **QUICK),
        ConnectomeRegressor(brain, **QUICK | {"max_epochs": 3}),
        ConnectomeRegressor(brain, constraint="soft", lambda_constraint=0.2, **QUICK),
    ]
    assert fit_together(estimators, X, [y] * len(estimators)) == [None] * len(estimators)
    assert stacks == [4, 1, 1, 1]
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, X, y), X)


def test_it_is_so_for_consensus_and_communities_of_each(brain, cohort, stacks):
    X, y = cohort
    edges = (X[:, :, None] + X[:, None, :]) * (brain.adjacency() | (X[:, :, None] > 0.5))
    edges = np.maximum(edges, edges.swapaxes(1, 2))
    halves = np.arange(10) // 5
    estimators = [
        ConnectomeRegressor(Consensus(brain, threshold=0.9), **QUICK),
        ConnectomeRegressor("consensus", lambda_modular=0.05, communities=halves, **QUICK),
        ConnectomeRegressor(brain, lambda_modular=0.02, **QUICK),
        ConnectomeRegressor(brain, lambda_modular=0.0, communities=halves, **QUICK),
    ]
    assert fit_together(estimators, edges, [y] * 4) == [None] * 4
    assert stacks == [4]
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, edges, y), edges)
    assert estimators[0].connectome_ != estimators[1].connectome_


def test_it_is_so_where_batches_are_shuffled_and_subjects_weigh_differently(brain, cohort):
    X, y = np.tile(cohort[0], (2, 1)), np.tile(cohort[1], 2)
    weight = np.linspace(0, 3, 160)
    estimators = [
        ConnectomeRegressor(brain, batch_size=30, **QUICK | {"random_state": seed})
        for seed in (0, 1, 0)
    ]
    assert fit_together(estimators, X, [y] * 3, weight) == [None] * 3
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, X, y, sample_weight=weight), X)


def test_it_is_so_for_members_that_stop_early(brain, cohort, stacks):
    X, y = cohort
    options = QUICK | {"max_epochs": 60, "early_stopping": True, "n_iter_no_change": 2}
    estimators = [ConnectomeRegressor(brain, lr=lr, **options) for lr in (0.3, 0.01, 0.1)]
    estimators.append(ConnectomeRegressor(brain, **options | {"random_state": 1}))
    assert fit_together(estimators, X, [y] * 4) == [None] * 4
    assert stacks == [3, 1]  # another seed holds out other subjects
    assert len({estimator.n_epochs_ for estimator in estimators}) > 1
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, X, y), X)


def test_each_may_have_a_target_of_its_own(brain, cohort, stacks):
    X, y = cohort
    targets = [y, y[::-1].copy(), 100 * y, np.column_stack([y, -y])]
    estimators = [ConnectomeRegressor(brain, **QUICK) for _ in targets]
    assert fit_together(estimators, X, targets) == [None] * 4
    assert stacks == [3, 1]
    for estimator, target in zip(estimators, targets, strict=True):
        require_same(estimator, fit_alone(estimator, X, target), X)


def test_classes_of_its_own_too_weighed_by_how_many_there_are(brain, patients, stacks):
    X, diagnosis = patients
    weight = np.linspace(0.5, 2, 80)
    few = np.where(np.arange(80) % 5 == 0, "x", "y")
    three = np.array(["a", "b", "c"])[np.arange(80) % 3]
    targets = [diagnosis, few, three]
    estimators = [ConnectomeClassifier(brain, class_weight="balanced", **QUICK) for _ in targets]
    assert fit_together(estimators, X, targets, weight) == [None] * 3
    assert stacks == [2, 1]
    for estimator, target in zip(estimators, targets, strict=True):
        assert estimator.classes_.tolist() == sorted(set(target))
        require_same(estimator, fit_alone(estimator, X, target, sample_weight=weight), X)


@pytest.mark.parametrize("with_target", [True, False])
def test_encoders_and_autoencoders_too(with_target, brain, cohort, stacks):
    X, y = cohort
    target = y if with_target else None
    estimators = [
        ConnectomeTransformer(brain, lambda_wiring=value, max_epochs=10, random_state=0)
        for value in (0.0, 0.05, 0.3)
    ]
    assert fit_together(estimators, X, [target] * 3) == [None] * 3
    assert stacks == [3]
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, X, target), X)


def test_in_float32_predictions_agree_to_rounding(brain, cohort):
    X, y = cohort[0].astype(np.float32), cohort[1]
    estimators = [
        ConnectomeRegressor(brain, lr=lr, lambda_wiring=value, **QUICK)
        for lr in (0.01, 0.03)
        for value in (0.0, 0.1)
    ]
    fit_together(estimators, X, [y] * 4)
    for estimator in estimators:
        expected = fit_alone(estimator, X, y).predict(X)
        # The target has a standard deviation of 11.
        assert_allclose(estimator.predict(X), expected, rtol=0, atol=1e-3)


def test_one_that_diverges_takes_no_other_with_it(brain, cohort):
    X, y = cohort
    estimators = [ConnectomeRegressor(brain, lr=lr, **QUICK) for lr in (0.01, 1e30, 0.02, 0.03)]
    failures = fit_together(estimators, X, [y] * 4)
    assert [type(failure) for failure in failures[:1] + failures[2:]] == [type(None)] * 3
    with pytest.raises(FloatingPointError, match="lower lr"):
        raise failures[1]
    with pytest.raises(NotFittedError):
        estimators[1].predict(X)
    for estimator in (estimators[0], *estimators[2:]):
        require_same(estimator, fit_alone(estimator, X, y), X)


def test_one_that_is_refused_fails_alone(brain, cohort):
    X, y = cohort
    estimators = [
        ConnectomeRegressor(brain, **QUICK),
        ConnectomeRegressor(brain, dropout=2.0, **QUICK),
        ConnectomeRegressor(brain.subset(range(7)), **QUICK),
        ConnectomeRegressor(brain, **QUICK),
        ConnectomeRegressor(brain, alpha=0.0, **QUICK),
    ]
    targets = [y, y, y, np.append(y[:-1], np.nan), y]
    failures = fit_together(estimators, X, targets)
    assert [failure is None for failure in failures] == [True, False, False, False, True]
    for failure, text in zip(failures[1:4], ("dropout", "7 regions", "NaN"), strict=True):
        assert isinstance(failure, ValueError)
        assert text in str(failure)
    require_same(estimators[4], fit_alone(estimators[4], X, y), X)


def test_what_was_fitted_together_is_an_estimator_like_any_other(brain, cohort):
    X, y = cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    estimators = [ConnectomeRegressor(brain, alpha=alpha, **QUICK) for alpha in (0.0, 1.0)]
    fit_together(estimators, frame, [y] * 2)
    for estimator in estimators:
        assert estimator.feature_names_in_.tolist() == list(brain.labels)
        again = pickle.loads(pickle.dumps(estimator))
        assert np.array_equal(again.predict(frame), estimator.predict(frame))
        assert again.learned_connectome() == estimator.learned_connectome()
        before = estimator.predict(frame)
        estimator.partial_fit(frame, y)
        assert np.isfinite(estimator.predict(frame)).all()
        assert not np.array_equal(estimator.predict(frame), before)
    # Training one on must not move the other, with which it shared a stack.
    assert np.array_equal(again.predict(frame), before)


def test_training_goes_on_with_a_warm_start(brain, cohort):
    X, y = cohort
    estimators = [
        ConnectomeRegressor(brain, alpha=alpha, warm_start=True, **QUICK) for alpha in (0.0, 1.0)
    ]
    fit_together(estimators, X, [y] * 2)
    first = estimators[0].loss_curve_
    estimators[0].fit(X, y)
    assert estimators[0].loss_curve_[-1] < first[0]


def test_stacks_stay_within_the_memory_that_they_may_take(brain, cohort, stacks):
    X, y = cohort
    estimators = [ConnectomeRegressor(brain, alpha=alpha, **QUICK) for alpha in range(6)]
    fit_together([clone(each) for each in estimators], X, [y] * 6, max_bytes=1e9)
    assert stacks == [6]
    stacks.clear()
    fit_together(estimators, X, [y] * 6, max_bytes=1.0)
    assert stacks == [1] * 6  # one at a time, whatever it takes
    for estimator in estimators[:2]:
        require_same(estimator, fit_alone(estimator, X, y), X)


def test_on_a_cpu_stacks_are_not_larger_than_is_fast(brain, cohort, stacks, monkeypatch):
    X, y = cohort
    estimators = [ConnectomeRegressor(brain, alpha=alpha, **QUICK) for alpha in range(6)]
    _, per_member = footprint([together.prepare(0, clone(estimators[0]), X, y, None, [])])
    monkeypatch.setattr(memory, "CPU_STACK_BYTES", 4 * per_member)  # two estimators of two members
    fit_together([clone(each) for each in estimators], X, [y] * 6, max_bytes=1e9)
    assert stacks == [2, 2, 2]


def test_an_interrupt_stops_everything(brain, cohort):
    X, y = cohort
    trained = []

    class Interrupt(Callback):
        def on_epoch_end(self, net, **kwargs):
            trained.append(net)
            raise KeyboardInterrupt

    options = QUICK | {"callbacks": [Interrupt()]}
    with pytest.raises(KeyboardInterrupt):
        fit_together(
            [ConnectomeRegressor(brain, **options | {"max_epochs": n}) for n in (4, 5)], X, [y] * 2
        )
    assert len(trained) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"n_members": 3},
        {"hidden_channels": (3,)},
        {"loss": "squared_error"},
        {"batch_size": 7},
        {"architecture": "linear"},
        {"callbacks": [Callback()]},
    ],
)
def test_networks_that_cannot_share_a_stack(changes, brain):
    one = ConnectomeRegressor(brain)
    assert not may_share_a_stack(one, ConnectomeRegressor(brain, **changes))
    assert not may_share_a_stack(ConnectomeRegressor(brain, **changes), one)


def test_networks_that_can(brain):
    one = ConnectomeRegressor(brain)
    other = ConnectomeRegressor(
        None,
        lambda_wiring=1.0,
        lambda_constraint=0.5,
        lambda_modular=0.1,
        communities=[0, 1],
        alpha=0.0,
        lr=1.0,
        dropout=0.5,
        random_state=1,
    )
    assert may_share_a_stack(one, other)
    assert not may_share_a_stack(one, ConnectomeClassifier(brain))


def test_linear_networks_over_connections_share_a_stack_too(brain, cohort, stacks):
    # Linear networks of any number of members are one.
    X, y = cohort
    edges = X[:, :, None] + X[:, None, :]
    estimators = [
        ConnectomeRegressor(brain, architecture="linear", lambda_wiring=value, **QUICK)
        for value in (0.0, 0.1)
    ]
    assert fit_together(estimators, edges, [y] * 2) == [None] * 2
    assert stacks == [2]
    for estimator in estimators:
        require_same(estimator, fit_alone(estimator, edges, y), edges)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (np.array([1, 2]), np.array([1, 2]), True),
        (np.array([1, 2]), np.array([1, 3]), False),
        (np.arange(9999), np.append(np.arange(9998), 0), False),
        ([1, np.array([2])], [1, np.array([2])], True),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": [1]}, {"a": [1], "b": 2}, False),
        (ConnectomeRegressor(alpha=1.0), ConnectomeRegressor(alpha=1.0), True),
        (ConnectomeRegressor(alpha=1.0), ConnectomeRegressor(alpha=2.0), False),
        (ConnectomeRegressor(), ConnectomeClassifier(), False),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}), False),  # not to be known
        (True, 1, False),
    ],
)
def test_values_are_the_same_if_they_hold_the_same(a, b, expected):
    assert is_same(a, b) is expected
    assert is_same(b, a) is expected
