"""
A cohort on disk, searched by the workers of a cluster
======================================================

The connectomes of a large cohort do not fit into memory, and copies of them for every fold and
process even less. Here they stay in a zarr array on disk. Estimators and searches take it as X;
each worker of a Dask cluster opens the array itself, and a fit keeps only the pairs of regions that
its network can use. (HDF5 by h5py, ``.npy`` files and dask arrays go the same way.) Needs the extra
``disk`` and dask's ``distributed``. The cohort is simulated, and small, so that this page runs in
seconds.
"""

# %%
# Write a cohort
# --------------
# Patients and controls; the strengths of all pairs of 84 regions. A chunk is 16 people, so that few
# people can be read without reading all. Your own folder of connectomes is packed by
# ``read_cohort(folder, memory_map="pairs.npy")``, one person at a time.

import tempfile
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import zarr
from distributed import Client, LocalCluster
from joblib import parallel_config
from sklearn.model_selection import StratifiedKFold

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import make_disease_cohort
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.io import CohortOnDisk
from sk_ccnn.model_selection import StackedGridSearchCV
from sk_ccnn.plotting import BLUE, GREY, ORANGE

cohort = make_disease_cohort(240, features="edges", atrophy=0.1, random_state=0)
pairs = cohort.X.to_numpy(dtype=np.float32)
folder = tempfile.TemporaryDirectory()
array = zarr.create_array(
    store=Path(folder.name) / "cohort.zarr",
    shape=pairs.shape,
    chunks=(16, pairs.shape[1]),
    dtype=pairs.dtype,
)
array[:] = pairs
del pairs, cohort["X"]  # from here on, they are on disk only
X = CohortOnDisk(array)
print(X.shape, X.dtype)

# %%
# Search on a cluster
# -------------------
# A cluster of two workers inside this process, so that the page runs anywhere; of a real one you
# give the address, ``Client("tcp://scheduler:8786")``. The search is the same as ever. Columns
# without names are taken in the order of the connectome, which is how they were written.

# A warning says that there are no names to check; here we know who wrote the array.
warnings.filterwarnings("ignore", category=UnnamedRegionsWarning)
brain = load_connectome()
network = ConnectomeClassifier(brain, features="edges", n_members=1, max_epochs=20, random_state=0)
prices = [1e-4, 1e-3, 3e-3, 1e-2, 3e-2]
search = StackedGridSearchCV(
    network,
    {"lambda_wiring": prices},
    cv=StratifiedKFold(3, shuffle=True, random_state=0),
    scoring="roc_auc",
    n_jobs=2,
)
with (
    LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as local,
    Client(local),
    parallel_config(backend="dask"),
):
    search.fit(X, cohort.y)
print(
    f"chosen: {search.best_params_}, AUC in held-out people {search.best_score_:.2f} (dummy: .50)"
)

# %%
# What a fit holds in memory
# --------------------------
# Under the hard constraint only pairs that the connectome connects are read and kept. Where even
# these are too many for ``CohortOnDisk(..., memory_limit=...)``, each batch is read when it is
# needed; the network is the same.

connected = brain.to_dense() > 0
on_disk = X.shape[0] * X.shape[1] * X.dtype.itemsize / 1e6
held = on_disk * np.triu(connected, k=1).sum() / X.shape[1]
figure, (left, right) = plt.subplots(1, 2, figsize=(9.4, 4.2), layout="constrained")
left.imshow(connected, cmap="Blues", vmin=0, vmax=1.3, interpolation="nearest")
left.set(
    title=f"pairs that a fit keeps: {held:.1f} of {on_disk:.1f} MB",
    xlabel="region",
    ylabel="region",
)
results = search.cv_results_
folds = np.array([results[f"split{fold}_test_score"] for fold in range(3)])
right.plot(prices, folds.T, ".", color=GREY)
right.plot(prices, folds.mean(axis=0), "o-", color=BLUE, label="mean of 3 folds")
right.axvline(search.best_params_["lambda_wiring"], color=ORANGE, ls=":", label="chosen")
right.set(xscale="log", xlabel="lambda_wiring", ylabel="AUC, held out", ylim=(0.45, 1.02))
right.axhline(0.5, color=GREY, ls="--", lw=1, label="dummy")
right.spines[["top", "right"]].set_visible(False)
right.legend(frameon=False)
plt.show()
folder.cleanup()

# %%
# The score of the chosen price is too good for a report, because the folds have chosen it: put the
# search into ``cross_val_score`` for that, with ``X`` as it is. Choosing rows of a ``CohortOnDisk``
# reads nothing.
