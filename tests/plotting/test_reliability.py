import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.plotting import ReliabilityDisplay

PROBABILITY = np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
TRUTH = np.array(["b", "a", "a", "b", "b", "a"])


def wilson(share, n, z=1.959963984540054):
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def test_each_bin_has_its_share_interval_and_number():
    display = ReliabilityDisplay.from_predictions(TRUTH, PROBABILITY, n_bins=2)
    curve = display.curve_.lines[0]
    assert curve.get_xydata() == pytest.approx(np.array([[0.2, 1 / 3], [0.8, 2 / 3]]))
    for segment, share in zip(
        display.curve_.lines[2][0].get_segments(), (1 / 3, 2 / 3), strict=True
    ):
        assert segment[:, 1] == pytest.approx(wilson(share, 3))
    assert [bar.get_height() for bar in display.counts_] == [3, 3]
    assert display.ax_.get_title() == "6 subjects, 3 of class b"
    assert display.count_ax_.get_xlabel() == "predicted probability of b"


def test_bins_without_subjects_have_no_point_and_one_has_all_the_ends():
    display = ReliabilityDisplay.from_predictions([0, 1, 1], [0.0, 1.0, 1.0], n_bins=10)
    assert display.curve_.lines[0].get_xydata().tolist() == [[0, 0], [1, 1]]
    same = ReliabilityDisplay.from_predictions([0, 1], [0.5, 0.5], strategy="quantile")
    assert same.curve_.lines[0].get_xydata().tolist() == [[0.5, 0.5]]


def test_bins_may_hold_equally_many():
    probability = np.linspace(0, 1, 40) ** 3
    display = ReliabilityDisplay.from_predictions(
        probability > 0.2, probability, n_bins=4, strategy="quantile"
    )
    assert [bar.get_height() for bar in display.counts_] == [10, 10, 10, 10]


def test_an_estimator_and_its_predictions_give_the_same(brain, small_patients):
    X, y = small_patients
    network = ConnectomeClassifier(brain, n_members=1, max_epochs=2, random_state=0)
    model = make_pipeline("passthrough", network).fit(X[:40], y[:40])
    ax = Figure().subplots()
    display = ReliabilityDisplay.from_estimator(model, X[40:], y[40:], ax=ax)
    of_predictions = ReliabilityDisplay.from_predictions(
        y[40:], model.predict_proba(X[40:])[:, 1], pos_label="patient"
    )
    assert display.name == "patient" and display.figure_ is ax.figure
    assert np.array_equal(display.probability, of_predictions.probability)
    other = ReliabilityDisplay.from_estimator(model, X[40:], y[40:], pos_label="control")
    assert other.probability == pytest.approx(1 - display.probability)


def test_what_does_not_fit_is_refused_before_there_is_a_figure(small_patients, no_figure):
    with pytest.raises(ValueError, match="there are 3 classes, .*pos_label= to say"):
        ReliabilityDisplay.from_predictions([0, 1, 2], [0.1, 0.2, 0.3])
    with pytest.raises(ValueError, match="pos_label must be one of .*, got 'c'"):
        ReliabilityDisplay.from_predictions(TRUTH, PROBABILITY, pos_label="c")
    with pytest.raises(ValueError, match="between 0 and 1, got 0 to 1.2 and 1 that are NaN"):
        ReliabilityDisplay.from_predictions([0, 1, 1], [0, 1.2, np.nan])
    with pytest.raises(ValueError, match=r"got \(2,\) classes and probabilities of shape \(2, 2\)"):
        ReliabilityDisplay.from_predictions([0, 1], np.full((2, 2), 0.5))
    with pytest.raises(ValueError, match="n_bins of 1 or more"):
        ReliabilityDisplay.from_predictions(TRUTH, PROBABILITY, n_bins=0)
    with pytest.raises(TypeError, match="needed a fitted classifier with predict_proba"):
        ReliabilityDisplay.from_estimator(Ridge(), [[1.0]], [1])
    model = LogisticRegression().fit(*small_patients)
    with pytest.raises(ValueError, match=r"y has classes \['else'\], but the classifier knows"):
        ReliabilityDisplay.from_estimator(model, small_patients[0][:1], ["else"])
