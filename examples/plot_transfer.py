"""
Transfer from a large cohort to a small one
===========================================

Patients are few, healthy people are many. ``TransferClassifier`` takes a network that has learned
age from many healthy people, finds the regions that differ in the few patients at hand, and trains
only the weights of those and the read-out. Does that help? This example draws the curve: the score
in new people against the number of people that it was tuned on. Both cohorts are simulated.
"""

# %%
# A source and a small study
# --------------------------
# Age and disease spread along the same connectome, but from different places.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.datasets import make_age_cohort, make_disease_cohort
from sk_ccnn.plotting import BLUE, GREY, ORANGE
from sk_ccnn.transfer import TransferClassifier

GREEN = "#009E73"  # Okabe and Ito's, as the others

healthy, age = make_age_cohort(600, random_state=0, return_X_y=True)
network = {"n_members": 2, "max_epochs": 30, "hidden_channels": (2, 2), "random_state": 0}
source = ConnectomeRegressor("desikan_killiany", **network).fit(healthy, age)

X, diagnosis = make_disease_cohort(500, atrophy=0.05, random_state=1, return_X_y=True)
X_new, diagnosis_new = X[200:], diagnosis[200:]

# %%
# Four ways
# ---------
# The same network from scratch is the fair opponent of the transfer, and logistic regression is the
# one that few people suffice for.

models = {
    "transfer, 10 regions train": TransferClassifier(source, max_epochs=20, random_state=0),
    "transfer, all train": TransferClassifier(source, freeze="none", max_epochs=20, random_state=0),
    "from scratch": ConnectomeClassifier("desikan_killiany", **network),
    "logistic regression": make_pipeline(
        StandardScaler(),
        LogisticRegressionCV(
            Cs=5, cv=3, l1_ratios=(0,), scoring="neg_log_loss", use_legacy_attributes=False
        ),
    ),
}

# %%
# The curve
# ---------
# For each size three draws out of 200 people; everybody is scored on the same 300 others, whom no
# model has seen. Altered regions are looked for in the drawn people only.

sizes = [20, 60, 150]
random = np.random.default_rng(0)
draws = {n: [random.choice(200, size=n, replace=False) for _ in range(3)] for n in sizes}
scores = {
    name: np.array(
        [
            [
                roc_auc_score(
                    diagnosis_new,
                    model.fit(X.iloc[draw], diagnosis[draw]).predict_proba(X_new)[:, 1],
                )
                for draw in draws[n]
            ]
            for n in sizes
        ]
    )
    for name, model in models.items()
}
for name, values in scores.items():
    shown = ", ".join(
        f"{n}: {value:.2f}" for n, value in zip(sizes, values.mean(axis=1), strict=True)
    )
    print(f"{name:<27} mean AUC with {shown} people")

figure, ax = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
for (name, values), color in zip(scores.items(), (BLUE, GREEN, ORANGE, GREY), strict=True):
    ax.plot(sizes, values.mean(axis=1), "o-", color=color, label=name)
    ax.plot(sizes, values, ".", color=color, alpha=0.5)
ax.axhline(0.5, color="black", ls=":", lw=1)
ax.text(sizes[-1], 0.5, "dummy", ha="right", va="bottom")
ax.set(xlabel="people to learn the diagnosis from", ylabel="AUC in new people", xscale="log")
ax.set_xticks(sizes, sizes)
ax.minorticks_off()
ax.spines[["top", "right"]].set_visible(False)
ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
plt.show()

# %%
# What was trained
# ----------------

print(models["transfer, 10 regions train"].tuning_)

# %%
# Small dots are single draws: with few people, *who* they are matters more than the model. Here the
# transfer gains nothing. With 20 people the networks cannot be told apart, and with more it is as
# well to train all of it from scratch. (Logistic regression stays behind because this simulated
# disease shows mostly in how connected regions go together. Real ones need not be like that.) On
# real cohorts, too, we found the transfer of a diagnosis no better than starting from scratch.
# Draw this curve for your own study, with the fair opponents in it, before you claim a gain.
