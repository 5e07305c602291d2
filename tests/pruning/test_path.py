import numpy as np
import pytest
from joblib import parallel_config
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.metrics import check_scoring
from sklearn.model_selection import GroupKFold, KFold, LeaveOneOut, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.pruning import prune, pruning_path
from sk_ccnn.training import StackNet

from .conftest import KINDS, QUICK

CV = KFold(2)
FRACTIONS = [0.3, 0.7]


def path_alone(model, X, y, fractions, by, fine_tune, splits, scoring=None):
    """Fit, prune and score one network after the other: scores, costs and numbers of wires."""
    rows = []
    for train, test in splits:
        y_train = None if y is None else y[train]
        fitted = clone(model).fit(X[train], y_train)
        pruned = [
            prune(fitted, X[train], y_train, fraction=fraction, by=by, fine_tune=fine_tune)
            for fraction in fractions
        ]
        scorer = check_scoring(model, scoring)
        row = []
        for each in (fitted, *pruned):
            network = each[-1] if hasattr(each, "steps") else each
            score = scorer(each, X[test], None if y is None else y[test])
            row.append((score, network.wiring_cost_, network.n_connections_))
        rows.append(row)
    return np.array(rows).transpose(2, 1, 0)


def spread_of_embedding(estimator, X, y=None):
    return float(np.std(estimator.transform(X)))


def require_same(path, alone):
    scores, costs, counts = alone
    assert_allclose(path.fitted_scores, scores[0], rtol=0, atol=1e-9)
    assert_allclose(path.scores, scores[1:], rtol=0, atol=1e-9)
    assert_allclose(path.fitted_wiring_costs, costs[0], rtol=1e-9)
    assert_allclose(path.wiring_costs, costs[1:], rtol=1e-9)
    assert (path.n_connections == counts[1:]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_networks_fine_tuned_in_a_stack_are_as_they_would_be_alone(kind, brain, networks):
    fitted, X, y = networks(kind)
    model = clone(fitted).set_params(batch_size=12)
    scoring = None if hasattr(model, "score") else spread_of_embedding
    options = {"by": "magnitude", "fine_tune": 4, "scoring": scoring}
    splits = list(CV.split(X))
    path = pruning_path(model, X, y, fractions=FRACTIONS, cv=splits, **options)
    require_same(path, path_alone(model, X, y, [0, *FRACTIONS], splits=splits, **options))


def test_all_fractions_of_a_fold_train_as_one_stack(brain, cohort, monkeypatch):
    sizes, train = [], StackNet.train

    def noting(self, *args):
        sizes.append(self.n_members)
        return train(self, *args)

    monkeypatch.setattr(StackNet, "train", noting)
    model = ConnectomeRegressor(brain, n_members=3, **QUICK)
    how = {"fractions": FRACTIONS, "fine_tune": 2, "cv": CV}
    whole = pruning_path(model, *cohort, **how)
    assert sizes == [3, 9, 3, 9]  # a fit, then all fractions and the whole network
    sizes.clear()
    parts = pruning_path(model, *cohort, max_stack_memory=1e-6, **how)
    assert sizes == [3, 3, 3, 3] * 2  # one at a time, whatever it takes
    assert_allclose(parts.scores, whole.scores, rtol=0, atol=1e-9)
    sizes.clear()
    pruning_path(model.set_params(callbacks=[Callback()]), *cohort, **how)
    assert sizes == [3, 3, 3, 3] * 2  # a callback looks at all members of a net at once


def test_a_pipeline_is_fitted_to_the_training_subjects(brain, cohort):
    X, y = 3 * cohort[0] + 5, cohort[1]
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, n_members=2, **QUICK))
    splits = list(CV.split(X))
    path = pruning_path(model, X, y, fractions=FRACTIONS, fine_tune=3, cv=splits)
    require_same(path, path_alone(model, X, y, [0, *FRACTIONS], "cost", 3, splits))


def test_held_out_subjects_have_no_part_in_what_is_learned(brain, cohort):
    X, y = cohort
    train, test = np.arange(40), np.arange(40, 60)
    noise = np.random.default_rng(1)
    X_other, y_other = X.copy(), y.copy()
    X_other[test], y_other[test] = 100 * noise.normal(size=(20, 10)), noise.normal(size=20)
    learned = []

    def noting(estimator, X, y):
        network = estimator[-1]
        learned.append([network.learned_connectome().to_dense(), estimator[0].mean_])
        return 0.0

    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, n_members=1, **QUICK))
    for subjects in ((X, y), (X_other, y_other)):
        cv = [(train, test), (train[:30], test)]
        pruning_path(model, *subjects, fractions=FRACTIONS, fine_tune=3, cv=cv, scoring=noting)
    assert len(learned) == 16
    for one, other in zip(learned[:8], learned[8:], strict=True):
        assert all((a == b).all() for a, b in zip(one, other, strict=True))


def test_one_random_state_gives_one_path_however_many_jobs(brain, cohort):
    model = ConnectomeRegressor(brain, n_members=2, max_epochs=4, dropout=0.3)
    paths = []
    for n_jobs in (1, 2):
        with parallel_config(backend="threading"):
            paths.append(
                pruning_path(
                    model,
                    *cohort,
                    fractions=[0.5],
                    fine_tune=2,
                    cv=4,
                    n_jobs=n_jobs,
                    random_state=1,
                )
            )
    assert (paths[0].scores == paths[1].scores).all()
    assert model.random_state is None
    other = pruning_path(model, *cohort, fractions=[0.5], fine_tune=2, cv=4, random_state=2)
    assert not np.allclose(other.scores, paths[0].scores)


def test_fractions_come_in_order_with_the_whole_network_first(brain, cohort):
    model = ConnectomeRegressor(brain, n_members=1, **QUICK)
    path = pruning_path(model, *cohort, fractions=[0.8, 0.2, 0.8], cv=CV)
    assert path.fractions.tolist() == [0.0, 0.2, 0.8]
    assert (path.scores[0] == path.fitted_scores).all()  # nothing was fine-tuned
    assert (np.diff(path.wiring_costs, axis=0) < 0).all()
    assert (np.diff(path.n_connections, axis=0) < 0).all()
    assert path.test_share == 1.0


def test_diagnoses_are_split_in_proportion_and_groups_kept_together(brain, cohort):
    X, y = cohort
    patients = np.where(y > 45, "patient", "control")
    model = ConnectomeClassifier(brain, n_members=1, **QUICK)
    path = pruning_path(model, X, patients, fractions=[0.5], cv=3, scoring="roc_auc")
    splits = list(StratifiedKFold(3).split(X, patients))
    alone = path_alone(model, X, patients, [0, 0.5], "cost", 0, splits, "roc_auc")
    require_same(path, alone)
    assert path.metric == "roc_auc"
    site = np.arange(60) % 4
    grouped = pruning_path(model, X, patients, fractions=[0.5], cv=GroupKFold(2), groups=site)
    assert grouped.scores.shape == (2, 2)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"fractions": []}, "one or more numbers in"),
        ({"fractions": [0.5, 1.5]}, r"in \[0, 1\], got \[0.5, 1.5\]"),
        ({"fractions": [np.nan]}, "in \\[0, 1\\]"),
        ({"cv": [(range(40), range(40, 60))]}, "two folds or more, cv gives 1"),
        ({"cv": LeaveOneOut()}, "R² is not defined in folds 1 to 60 of 60: fold 1 has one test"),
        ({"by": "age"}, "'by' parameter of pruning_path"),
        ({"fine_tune": 1.5}, "'fine_tune' parameter of pruning_path"),
        ({"max_stack_memory": 0}, "'max_stack_memory' parameter"),
    ],
)
def test_what_cannot_be_done_is_an_error_before_any_training(options, text, cohort, monkeypatch):
    monkeypatch.setattr(StackNet, "train", None)
    with pytest.raises(ValueError, match=text):
        pruning_path(ConnectomeRegressor(), *cohort, **options)


def test_only_networks_with_wires_have_a_path(brain, cohort):
    with pytest.raises(TypeError, match="must be a ConnectomeRegressor"):
        pruning_path(Ridge(), *cohort)
    with pytest.raises(ValueError, match="no wires to prune"):
        pruning_path(ConnectomeRegressor(brain, architecture="linear", **QUICK), *cohort)
    with pytest.raises(TypeError, match="scor"):
        pruning_path(ConnectomeTransformer(brain), *cohort)
