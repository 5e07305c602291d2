"""
Harmonise sites inside the folds, by ComBat
===========================================

Scanners differ, and what differs by scanner hides what differs by age. ComBat [1]_ [2]_ takes out
what a site adds to each region, and by how much it stretches it. Like everything that is learned,
that must be learned from training people. Here it is a step of a pipeline, and the site is a column
of X, so that it reaches every fold, every scorer and new people. ComBat comes from the package
combatlearn (``pip install combatlearn``, or our extra ``harmonise``).

The cohort is simulated. Three things that ComBat cannot do:

- It knows nothing about a site that it has not seen. That is an error here, unless
  ``unseen="leave"`` lets such people through as they are, with a warning.
- It must never be told the target. What it preserves (``preserve``) it needs of new people too; the
  age to be predicted, or the diagnosis, would be given away.
- Where sites differ in age, it takes some of the effect of age for an effect of site. Compare with
  the features as they are, as this example does.

.. [1] Johnson, Li and Rabinovic 2007, doi:10.1093/biostatistics/kxj037
.. [2] Fortin et al. 2018, doi:10.1016/j.neuroimage.2017.11.024
"""

# %%
# A step for the pipeline
# -----------------------
# combatlearn wants to know each row's site. This transformer finds it in a column of X, hands it
# on, and refuses people of sites that it has not learned.

import warnings
from copy import copy

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.dummy import DummyRegressor
from sklearn.model_selection import KFold, LeaveOneGroupOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import make_age_cohort
from sk_ccnn.plotting import BLUE, GREY, ORANGE
from sk_ccnn.preprocessing import ConfoundRegressor


class SiteHarmonizer(TransformerMixin, BaseEstimator):
    """ComBat, with the sites in a column of X.

    Parameters
    ----------
    site : str, default="site"
        Column of X that names the site; the output lacks it.
    preserve : sequence of str, default=()
        Columns of X whose effects are to stay, numbers or categories such as sex; the output lacks
        them too.
    unseen : {"error", "leave"}, default="error"
        What happens to subjects of a site that was not in `fit`: an error, or nothing.
    """

    def __init__(self, site="site", *, preserve=(), unseen="error"):
        self.site = site
        self.preserve = preserve
        self.unseen = unseen

    def fit(self, X, y=None):
        """Learn what each site does to each region; y has no part in it.

        Parameters
        ----------
        X : DataFrame of shape (n_subjects, n_columns)

        Returns
        -------
        SiteHarmonizer
        """
        from combatlearn import ComBat

        if self.unseen not in ("error", "leave"):
            raise ValueError(f"unseen must be 'error' or 'leave', got {self.unseen!r}")
        # combatlearn 2.3 codes categories by the subjects at hand, so that one man alone would be
        # taken for a woman; coded here, as in fit, they are numbers to it.
        self.encoder_ = make_column_transformer(
            (
                OneHotEncoder(drop="first", sparse_output=False),
                make_column_selector(dtype_exclude="number"),
            ),
            remainder="passthrough",
        ).fit(X[list(self.preserve)])
        features, sites, preserved = self._split(X)
        combat = ComBat(sites, continuous_covariates=preserved, method="fortin")
        self.sites_, self.combat_ = sorted(sites.unique()), combat.fit(features)
        return self

    def transform(self, X):
        """Harmonise.

        Parameters
        ----------
        X : DataFrame of shape (n_subjects, n_columns)

        Returns
        -------
        DataFrame of shape (n_subjects, n_regions)

        Raises
        ------
        ValueError
            If a site was not in `fit`, unless `unseen` is ``"leave"``.
        """
        features, sites, preserved = self._split(X)
        known = sites.isin(self.sites_)
        if not known.all():
            self._say_unseen(sites[~known])
        if known.any():
            # combatlearn takes the sites when it is made, so those of now go to a copy.
            combat = copy(self.combat_)
            combat.batch = sites[known]
            combat.continuous_covariates = None if preserved is None else preserved[known]
            features.loc[known] = combat.transform(features[known])
        return features.set_index(X.index)

    def _say_unseen(self, sites):
        found = f"sites {sorted(sites.unique())} were not in fit, which saw {self.sites_}"
        if self.unseen == "error":
            raise ValueError(f"{found}; unseen='leave' lets their subjects through as they are")
        warnings.warn(f"{found}; their subjects are left as they are", stacklevel=2)

    def get_feature_names_out(self, input_features=None):
        """Name the regions: ndarray of str."""
        return self.combat_.get_feature_names_out()

    def _split(self, X):
        """Take X apart: features, Series of sites, and what is preserved or None."""
        X, preserve = X.reset_index(drop=True), list(self.preserve)
        features = X.drop(columns=[self.site, *preserve]).astype(float)
        preserved = pd.DataFrame(self.encoder_.transform(X[preserve])) if preserve else None
        return features, X[self.site].astype(str), preserved


# %%
# Four sites
# ----------
# Each shifts every region of its people, by about twice the standard deviation between people. The
# columns ``sex`` and ``site`` stand beside the regions.


def load_cohort(n_subjects=300, random_state=0):
    """Simulate a cohort of four sites.

    Parameters
    ----------
    n_subjects : int
    random_state : int

    Returns
    -------
    X : DataFrame of shape (n_subjects, 86)
        Regions, sex and site.
    age : ndarray of shape (n_subjects,)
        In years.
    """
    cohort = make_age_cohort(
        n_subjects, n_sites=4, site_effect=2.0, sex_effect=0.5, random_state=random_state
    )
    return cohort.X.assign(sex=cohort.sex, site=[f"site {k}" for k in cohort.site]), cohort.y


X, age = load_cohort()

# %%
# What it does to a region
# ------------------------
# The harmoniser learns from the first 200 people; the other 100 are shown, before and after.

harmonizer = SiteHarmonizer(preserve=["sex"]).fit(X[:200])
new = X[200:]
region = "L_insula"
sites = sorted(new["site"].unique())
figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.8), sharey=True, layout="constrained")
views = {"before": (new, GREY), "after ComBat": (harmonizer.transform(new), BLUE)}
for ax, (name, (view, color)) in zip(axes, views.items(), strict=True):
    for place, each in enumerate(sites):
        values = view.loc[(new["site"] == each).to_numpy(), region]
        shift = np.random.default_rng(place).uniform(-0.15, 0.15, len(values))
        ax.plot(place + shift, values, "o", ms=4, color=color, alpha=0.6, mew=0)
        ax.plot(place, values.mean(), "_", color=ORANGE, ms=30, mew=3)
    ax.set(title=f"{name}: people not seen in fit", xticks=range(len(sites)), xticklabels=sites)
    ax.spines[["top", "right"]].set_visible(False)
axes[0].set_ylabel(f"{region} (sd between people)")
plt.show()

# %%
# The bars are the means of the sites. They come together in people whom the harmoniser has not
# seen, because what belongs to a site was learned from others of the same site.

# %%
# Does it help to predict age?
# ----------------------------
# Three pipelines, two questions: new people of the same sites, and people of a new site.


def make_models(n_members=1, max_epochs=30):
    """Make the pipelines that are compared: dict of name to Pipeline.

    Parameters
    ----------
    n_members, max_epochs : int
        Of the networks.
    """
    steps = {
        "as it is": make_column_transformer(
            ("drop", ["sex", "site"]), remainder="passthrough", verbose_feature_names_out=False
        ).set_output(transform="pandas"),
        "regression on site": make_pipeline(
            make_column_transformer(
                ("drop", ["sex"]), remainder="passthrough", verbose_feature_names_out=False
            ).set_output(transform="pandas"),
            ConfoundRegressor("site", unknown="ignore").set_output(transform="pandas"),
        ),
        "ComBat": SiteHarmonizer(preserve=["sex"], unseen="leave"),
    }
    network = ConnectomeRegressor(n_members=n_members, max_epochs=max_epochs, random_state=0)
    models = {name: make_pipeline(step, network) for name, step in steps.items()}
    return {"dummy": DummyRegressor(strategy="median")} | models


schemes = {
    "same sites": list(KFold(4, shuffle=True, random_state=0).split(X)),
    "new site": list(LeaveOneGroupOut().split(X, groups=X["site"])),
}
errors = {}
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "sites .* were not in fit")  # asked for by unseen="leave"
    for scheme, cv in schemes.items():
        for name, model in make_models().items():
            errors[scheme, name] = -cross_val_score(
                model, X, age, cv=cv, scoring="neg_mean_absolute_error"
            )
            mean, sd = errors[scheme, name].mean(), errors[scheme, name].std(ddof=1)
            print(f"{scheme:<11} {name:<19} MAE {mean:.1f} ± {sd:.1f} years over 4 folds")

# %%
# Within the same sites, compare ComBat with the network that gets the features as they are. At a
# new site neither ComBat nor regression on site can help, because nothing is known about it. Look
# at the single sites: at one of them every network is worse than the dummy. No method should be
# trusted at a new site that was only scored on the same ones.

figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
for shift, color, scheme in ((-0.14, BLUE, "same sites"), (0.14, ORANGE, "new site")):
    for place, name in enumerate(make_models()):
        values = errors[scheme, name]
        ax.plot(np.full(len(values), place + shift), values, "o", color=color, alpha=0.5)
        ax.plot(place + shift, values.mean(), "_", color=color, ms=26, mew=3)
    ax.plot([], [], "o", color=color, label=f"{scheme} (dots: folds, bar: mean)")
ax.set(xticks=range(4), xticklabels=make_models(), ylabel="MAE (years)", ylim=(0, None))
ax.spines[["top", "right"]].set_visible(False)
ax.legend(frameon=False, loc="lower right")
plt.show()

# %%
# Differences within the spread of four folds are no differences. The site may stay a column to the
# end only because the harmoniser drops it: a network that saw it could predict age from the site.
