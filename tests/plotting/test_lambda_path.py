from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import BrainAgeRegressor, ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.model_selection import LambdaPathCV, StackedGridSearchCV, WiringChoice, wiring_density
from sk_ccnn.plotting import LambdaPathDisplay

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}
LAMBDAS = [0.0, 0.01, 0.1]


@pytest.fixture
def choice():
    scores = np.array([[[0.8, 0.95], [0.9, 1.0], [0.99, 1.0]]])
    densities = np.array([[[0.0, 0.0], [0.1, 0.1], [0.2, 0.2]]])
    return WiringChoice(
        "roc_auc", ("hard",), np.array([[0.1, 0.01, 0.0]]), scores, densities, False, 0.5
    )


def test_score_and_density_are_drawn_and_the_choice_is_marked(choice):
    ax = Figure().subplots()
    display = LambdaPathDisplay.from_result(choice, ax=ax)
    (line,), (density,) = display.lines_, display.density_lines_
    assert line.get_xydata().tolist() == [
        [0.0, pytest.approx(0.995)],
        [0.01, pytest.approx(0.95)],
        [0.1, pytest.approx(0.875)],
    ]
    assert density.get_ydata().tolist() == pytest.approx([20, 10, 0])
    assert display.chosen_line_.get_xdata() == [choice.lambda_wiring] * 2
    assert "chosen: 0" in ax.get_title() and ax.get_ylabel() == "AUC (larger is better)"
    assert "%" in display.density_ax_.get_ylabel()


def test_neither_band_nor_axis_of_an_auc_goes_beyond_one(choice):
    display = LambdaPathDisplay.from_result(choice, ax=Figure().subplots())
    assert display.bands_[0].get_paths()[0].vertices[:, 1].max() <= 1
    assert display.ax_.get_ylim()[1] <= 1


def test_an_error_is_drawn_as_it_is_not_negative(choice):
    of_error = replace(choice, metric="neg_mean_absolute_error", scores=-choice.scores)
    display = LambdaPathDisplay.from_result(of_error, ax=Figure().subplots())
    assert (display.lines_[0].get_ydata() > 0).all() and display.ax_.get_ylim()[0] >= 0
    assert display.ax_.get_ylabel() == "mean absolute error (smaller is better)"


def test_each_constraint_has_its_line(choice):
    two = replace(
        choice,
        constraints=("hard", "none"),
        lambdas=np.repeat(choice.lambdas, 2, axis=0),
        scores=np.concatenate([choice.scores, choice.scores - 0.2]),
        densities=np.repeat(choice.densities, 2, axis=0),
    )
    display = LambdaPathDisplay.from_result(two, ax=Figure().subplots())
    assert len(display.lines_) == len(display.density_lines_) == 2
    assert "chosen: 'hard', 0" in display.ax_.get_title()


WRAPPERS = {
    "path estimator": lambda brain: ConnectomeRegressorCV(brain, lambdas=LAMBDAS, cv=2, **QUICK),
    "in a pipeline": lambda brain: make_pipeline(
        StandardScaler(), ConnectomeRegressorCV(brain, lambdas=LAMBDAS, cv=2, **QUICK)
    ),
    "path of a pipeline": lambda brain: LambdaPathCV(
        make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK)), lambdas=LAMBDAS, cv=2
    ),
    "brain age": lambda brain: BrainAgeRegressor(
        ConnectomeRegressorCV(brain, lambdas=LAMBDAS, cv=2, **QUICK), cv=2
    ),
    "search": lambda brain: StackedGridSearchCV(
        make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK)),
        {"connectomeregressor__lambda_wiring": LAMBDAS},
        cv=2,
    ),
    "search with density": lambda brain: StackedGridSearchCV(
        ConnectomeRegressor(brain, **QUICK),
        {"lambda_wiring": LAMBDAS},
        scoring={"r2": "r2", "density": wiring_density},
        refit="r2",
        cv=2,
    ),
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_path_is_found_in_any_wrapping(wrapper, brain, small_cohort):
    model = WRAPPERS[wrapper](brain).fit(*small_cohort)
    display = LambdaPathDisplay.from_estimator(model, ax=Figure().subplots())
    assert display.lines_[0].get_xdata().tolist() == LAMBDAS
    assert (display.density_ax_ is None) == (wrapper == "search")
    assert display.ax_.get_ylabel() == "R² (larger is better)"
    search = getattr(model, "best_index_", None)
    if search is not None:
        assert display.chosen == (0, search)


def test_what_is_no_path_is_refused_before_there_is_a_figure(
    choice, brain, small_cohort, no_figure
):
    with pytest.raises(ValueError, match="roc_auc is not defined in fold 2 of 2"):
        LambdaPathDisplay.from_result(replace(choice, scores=choice.scores * [1, np.nan]))
    with pytest.raises(TypeError, match="needed a WiringChoice .* got list"):
        LambdaPathDisplay.from_result([1, 2])
    network = ConnectomeRegressor(brain, **QUICK)
    with pytest.raises(TypeError, match="which has one strength"):
        LambdaPathDisplay.from_estimator(network.fit(*small_cohort))
    search = StackedGridSearchCV(network, {"alpha": [1.0, 2.0]}, cv=2).fit(*small_cohort)
    with pytest.raises(ValueError, match=r"over lambda_wiring alone, got one over \['alpha'\]"):
        LambdaPathDisplay.from_estimator(search)
