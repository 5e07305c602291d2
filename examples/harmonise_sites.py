"""Age from several sites: ComBat within the folds, by combatlearn.

Scanners differ, and what differs by scanner hides what differs by age. ComBat takes out what a site
adds to each region, and by how much it stretches it. Like everything that is learned, that must be
learned from training subjects: here it is a step of the pipeline, and the site is a column of X, so
that it reaches every fold, every scorer and new subjects.

    pip install combatlearn
    python examples/harmonise_sites.py

The cohort is simulated. Three things that ComBat cannot do:

- It knows nothing about a site that it has not seen. That is an error here, unless
  ``unseen="leave"`` lets such subjects through as they are, with a warning.
- It must never be told the target. What it preserves (`preserve`) it needs of new subjects too; the
  age to be predicted, or the diagnosis, would be given away.
- Where sites differ in age, it takes some of the effect of age for an effect of site. Compare with
  the features as they are, as this script does.

Johnson, Li and Rabinovic 2007, doi:10.1093/biostatistics/kxj037; Fortin et al. 2018,
doi:10.1016/j.neuroimage.2017.11.024
"""

import warnings
from copy import copy

import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.model_selection import KFold, LeaveOneGroupOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import make_age_cohort
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


def load_cohort(n_subjects=400, random_state=0):
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


def make_models(n_members=5):
    """Make the pipelines that are compared: dict of name to Pipeline.

    Parameters
    ----------
    n_members : int
        Of the networks.
    """
    steps = {
        "as it is": make_column_transformer(("drop", ["sex", "site"]), remainder="passthrough"),
        "regression on site": make_pipeline(
            make_column_transformer(
                ("drop", ["sex"]), remainder="passthrough", verbose_feature_names_out=False
            ).set_output(transform="pandas"),
            ConfoundRegressor("site", unknown="ignore"),
        ),
        "ComBat": SiteHarmonizer(preserve=["sex"], unseen="leave"),
    }
    network = ConnectomeRegressor(n_members=n_members, random_state=0)
    return {name: make_pipeline(step, network) for name, step in steps.items()}


def main():
    """Cross-validate within the sites, and on sites that were not seen."""
    X, age = load_cohort()
    schemes = {
        "same sites": KFold(5, shuffle=True, random_state=0).split(X),
        "new site": LeaveOneGroupOut().split(X, groups=X["site"]),
    }
    warnings.filterwarnings("ignore", "sites .* were not in fit")
    for scheme, folds in schemes.items():
        cv = list(folds)
        for name, model in make_models().items():
            scores = cross_val_score(model, X, age, cv=cv, scoring="neg_mean_absolute_error")
            mean, sd = -scores.mean(), scores.std(ddof=1)
            print(
                f"{scheme:<11} {name:<19} MAE {mean:.2f} ± {sd:.2f} years over {len(scores)} folds"
            )


if __name__ == "__main__":
    main()
