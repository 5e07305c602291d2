import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import BrainAgeRegressor, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.plotting import TrainingCurvesDisplay

QUICK = {"max_epochs": 3, "random_state": 0}


def test_every_member_has_a_line_and_validation_is_beside_it(brain, small_cohort):
    network = ConnectomeRegressor(brain, n_members=2, early_stopping=True, **QUICK)
    network.fit(*small_cohort)
    ax = Figure().subplots()
    display = TrainingCurvesDisplay.from_estimator(network, ax=ax)
    history = network.net_.history
    for lines, part in (
        (display.lines_, "train_member_losses"),
        (display.validation_lines_, "valid_member_losses"),
    ):
        drawn = np.array([line.get_ydata() for line in lines]).T
        assert drawn == pytest.approx(np.array([row[part] for row in history]))
    assert display.mean_.get_ydata() == pytest.approx(network.loss_curve_)
    assert ax.get_title() == "2 members, 3 epochs" and ax.get_xlabel() == "epoch"
    assert ax.get_ylabel() == "loss: absolute error (sd of the target)"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda network: make_pipeline(StandardScaler(), network),
        lambda network: GridSearchCV(network, {"alpha": [1.0]}, cv=2),
        lambda network: BrainAgeRegressor(network, cv=2),
    ],
)
def test_a_network_is_found_in_any_wrapping(wrap, brain, small_cohort):
    model = wrap(ConnectomeRegressor(brain, n_members=2, loss="squared_error", **QUICK))
    display = TrainingCurvesDisplay.from_estimator(model.fit(*small_cohort))
    assert len(display.lines_) == 2 and display.validation_mean_ is None
    assert "variance of the target" in display.ax_.get_ylabel()


def test_classes_have_their_own_loss(brain, small_patients):
    model = ConnectomeClassifier(brain, n_members=1, **QUICK).fit(*small_patients)
    display = TrainingCurvesDisplay.from_estimator(model, log=True)
    assert display.ax_.get_ylabel() == "loss: cross-entropy (nats)"
    assert display.ax_.get_yscale() == "log" and display.ax_.get_title() == "1 member, 3 epochs"


def test_what_has_no_trained_network_is_refused(brain, small_cohort, no_figure):
    with pytest.raises(TypeError, match="must be a fitted ConnectomeRegressor"):
        TrainingCurvesDisplay.from_estimator(Ridge().fit(*small_cohort))
    with pytest.raises(ValueError, match="not fitted"):
        TrainingCurvesDisplay.from_estimator(ConnectomeRegressor(brain))
