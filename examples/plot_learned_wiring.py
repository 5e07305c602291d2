"""
What a network learned, on a brain
==================================

Every unit of our networks sits in a brain region, so the weights fold back to a matrix of regions
x regions: a connectome, which one can look at and measure. This example fits a network to real
healthy adults (IXI, in the package), looks at its wiring, and asks which regions its predictions
come from, which is another question.
"""

# %%
# Fit
# ---
# A price on wires (``lambda_wiring``) makes those 0 that are not worth their length.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.attributions import region_importance
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import ConnectomeDisplay, RegionsDisplay, WiringDisplay

X, age = load_ixi(return_X_y=True)
X_train, X_test, age_train, age_test = train_test_split(X, age, test_size=0.3, random_state=0)
network = ConnectomeRegressor(
    "desikan_killiany", lambda_wiring=3e-3, n_members=3, max_epochs=40, random_state=0
)
network.fit(X_train, age_train)
dummy = DummyRegressor(strategy="median").fit(X_train, age_train)
for name, model in (("network", network), ("dummy", dummy)):
    print(f"{name} MAE {mean_absolute_error(age_test, model.predict(X_test)):.1f} years")

# %%
# The wiring
# ----------
# The strongest connections, mean size of weights over members. ``learned_connectome`` gives the
# matrix itself, with names and coordinates.

WiringDisplay.from_estimator(network)
plt.show()

learned = network.learned_connectome()
print(learned)
print(f"connected pairs: {network.connectome_.density:.0%} allowed, {network.density_:.0%} left")
print(f"wiring cost {network.wiring_cost_:.1f}")

# %%
# The same as a matrix, regions ordered by communities. What is white is not connected: by the
# connectome, which forbade it, or by the price.

ConnectomeDisplay.from_estimator(network)
plt.show()

# %%
# Strong wires are not important regions
# --------------------------------------
# A weight says how strongly one unit drives another, not what a prediction rests on. Importance is
# measured in people who did not train: integrated gradients, in years, in each of three folds.

importance = region_importance(network.set_params(n_members=1), X, age, cv=3, random_state=0)
print(importance)
_, ax = plt.subplots(figsize=(11, 3.4), layout="constrained")
RegionsDisplay.from_result(importance, kind="surface", ax=ax)
plt.show()

# %%
# Is it stable?
# -------------
# The same network from other seeds, fitted to the same people. How alike are the two wirings? And
# how alike are wiring and tracts?

other = ConnectomeRegressor(
    "desikan_killiany", lambda_wiring=3e-3, n_members=3, max_epochs=40, random_state=1
).fit(X_train, age_train)
upper = np.triu(network.connectome_.to_dense() > 0, k=1)
first, second = (each.learned_connectome().to_dense()[upper] for each in (network, other))
print(f"other seeds: MAE {mean_absolute_error(age_test, other.predict(X_test)):.1f} years")
print(f"two sets of seeds: r = {np.corrcoef(first, second)[0, 1]:.2f} over connections")
print(f"wiring and tracts: Spearman correlation {network.connectome_similarity_:.2f}")

# sphinx_gallery_thumbnail_number = 1

# %%
# A weight is not a fibre. This is the wiring that these networks found useful for age in these
# people; other seeds find a somewhat different one that predicts as well. Before a wire or a region
# gets into a paper, it should come back over seeds and folds, and the null test
# (:doc:`plot_null_test`) should have found that the anatomy matters at all.
