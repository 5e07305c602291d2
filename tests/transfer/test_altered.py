import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from sk_ccnn.datasets import make_disease_cohort
from sk_ccnn.transfer import altered_regions

from .conftest import ALTERED


def test_the_planted_regions_are_found(patients):
    X, diagnosis = patients
    table = altered_regions(X, diagnosis)
    assert list(table.index) == list(X.columns)
    assert np.flatnonzero(table["altered"]).tolist() == ALTERED
    assert (table["effect_size"].iloc[ALTERED] < -1).all()


def test_the_epicentres_of_a_simulated_disease_are_among_the_altered():
    cohort = make_disease_cohort(120, n_epicentres=2, rate=0.005, random_state=0)
    table = altered_regions(cohort.X, cohort.y, regions=cohort.connectome.labels)
    assert set(table["p_value"].nsmallest(2).index) == set(cohort.truth.epicentres)
    assert table.loc[list(cohort.truth.epicentres), "altered"].all()


def test_q_values_are_benjamini_hochbergs_and_alpha_their_limit(patients):
    X, diagnosis = patients
    table = altered_regions(X, diagnosis, alpha=0.3)
    np.testing.assert_allclose(table["q_value"], false_discovery_control(table["p_value"]))
    assert (table["altered"] == (table["q_value"] <= 0.3)).all()
    assert not altered_regions(X, diagnosis, alpha=0)["altered"].any()


def test_where_nothing_is_altered_no_more_than_alpha_of_the_cohorts_say_so():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 10)
    found = [altered_regions(rng.normal(size=(20, 15)), y)["altered"].any() for _ in range(200)]
    assert np.mean(found) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_a_confound_is_not_taken_for_the_disease(patients):
    X, diagnosis = patients
    sick = diagnosis == "patient"
    age = np.random.default_rng(0).uniform(20, 40, 40) + 20 * sick
    aged = X - (age[:, None] - 30) / 5
    assert altered_regions(aged, diagnosis)["altered"].all()
    table = altered_regions(aged, diagnosis, confounds=age)
    plain = altered_regions(X, diagnosis, confounds=age)
    np.testing.assert_allclose(table["effect_size"], plain["effect_size"])


def test_sites_are_categories():
    rng = np.random.default_rng(0)
    site = np.array(["a", "b", "c"])[rng.integers(3, size=60)]
    y = rng.normal(size=60) + 3 * (site == "b")
    X = rng.normal(size=(60, 5)) + 3 * (site == "b")[:, None]
    assert altered_regions(X, y)["altered"].all()
    assert not altered_regions(X, y, confounds=pd.DataFrame({"site": site}))["altered"].any()


def test_numbers_are_groups_only_if_they_are_few_and_whole(patients):
    X, diagnosis = patients
    codes = (diagnosis == "patient").astype(int)
    pd.testing.assert_frame_equal(altered_regions(X, codes), altered_regions(X, diagnosis))
    as_number = altered_regions(X, codes, target_type="continuous")
    assert as_number["effect_size"].abs().max() < 1
    np.testing.assert_allclose(as_number["p_value"], altered_regions(X, codes)["p_value"])
    age = np.arange(len(X))
    pd.testing.assert_frame_equal(
        altered_regions(X, age), altered_regions(X, age, target_type="continuous")
    )


def test_of_several_measures_the_most_altered_one_counts(patients):
    X, diagnosis = patients
    single = altered_regions(X, diagnosis)
    noise = np.random.default_rng(5).normal(size=X.shape)
    table = altered_regions(np.stack([noise, X.to_numpy()], axis=-1), diagnosis)
    chosen = np.isin(np.arange(len(table)), ALTERED)
    np.testing.assert_allclose(table["p_value"][chosen], 2 * single["p_value"][chosen])
    np.testing.assert_allclose(table["effect_size"][chosen], single["effect_size"][chosen])
    assert table["p_value"].max() <= 1


def test_of_connectomes_the_strength_counts_however_they_are_laid_out():
    rng = np.random.default_rng(0)
    matrices = rng.normal(size=(30, 6, 6))
    matrices += matrices.swapaxes(1, 2)
    y = np.repeat(["a", "b"], 15)
    matrices[15:, 3, :] += 3
    matrices[15:, :, 3] += 3
    table = altered_regions(matrices, y)
    assert table["p_value"].idxmin() == "region_3"
    pairs = matrices[:, *np.triu_indices(6, 1)]
    pd.testing.assert_frame_equal(altered_regions(pairs, y, features="edges"), table)


def test_what_does_not_fit_is_an_error(patients):
    X, diagnosis = patients
    with pytest.raises(ValueError, match="regions names 2 regions, but X has 10"):
        altered_regions(X, diagnosis, regions=["a", "b"])
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        altered_regions(X, diagnosis[:-1])
    with pytest.raises(ValueError, match="confounds have 39 rows but X has 40"):
        altered_regions(X, diagnosis, confounds=np.ones(39))
    with pytest.raises(ValueError, match="contains NaN"):
        altered_regions(X.where(X < 1), diagnosis)
