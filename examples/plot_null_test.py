"""
Does the anatomy help? A test against null connectomes
======================================================

A network that is wired by a connectome may predict well for reasons that have nothing to do with
anatomy: it is sparse, it has few parameters, it is an ensemble. The test of this example trains
the *same* network, with the same seeds and folds, on null connectomes: random ones in which every
region keeps its number of connections. Only if the real one does better than nearly all of them
does it matter who is connected with whom. It is run twice: where there is something to find,
because we put it there, and on real people.
"""

# %%
# The network
# -----------
# One wide layer, few epochs: a network that is quick to train, and in simulations had the power to
# find such an effect. Twenty nulls are the fewest that can reach p < .05.

import matplotlib.pyplot as plt
from sklearn.dummy import DummyRegressor
from sklearn.model_selection import KFold, cross_val_score

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi, make_age_cohort
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.plotting import NullTestDisplay

network = ConnectomeRegressor(
    "desikan_killiany",
    hidden_channels=(12,),
    loss="squared_error",
    n_members=1,
    max_epochs=12,
    random_state=0,
)
options = {
    "nulls": "degree",
    "n_nulls": 20,
    "cv": KFold(3, shuffle=True, random_state=0),
    "scoring": "neg_mean_absolute_error",
    "random_state": 0,
}

# %%
# Where the anatomy helps, because we made it so
# ----------------------------------------------
# Simulated people, in whom atrophy spreads along the human connectome as they grow older.

X, age = make_age_cohort(300, effect="connectome", random_state=0, return_X_y=True)
simulated = null_connectome_test(network, X, age, **options)
print(simulated)

# %%
# Real people
# -----------
# Thickness of 68 regions of healthy adults (IXI), the human connectome of other people.

X, age = load_ixi(return_X_y=True)
real = null_connectome_test(network, X, age, **options)
print(real)

# %%
# Side by side
# ------------
# A dot is a null connectome. The orange line is the network on the real connectome, the dashed one
# the network that may connect everything.

figure, axes = plt.subplots(2, 1, figsize=(7, 5.4), layout="constrained")
for ax, result, name in zip(axes, (simulated, real), ("simulated", "IXI, real"), strict=True):
    NullTestDisplay.from_result(result, ax=ax)
    ax.set_ylabel(name, fontweight="bold")
axes[1].get_legend().remove()  # the same
plt.show()

dummy = cross_val_score(
    DummyRegressor(strategy="median"), X, age, cv=options["cv"], scoring=options["scoring"]
)
print(f"IXI, dummy: {dummy.mean():.1f}; network: {real.score:.1f} (negative MAE, years)")

# %%
# On IXI the network is far better than a dummy, and so are its nulls: it predicts age, and does
# not need this anatomy for it. "No benefit was found" is not "there is none". The table says how
# large a gain would have been needed, and with twenty nulls and three folds the test is a coarse
# one. Before you report one, decide on the network, the nulls and the folds; take more of all
# three; and add ``"length"`` to ``nulls``, which keeps the lengths of connections too: much of a
# connectome is nearness, and nearness is no anatomy worth a claim.
