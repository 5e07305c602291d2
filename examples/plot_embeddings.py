"""
Regions as features for other models: embeddings
================================================

``ConnectomeTransformer`` describes a brain by the units of its regions. Without a target it is an
autoencoder whose connections are those of a connectome; with a target it is the encoder of a
network that predicts it. The columns that come out still belong to regions and carry their names,
so that any other scikit-learn model can go on from there. Here: cortical thickness of real healthy
adults (IXI, in the package).
"""

# %%
# Thickness of 68 regions in mm, and age
# --------------------------------------
# Half of the people train, the others are only looked at.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeTransformer
from sk_ccnn.datasets import load_ixi

X, age = load_ixi(return_X_y=True)
X_train, X_test, age_train, age_test = train_test_split(X, age, test_size=0.5, random_state=0)

# %%
# Two encoders
# ------------
# They differ in one thing: the second one is told the ages of the training people.

options = {"hidden_channels": (4, 2), "max_epochs": 60, "random_state": 0}
blind = ConnectomeTransformer("desikan_killiany", **options).fit(X_train)
told = ConnectomeTransformer("desikan_killiany", **options).fit(X_train, age_train)
print(blind.get_feature_names_out()[:4])

# %%
# People in two dimensions
# ------------------------
# Two principal components of what each representation says about the people who did not train.

views = {
    "thickness": StandardScaler().fit(X_train),
    "embedding, ages unknown": blind,
    "embedding, ages of others known": told,
}
figure, axes = plt.subplots(1, 3, figsize=(11, 3.9), layout="constrained")
for ax, (name, view) in zip(axes, views.items(), strict=True):
    pca = PCA(2).fit(np.asarray(view.transform(X_train)))
    points = pca.transform(np.asarray(view.transform(X_test)))
    dots = ax.scatter(*points.T, c=age_test, cmap="viridis", s=18, lw=0)
    share = pca.explained_variance_ratio_
    ax.set_xlabel(f"component 1 ({share[0]:.0%} of variance)")
    ax.set_ylabel(f"component 2 ({share[1]:.0%})")
    ax.set(title=name, xticks=[], yticks=[])
figure.colorbar(dots, ax=axes, label="age (years)")
plt.show()

# %%
# Are they of use?
# ----------------
# Ridge regression on each of them, in the people who did not train, beside a dummy that always says
# the same age.

models = {"dummy": DummyRegressor(strategy="median")} | {
    f"ridge on {name}": make_pipeline(view, StandardScaler(), RidgeCV(np.logspace(-1, 4, 11)))
    for name, view in {
        "thickness": "passthrough",
        "embedding, ages unknown": ConnectomeTransformer(
            "desikan_killiany", target_type=None, **options
        ),
        "embedding, ages of others known": ConnectomeTransformer("desikan_killiany", **options),
    }.items()
}
for name, model in models.items():
    error = mean_absolute_error(age_test, model.fit(X_train, age_train).predict(X_test))
    print(f"{name:<42} MAE {error:.1f} years")

# %%
# All of them find age, because age is the strongest thing in these data. A representation that was
# learned without a target is not bound to keep what *you* want to predict: compare it with the
# features as they are, as here. One half of one cohort cannot rank models that are this close.
# ``target_type=None`` tells the transformer to ignore the target that a pipeline hands on.
