"""
From time series to a diagnosis, over several sites
===================================================

A study of many sites has two traps. Scanners differ, and so do the shares of patients that each
site sends. A model that recognises the *site* then knows something about the diagnosis, and in a
shuffled cross-validation that looks like success. What a clinic needs to know is how the model does
at a site that it has not seen. This example simulates such a study, goes from the time series of
regions through nilearn to a network, and scores it both ways.

Everything here is simulated: it shows the traps and the steps, and says nothing about a disease.
"""

# %%
# Time series of regions
# ----------------------
# Signals spread along a human structural connectome (68 cortical regions). In patients the
# connections of eight regions carry less. Each site has a scanner artefact of its own, a pattern
# over regions that comes and goes with time, and between 15% and 85% of its people are patients.
# Scans differ in length, as real ones do.

import matplotlib.pyplot as plt
import numpy as np
from nilearn.connectome import ConnectivityMeasure
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.connectome import load_connectome
from sk_ccnn.plotting import BLUE, GREY, ORANGE
from sk_ccnn.preprocessing import ConnectomeVectorizer

N_PEOPLE, N_SITES = 160, 8
brain = load_connectome(cortex_only=True)
random = np.random.default_rng(0)
site = np.arange(N_PEOPLE) % N_SITES
share = random.permutation(np.linspace(0.15, 0.85, N_SITES))
patient = random.random(N_PEOPLE) < share[site]

weights = np.log1p(brain.to_dense())
weights /= weights.sum(axis=1).max()
affected = random.choice(brain.n_regions, size=8, replace=False)
artefacts = random.normal(scale=0.7, size=(N_SITES, brain.n_regions))


def simulate_scan(is_patient, artefact):
    """Draw the signals of one person: ndarray of shape (n_times, n_regions)."""
    coupling = weights.copy()
    if is_patient:
        coupling[affected] *= 0.75
        coupling[:, affected] *= 0.75
    n_times = random.integers(100, 140)
    own = random.normal(size=(n_times, brain.n_regions))
    return (
        own @ (np.eye(brain.n_regions) + 4 * coupling) + random.normal(size=(n_times, 1)) * artefact
    )


series = [simulate_scan(*each) for each in zip(patient, artefacts[site], strict=True)]
diagnosis = np.where(patient, "patient", "control")
print(f"{N_PEOPLE} people, {patient.sum()} patients, {N_SITES} sites")

# %%
# One pipeline
# ------------
# nilearn computes the correlations of each person. ``ConnectomeVectorizer`` puts nilearn's order of
# pairs (the lower triangle) into ours, takes Fisher's z, and names the columns by their regions, so
# that the network finds each pair in the connectome by name and not by luck. The network may then
# use only pairs that the structural connectome connects. All steps are fitted to training people.


def from_series(*last):
    """Make a pipeline that begins with time series."""
    return make_pipeline(
        ConnectivityMeasure(kind="correlation", vectorize=True, standardize="zscore_sample"),
        ConnectomeVectorizer("nilearn", scale="fisher_z", labels=brain.labels).set_output(
            transform="pandas"
        ),
        *last,
    )


models = {
    "dummy": DummyClassifier(),
    "logistic regression": from_series(StandardScaler(), LogisticRegression(C=1e-3, max_iter=1000)),
    "network": from_series(
        ConnectomeClassifier(brain, features="edges", n_members=1, max_epochs=20, random_state=0)
    ),
}

# %%
# Score it twice
# --------------
# In shuffled folds everybody's site is among the training people. ``GroupKFold`` keeps sites
# apart: nobody is tested whose site was seen.

schemes = {
    "shuffled": list(StratifiedKFold(4, shuffle=True, random_state=0).split(series, diagnosis)),
    "new sites": list(GroupKFold(4).split(series, diagnosis, groups=site)),
}
scores = {
    (name, scheme): cross_val_score(model, series, diagnosis, cv=cv, scoring="roc_auc")
    for scheme, cv in schemes.items()
    for name, model in models.items()
}
for (name, scheme), values in scores.items():
    print(f"{scheme:<10} {name:<20} AUC {values.mean():.2f} ± {values.std(ddof=1):.2f}")

# %%
# The dummy stands at .5, as it must. Both models lose when the sites are new, because they know
# such a site's scanner no more than its share of patients. In some folds they fall below .5: what
# was learned from other sites points the wrong way there. Only the scores at new sites may be
# reported as what the model can do, with their spread. Dots are folds, bars are means.

figure, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
places = {"shuffled": (-0.14, GREY), "new sites": (0.14, BLUE)}
for scheme, (shift, color) in places.items():
    for place, name in enumerate(models):
        values = scores[name, scheme]
        ax.plot(np.full(len(values), place + shift), values, "o", color=color, alpha=0.5)
        ax.plot(place + shift, values.mean(), "_", color=color, ms=28, mew=3)
    ax.plot([], [], "o", color=color, label=f"{scheme}, by fold")
ax.axhline(0.5, color=ORANGE, ls=":", label="chance")
ax.set(xticks=range(len(models)), xticklabels=models, ylabel="AUC", ylim=(0.2, 1.02))
ax.spines[["top", "right"]].set_visible(False)
ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
plt.show()

# %%
# Four folds of one simulated study prove nothing about which model is better. To compare models,
# use :func:`sk_ccnn.model_selection.compare`, which tests their differences on identical folds and
# corrects for the training people that folds share. With a cohort of your own, replace ``series``
# by what ``masker.fit_transform`` of nilearn returns for each person, ``brain.labels`` by
# ``[*masker.region_names_.values()]`` (the names in the order of the columns), and ``site`` by the
# column of your table, in the order of the series. Where no structural connectome of your atlas is
# at hand, ``ConnectomeClassifier(None)`` is the network without a constraint.
