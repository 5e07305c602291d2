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
from scipy.stats import binomtest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split

from sk_ccnn import ConformalRegressor, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.datasets import load_ixi, make_disease_cohort
from sk_ccnn.plotting import BLUE, GREY, ORANGE, ReliabilityDisplay

X, age = load_ixi(return_X_y=True)
X_train, X_test, age_train, age_test = train_test_split(X, age, test_size=200, random_state=0)
network = ConnectomeRegressor("desikan_killiany", n_members=3, max_epochs=30, random_state=0)
model = ConformalRegressor(network).fit(X_train, age_train)
print(f"error in training people, out of fold: {np.abs(model.errors_).mean():.1f} years")
print(f"error in new people: {np.abs(model.predict(X_test) - age_test).mean():.1f} years")

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
spans = [binomtest(round(share * len(truth)), len(truth)).proportion_ci() for share in held]
bars = np.abs([[span.low, span.high] for span in spans] - held[:, np.newaxis]).T
right.errorbar(coverages, held, yerr=bars, fmt="o", color=BLUE, capsize=3)
right.plot([0.4, 1], [0.4, 1], color=GREY, lw=1)
right.set(xlabel="coverage that was asked for", ylabel="share of true ages that were held")
right.set_aspect("equal")
for ax in (left, right):
    ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
# In this split the new people are easier than the training people, as the two errors above say, so
# the intervals hold more than they promise; in another split they may hold less. The promise is
# about the average over such splits. An interval is wide because age is hard to tell from
# thickness, and no method makes it narrower. Coverage is a promise about all people together: look
# left, where intervals miss more often at the ends, the oldest being predicted too young.

# %%
# Probabilities of a diagnosis
# ----------------------------
# Simulated patients and controls. Of people who are told 80%, about 80% should be patients.

X, sick = make_disease_cohort(
    700, atrophy=0.05, rate=0.02, noise=1.0, random_state=0, return_X_y=True
)
diagnosis = np.where(sick, "patient", "control")
classifier = ConnectomeClassifier(
    "desikan_killiany", n_members=1, max_epochs=60, alpha=0.0, dropout=0.0, random_state=0
)
models = {
    "as it is": classifier,
    "calibrated": CalibratedClassifierCV(classifier, method="sigmoid", ensemble=False, cv=3),
}
figure, axes = plt.subplots(1, 2, figsize=(10, 5), layout="constrained")
for ax, (name, each) in zip(axes, models.items(), strict=True):
    each.fit(X[:300], diagnosis[:300])
    probability = each.predict_proba(X[300:])[:, 1]
    brier, auc = brier_score_loss(sick[300:], probability), roc_auc_score(sick[300:], probability)
    print(f"{name:<10} AUC {auc:.2f}, Brier score {brier:.3f} (smaller is better)")
    ReliabilityDisplay.from_predictions(
        diagnosis[300:], probability, pos_label="patient", ax=ax, n_bins=5, title=name
    )
plt.show()
dummy = brier_score_loss(sick[300:], np.full(400, sick[:300].mean()))
print(f"dummy      AUC 0.50, Brier score {dummy:.3f}")

# %%
# A network that was trained long on few people is too sure of itself: its curve is flatter than the
# diagonal. Calibration bends it back, and changes nothing about who ranks before whom. Bars are 95%
# intervals of each bin: with 400 people they are wide, and a curve within them is no proof of
# calibration. Neither promise holds for people of another site or of another kind.
