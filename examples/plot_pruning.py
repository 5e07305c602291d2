"""
Pruning: how much wiring does a prediction need?
================================================

A trained network can lose wires. ``pruning_path`` removes ever more of them, lets the rest train on
for a few epochs, and scores each of the networks on people that it has not seen. Data: real healthy
adults (IXI, in the package), age from the thickness of 68 regions.
"""

# %%
# Two orders
# ----------
# ``by="cost"`` removes first the wires that cost most, weight times length: a few of them save
# much, but they are the ones that the network leans on. ``by="length"`` removes the longest, weak
# or strong. Removed wires stay exactly 0.

import matplotlib.pyplot as plt
from sklearn.dummy import DummyRegressor
from sklearn.model_selection import KFold, cross_val_score

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import BLUE, ORANGE, PruningPathDisplay
from sk_ccnn.pruning import prune, pruning_path

X, age = load_ixi(return_X_y=True)
network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=20, random_state=0)
cv = KFold(4, shuffle=True, random_state=0)
paths = {
    by: pruning_path(
        network,
        X,
        age,
        fractions=[0.3, 0.6, 0.8, 0.95],
        by=by,
        fine_tune=10,
        cv=cv,
        scoring="neg_mean_absolute_error",
        random_state=0,
    )
    for by in ("cost", "length")
}
for by, path in paths.items():
    print(f"by {by}\n{path}\n")

# %%
# Error against what the wires cost
# ---------------------------------

figure, ax = plt.subplots(figsize=(6.8, 4.6), layout="constrained")
for color, path in zip((BLUE, ORANGE), paths.values(), strict=True):
    PruningPathDisplay.from_result(path, ax=ax, color=color)
ax.set_ylabel("mean absolute error (years), held out")
plt.show()

dummy = cross_val_score(
    DummyRegressor(strategy="median"), X, age, cv=cv, scoring="neg_mean_absolute_error"
)
print(f"dummy: MAE {-dummy.mean():.1f} years")

# %%
# The bands are 95% intervals over folds, and wide: four folds cannot tell small losses from none.
# Even with few wires left the network is far from the dummy, because every region still has its own
# way to the output; wires between regions are not all that a prediction comes from.

# %%
# Prune one network
# -----------------
# ``prune`` gives a new estimator and leaves the old one as it is. ``budget=`` asks for a largest
# wiring cost instead; here 60% of the wires go.

whole = network.fit(X, age)
lean = prune(whole, X, age, fraction=0.6, by="length", fine_tune=10)
for name, each in (("whole", whole), ("pruned", lean)):
    print(f"{name:<7} {each.n_connections_:.0f} connections, wiring cost {each.wiring_cost_:.1f}")
