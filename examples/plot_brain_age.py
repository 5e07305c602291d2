"""
Brain age, and the gap before and after its correction
======================================================

From the thickness of 68 cortical regions of 556 real healthy adults (IXI, in the package) to the
age of their brains, and to the gap: predicted minus true age. Each person's age is predicted by a
network that has not seen that person.
"""

# %%
# One call
# --------
# ``cross_val_gap`` fits a clone of the network in each of four folds. In each fold it also learns,
# from the training people only, how the gap depends on age. X is raw thickness in mm: the network
# scales each region by its training people.

import matplotlib.pyplot as plt
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import PredictionErrorDisplay, mean_absolute_error
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor, cross_val_gap
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import BLUE, BrainAgeGapDisplay

X, age = load_ixi(return_X_y=True)
network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=20, random_state=0)
gaps = cross_val_gap(network, X, age, cv=4)
print(gaps.head().round(1))

# %%
# How good is it?
# ---------------
# Never look at an error alone. The dummy predicts the median age for all; ridge regression is what
# most people would have tried. Both get the folds of the network.

folds = PredefinedSplit(gaps["fold"])
baselines = {
    "dummy": DummyRegressor(strategy="median"),
    "ridge": make_pipeline(StandardScaler(), RidgeCV([1, 10, 100, 1000])),
}
for name, model in baselines.items():
    error = mean_absolute_error(age, cross_val_predict(model, X, age, cv=folds))
    print(f"{name:<8} MAE {error:.1f} years")
print(f"network  MAE {gaps['gap'].abs().mean():.1f} years")

# %%
# The old are predicted too young
# -------------------------------
# Left, predictions against true ages: the cloud is flatter than the diagonal. This is no fault of
# networks. Whatever predicts imperfectly does it, and it makes the gap go with age.

figure, ax = plt.subplots(figsize=(5, 4.6), layout="constrained")
PredictionErrorDisplay(y_true=gaps["predicted"], y_pred=gaps["age"]).plot(
    ax,
    kind="actual_vs_predicted",
    scatter_kwargs={"s": 14, "color": BLUE, "alpha": 0.5, "linewidths": 0},
)
ax.set(xlabel="true age (years)", ylabel="predicted age (years)", title="people not seen in fit")
ax.set(xticks=range(20, 91, 10), yticks=range(20, 91, 10))
plt.show()

# %%
# The gap, before and after
# -------------------------
# A gap that goes with age cannot be compared between people of different ages. The correction of
# Beheshti et al. 2019 (doi:10.1016/j.nicl.2019.102063) takes out the gap that is expected at each
# age, by the line that was learned from training people.

BrainAgeGapDisplay.from_result(gaps)
plt.show()

print(f"r(gap, age) {gaps['gap'].corr(gaps['age']):+.2f}")
print(f"r(corrected gap, age) {gaps['corrected_gap'].corr(gaps['age']):+.2f}")

# sphinx_gallery_thumbnail_number = 2

# %%
# The correction uses the true age, so the corrected gaps look small whatever the model is worth.
# Judge the model by its uncorrected error, and use the corrected gap to compare people, as between
# patients and controls. A gap is not a diagnosis: nobody in IXI is ill, and their gaps are what is
# normal.

# %%
# The same from FreeSurfer's tables
# ---------------------------------
# ``aparcstats2table --meas thickness`` writes one table for each hemisphere, with some columns that
# are no regions. Join them once:
#
# .. code-block:: python
#
#     import pandas as pd
#     from sk_ccnn.io import read_participants
#
#     tables = [read_participants(f"{side}.thickness.txt") for side in ("lh", "rh")]
#     both = pd.concat(tables, axis=1)
#     regions = both.filter(regex=r"^[lr]h_(?!MeanThickness)\w+_thickness$")
#     regions.rename_axis("participant_id").to_csv("thickness.csv")
#
# Then one command makes a page of all this, with more baselines and intervals. With a connectome it
# also has the null test, which asks whether the anatomy helps; ``--matching`` leaves out columns
# that are none of its regions:
#
# .. code-block:: console
#
#     python -m sk_ccnn report --X thickness.csv --participants participants.tsv \
#         --target age --connectome desikan_killiany --matching --output report
