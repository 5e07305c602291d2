"""
How sure is a prediction?
=========================

A prediction for one person needs to say how far off it may be. ``ConformalRegressor`` puts an
interval around each prediction of a number, and scikit-learn's ``CalibratedClassifierCV`` makes
probabilities mean what they say. Both learn it from training people whom the model had not seen,
because errors in people that a network has seen are far too small. Then we check it, in new people.
"""

# %%
# Intervals of age
# ----------------
# Real healthy adults (IXI); 356 train, 200 are new.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split

from sk_ccnn import ConformalRegressor, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.datasets import load_ixi, make_disease_cohort
from sk_ccnn.plotting import BLUE, GREY, ORANGE, ReliabilityDisplay

X, age = load_ixi(return_X_y=True)
X_train, X_test, age_train, age_test = train_test_split(X, age, test_size=200, random_state=0)
network = ConnectomeRegressor("desikan_killiany", n_members=3, max_epochs=30, random_state=0)
model = ConformalRegressor(network).fit(X_train, age_train)
predicted = model.predict(X_test)

# %%
# Do they hold what they promise?
# -------------------------------
# Of intervals of 80%, about 80% should hold the true age, in people who are like the training
# people.

coverages = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
intervals = {c: model.predict_interval(X_test, coverage=c) for c in coverages}
held = np.array(
    [
        ((low <= age_test) & (age_test <= high)).mean()
        for low, high in (intervals[c].T for c in coverages)
    ]
)
for coverage, share in zip(coverages, held, strict=True):
    width = np.diff(intervals[coverage]).mean()
    print(f"{coverage:.0%} intervals: {width:4.1f} years wide, hold {share:.0%} of true ages")

figure, (left, right) = plt.subplots(
    1, 2, figsize=(10, 4.4), width_ratios=(1.5, 1), layout="constrained"
)
low, high = intervals[0.8].T
truth = age_test.to_numpy()
hit = (low <= truth) & (truth <= high)
for inside, color, name in ((hit, BLUE, "hold the true age"), (~hit, ORANGE, "do not")):
    left.vlines(truth[inside], low[inside], high[inside], color=color, lw=1, alpha=0.6, label=name)
left.plot(truth, truth, color=GREY, lw=1, label="true age")
left.set(xlabel="true age (years)", ylabel="80% interval (years)")
left.legend(frameon=False, loc="upper left")
error = np.sqrt(coverages * (1 - coverages) / len(age_test))
right.errorbar(coverages, held, yerr=1.96 * error, fmt="o", color=BLUE, capsize=3)
right.plot([0.4, 1], [0.4, 1], color=GREY, lw=1)
right.set(xlabel="coverage that was asked for", ylabel="share of true ages that were held")
right.set_aspect("equal")
for ax in (left, right):
    ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
# An interval is wide because age is hard to tell from thickness, and no method makes it narrower.
# Coverage is a promise about all people together: look left, where intervals miss more often at the
# ends, the oldest being predicted too young.

# %%
# Probabilities of a diagnosis
# ----------------------------
# Simulated patients and controls. Of people who are told 80%, about 80% should be patients.

X, diagnosis = make_disease_cohort(600, atrophy=0.8, random_state=0, return_X_y=True)
classifier = ConnectomeClassifier(
    "desikan_killiany", n_members=1, max_epochs=40, alpha=0.0, random_state=0
)
models = {
    "as it is": classifier,
    "calibrated": CalibratedClassifierCV(classifier, method="sigmoid", ensemble=False, cv=3),
}
figure = plt.figure(figsize=(10, 5), layout="constrained")
axes = figure.subplots(1, 2)
for ax, (name, each) in zip(axes, models.items(), strict=True):
    each.fit(X[:300], diagnosis[:300])
    brier = brier_score_loss(diagnosis[300:], each.predict_proba(X[300:])[:, 1])
    ReliabilityDisplay.from_estimator(
        each, X[300:], diagnosis[300:], ax=ax, n_bins=5, title=f"{name}, Brier score {brier:.3f}"
    )
plt.show()
dummy = brier_score_loss(diagnosis[300:], np.full(300, diagnosis[:300].mean()))
print(f"Brier score of the dummy: {dummy:.3f}")

# %%
# A network that was trained long on few people is too sure of itself: its curve is flatter than the
# diagonal. Calibration bends it back, and changes nothing about who ranks before whom. Bars are 95%
# intervals of each bin: with 300 people they are wide, and a curve within them is no proof of
# calibration. Neither promise holds for people of another site or of another kind.
