"""From the time series of regions to a diagnosis: nilearn's cohorts in one pipeline.

nilearn turns each subject's time series into correlations, we put these into the order of our
networks, as Fisher's z, and a network learns from them. Every step is fitted on training subjects
only, so that the whole pipeline can be cross-validated.

    python examples/time_series_to_diagnosis.py development   # 155 children and adults, 5 GB
    python examples/time_series_to_diagnosis.py abide         # 871 people of 20 sites, 200 MB

The gallery's plot_diagnosis_sites.py goes the same way with simulated series, and without a
download. Here the downloads are nilearn's own, into its own folder.
"""

import argparse

import numpy as np
from nilearn.connectome import ConnectivityMeasure
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

from sk_ccnn import ConnectomeClassifier
from sk_ccnn.preprocessing import ConnectomeVectorizer


def make_model(connectome=None, labels=None, **options):
    """Make the pipeline from time series to classes.

    Parameters
    ----------
    connectome : Connectome, str or None
        Structural connectome of the same regions, if there is one.
    labels : sequence of str, optional
        Names of the regions in the order of the columns of the time series, such as
        ``[*masker.region_names_.values()]`` of a `NiftiLabelsMasker`, or ``atlas.labels`` of a
        `NiftiMapsMasker`'s atlas. By them the pairs are matched to the connectome.
    **options
        Of `ConnectomeClassifier`.

    Returns
    -------
    Pipeline
        Fitted to a list of arrays of shape (n_times, n_regions).
    """
    return make_pipeline(
        ConnectivityMeasure(kind="correlation", vectorize=True, standardize="zscore_sample"),
        ConnectomeVectorizer("nilearn", scale="fisher_z", labels=labels).set_output(
            transform="pandas"
        ),
        ConnectomeClassifier(connectome, features="edges", random_state=0, **options),
    )


def load_abide():
    """Fetch ABIDE: time series, diagnoses and sites.

    Subjects whose series has a region without signal are left out: it has no correlations.
    """
    from nilearn.datasets import fetch_abide_pcp

    cohort = fetch_abide_pcp(derivatives=["rois_cc200"], quality_checked=True)
    series = [np.asarray(each) for each in cohort.rois_cc200]
    whole = np.array([(each.std(axis=0) > 0).all() for each in series])
    print(f"{(~whole).sum()} of {len(whole)} subjects left out: a region without signal")
    people = cohort.phenotypic[whole]
    diagnosis = np.where(people["DX_GROUP"] == 1, "autism", "control")
    series = [each for each, keep in zip(series, whole, strict=True) if keep]
    return series, diagnosis, people["SITE_ID"].to_numpy(dtype=str)


def load_development():
    """Fetch the development cohort: time series of 39 regions, and child or adult."""
    from nilearn.datasets import fetch_atlas_msdl, fetch_development_fmri
    from nilearn.maskers import NiftiMapsMasker

    cohort = fetch_development_fmri()
    masker = NiftiMapsMasker(fetch_atlas_msdl().maps, standardize="zscore_sample", detrend=True)
    images = zip(cohort.func, cohort.confounds, strict=True)
    series = [masker.fit_transform(image, confounds=confounds) for image, confounds in images]
    return series, cohort.phenotypic["Child_Adult"].to_numpy(dtype=str), None


def main():
    """Cross-validate on one of the two cohorts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cohort", choices=["abide", "development"])
    given = parser.parse_args()
    series, y, sites = load_abide() if given.cohort == "abide" else load_development()
    cv = StratifiedKFold(5, shuffle=True, random_state=0) if sites is None else GroupKFold(5)
    scores = cross_val_score(make_model(), series, y, groups=sites, cv=cv, scoring="roc_auc")
    folds = "folds" if sites is None else "groups of sites"
    print(f"{given.cohort}: AUC {scores.mean():.3f} ± {scores.std(ddof=1):.3f} over 5 {folds}")


if __name__ == "__main__":
    main()
