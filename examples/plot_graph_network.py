"""
Graph networks over the same connectome
=======================================

A graph convolution passes messages along the connections of a graph and shares its weights among
all regions; the layers of this package give every connection a weight of its own. Both come as
``architecture=`` of the same estimator, so that they can be compared on identical folds, beside
ridge regression and a dummy. Data: real healthy adults (IXI, thickness of 68 regions).
"""

# %%
# The models
# ----------
# ``"gcn"`` is the graph convolution of Kipf and Welling. Any convolution of torch-geometric that
# sends one message along a connection works by ``GeometricArchitecture``; here GraphSAGE.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch_geometric.nn import SAGEConv

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi
from sk_ccnn.model_selection import compare
from sk_ccnn.nn import GeometricArchitecture
from sk_ccnn.plotting import ComparisonDisplay

X, age = load_ixi(return_X_y=True)


def network(architecture, **options):
    """Make a network of few members and epochs, so that this page runs in seconds."""
    options = {"n_members": 1, "max_epochs": 20, "random_state": 0} | options
    return ConnectomeRegressor("desikan_killiany", architecture=architecture, **options)


models = {
    "dummy": DummyRegressor(strategy="median"),
    "ridge": make_pipeline(StandardScaler(), RidgeCV(np.logspace(-1, 4, 11))),
    "weights per connection": network("mlp"),
    "GCN": network("gcn", hidden_channels=(8, 8)),
    "GraphSAGE": network(GeometricArchitecture(SAGEConv), hidden_channels=(8,), max_epochs=10),
}

# %%
# Identical folds
# ---------------
# ``compare`` fits every model in the same folds, and tests each candidate against the best of the
# others by a t-test that knows that folds share training people.

result = compare(
    models,
    X,
    age,
    cv=KFold(3, shuffle=True, random_state=0),
    candidates=["weights per connection", "GCN", "GraphSAGE"],
)
print(result)

# %%
# A row is a model, a thin line a fold. Look whether lines cross: where they do, the order of the
# models depends on who was in the fold.

ComparisonDisplay.from_result(result)
plt.show()

# %%
# Each candidate was tested against the best baseline, and three tests of one split of one cohort
# settle nothing. Few epochs, one member and a single choice of each hyperparameter cannot rank
# architectures: tune each within the folds (:class:`~sk_ccnn.model_selection.StackedGridSearchCV`)
# before you say that one is better. What this example does show is that a graph network needs no
# other pipeline, folds or metric than ridge regression, and that it has to be compared with it. A
# graph convolution that shares its weights among regions does not know *where* a region is thin;
# with one number a region, that is much to give up.
