from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, LeaveOneGroupOut, cross_val_score, cross_validate
from sklearn.pipeline import make_pipeline

pytest.importorskip("combatlearn", reason="this example is about combatlearn: pip install it")
PATH = Path(__file__).parents[2] / "examples" / "plot_harmonise_sites.py"


@pytest.fixture(scope="module")
def example(definitions):
    return definitions(PATH)


@pytest.fixture(scope="module")
def cohort(example):
    return example.load_cohort(n_subjects=160, random_state=1)


def spread_of_site_means(features, sites):
    return np.std(
        [features[sites == site].mean(axis=0) for site in np.unique(sites)], axis=0
    ).mean()


def test_sites_that_were_seen_become_alike_in_new_subjects(example, cohort):
    X, _ = cohort
    harmonizer = example.SiteHarmonizer(preserve=["sex"]).fit(X[:120])
    new = X[120:]
    before = new.drop(columns=["sex", "site"])
    after = harmonizer.transform(new)
    assert list(after.columns) == list(before.columns) == list(harmonizer.get_feature_names_out())
    sites = new["site"].to_numpy()
    assert spread_of_site_means(after, sites) < 0.5 * spread_of_site_means(before, sites)


def test_a_new_subject_needs_no_company(example, cohort):
    X, _ = cohort
    harmonizer = example.SiteHarmonizer(preserve=["sex"]).fit(X[:120])
    together = harmonizer.transform(X[120:])
    for k in range(5):
        alone = harmonizer.transform(X[120 + k : 121 + k])
        assert_allclose(alone, together[k : k + 1])
        assert alone.index == [120 + k]


def test_rows_are_not_matched_by_their_names(example, cohort):
    X, _ = cohort
    twice = X.iloc[[0, 0, 1, *range(160)]]
    harmonizer = example.SiteHarmonizer(preserve=["sex"]).fit(twice)
    assert_allclose(harmonizer.transform(twice).iloc[3:], harmonizer.transform(X))


def test_an_effect_that_is_preserved_stays_though_sites_differ_in_it(example):
    random = np.random.default_rng(0)
    male, site = (
        np.repeat([0, 1], 200),
        np.r_[random.choice([0, 0, 0, 1], 200), random.choice([0, 1, 1, 1], 200)],
    )
    regions = random.normal(size=(400, 20)) + 1.0 * male[:, None] + 3.0 * site[:, None]
    X = (
        pd.DataFrame(regions)
        .add_prefix("region ")
        .assign(sex=np.array(["f", "m"])[male], site=site)
    )

    def difference(preserve):
        given = X if preserve else X.drop(columns="sex")
        left = example.SiteHarmonizer(preserve=preserve).fit_transform(given)
        return (left[male == 1].mean() - left[male == 0].mean()).mean()

    assert difference(["sex"]) == pytest.approx(1, abs=0.1)
    assert difference([]) < 0.85


def test_an_unseen_site_is_an_error_unless_it_may_stay_as_it_is(example, cohort):
    X, age = cohort
    new = X["site"] == "site 3"
    with pytest.raises(
        ValueError, match=r"sites \['site 3'\] were not in fit, which saw .* unseen='leave'"
    ):
        example.SiteHarmonizer(preserve=["sex"]).fit(X[~new]).transform(X)
    lenient = example.SiteHarmonizer(preserve=["sex"], unseen="leave").fit(X[~new])
    with pytest.warns(UserWarning, match="left as they are"):
        left = lenient.transform(X)
    assert_allclose(left[new], X[new].drop(columns=["sex", "site"]))
    assert_allclose(left[~new], lenient.transform(X[~new]))
    strict = make_pipeline(example.SiteHarmonizer(preserve=["sex"]), Ridge())
    with pytest.raises(ValueError, match="were not in fit"):
        cross_val_score(
            strict, X, age, groups=X["site"], cv=LeaveOneGroupOut(), error_score="raise"
        )


def test_harmonisation_is_the_same_when_the_test_rows_are_noise(example, cohort):
    X, age = cohort
    train, test = next(KFold(4, shuffle=True, random_state=0).split(X))
    noise = X.copy()
    regions = X.columns.drop(["sex", "site"])
    noise.loc[test, regions] = np.random.default_rng(0).normal(size=(len(test), len(regions)))
    noise.loc[test, "site"] = "site 0"
    pipeline = make_pipeline(example.SiteHarmonizer(preserve=["sex"]), Ridge())
    fitted = [
        cross_validate(clone(pipeline), data, age, cv=[(train, test)], return_estimator=True)[
            "estimator"
        ][0][0]
        for data in (X, noise)
    ]
    assert fitted[0].sites_ == fitted[1].sites_
    assert (fitted[0].transform(X) == fitted[1].transform(X)).all(axis=None)


def test_every_model_of_the_example_predicts_new_subjects_and_new_sites(example, cohort):
    X, age = cohort
    known = (X["site"] != "site 3").to_numpy()
    for model in example.make_models(max_epochs=2).values():
        model.fit(X[known], age[known])
        assert np.isfinite(model.predict(X)).all()
