"""
The path of wiring costs
========================

``lambda_wiring`` is the price of a wire: its weight times its length. The dearer the wires, the
fewer are left. ``ConnectomeRegressorCV`` tries a whole path of prices by cross-validation, as
``LassoCV`` does, and trains all of them as one stack. Data: real healthy adults (IXI, in the
package), age from the thickness of 68 regions.
"""

# %%
# Fit the path
# ------------
# The path begins at the smallest price at which no wire between regions is left, and ends at 0.
# One network each, few epochs and three folds, so that this page runs in seconds.

import matplotlib.pyplot as plt
from sklearn.dummy import DummyRegressor
from sklearn.model_selection import KFold, cross_val_score

from sk_ccnn import ConnectomeRegressorCV
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import LambdaPathDisplay

X, age = load_ixi(return_X_y=True)
cv = KFold(3, shuffle=True, random_state=0)
options = {"n_members": 1, "max_epochs": 20, "n_lambdas": 8, "random_state": 0}
best = ConnectomeRegressorCV(
    "desikan_killiany", cv=cv, scoring="neg_mean_absolute_error", **options
).fit(X, age)
print(best.choice_)

# %%
# Look at the whole path, not at the winner
# -----------------------------------------
# Held-out error and density of the network. Between neighbours on the path the error hardly
# differs; the band is one standard error over folds.

LambdaPathDisplay.from_estimator(best)
plt.show()

dummy = cross_val_score(
    DummyRegressor(strategy="median"), X, age, cv=cv, scoring="neg_mean_absolute_error"
)
print(f"dummy: MAE {-dummy.mean():.1f} years in the same folds")

# %%
# Fewer wires at no price that can be told
# ----------------------------------------
# ``one_standard_error=True`` takes the sparsest network whose error is within one standard error of
# the best. Nothing has to be trained again to see which that is: the scores are there.

mean, deviation = best.score_path_.mean(axis=1), best.score_path_.std(axis=1, ddof=1)
winner = mean.argmax()
allowed = mean >= mean[winner] - deviation[winner] / len(best.score_path_[winner]) ** 0.5
density = best.density_path_.mean(axis=1)
sparsest = min((place for place in range(len(mean)) if allowed[place]), key=density.__getitem__)
for name, place in (("best mean", winner), ("one standard error", sparsest)):
    print(
        f"{name:<19} lambda_wiring {best.lambdas_[place]:.2g}, MAE {-mean[place]:.2f} years, "
        f"density {density[place]:.1%}"
    )

# %%
# The scores along the path have chosen the price, so they are too good for a report: nest the
# search (``cross_val_score(ConnectomeRegressorCV(...), X, age)``), which fits a path in each outer
# fold. That a sparse network predicts as well says that this network can do without the other
# wires. It does not say that a brain can.
