"""The fetched cohorts: what they hold, and the traps in them."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_atlas
from sk_ccnn.datasets import (
    data_folder,
    fetch_fcon1000,
    fetch_group_connectome,
    fetch_schizophrenia,
)


def test_fcon1000_tells_its_sites_and_names_the_destrieux_atlas(data_dir):
    cohort = fetch_fcon1000(data_dir=data_dir)
    assert cohort.data.shape == (1078, 148)
    assert cohort.site.nunique() == 23
    assert "site" in cohort.description
    labels = load_atlas("destrieux").labels
    assert len(set(Connectome(np.eye(148), labels=labels).match(cohort.data.columns))) == 148


def test_one_visit_is_one_row_a_person(data_dir):
    for visit in (1, 2):
        cohort = fetch_schizophrenia(visit=visit, data_dir=data_dir)
        assert cohort.data.shape == (165, 148)
        assert cohort.subjects.is_unique
        assert cohort.target.value_counts().to_dict() == {"patient": 98, "control": 67}
    both = fetch_schizophrenia(visit=None, data_dir=data_dir)
    assert len(both.data) == len(both.volumes) == 330
    assert both.subjects.nunique() == 165
    assert (both.target.groupby(both.subjects).nunique() == 1).all()


def test_two_rows_a_person_are_not_given_without_their_groups(data_dir):
    with pytest.raises(ValueError, match="must stay together in every fold"):
        fetch_schizophrenia(visit=None, return_X_y=True, data_dir=data_dir)


@pytest.mark.parametrize(
    ("atlas", "n_regions"),
    [
        ("desikan_killiany", 68),
        ("schaefer100", 100),
        ("schaefer200", 200),
        ("schaefer400", 400),
        ("glasser", 360),
    ],
)
def test_a_group_connectome_has_coordinates_and_keeps_its_negative_edges(
    atlas, n_regions, data_dir
):
    connectome = fetch_group_connectome(atlas, data_dir=data_dir)
    assert connectome.n_regions == n_regions
    assert not connectome.is_directed
    assert connectome.coordinates.shape == (n_regions, 3)
    assert (connectome.to_dense() < 0).any() == (atlas != "desikan_killiany")
    assert connectome.citation
    assert connectome.licence


PLAIN = {
    "glasser360": "glasser",
    "schaefer100_7": "schaefer100",
    "desikan_killiany68": "desikan_killiany",
}


@pytest.mark.parametrize("full", PLAIN)
def test_a_group_connectome_goes_by_its_full_name_too(full, data_dir):
    connectome = fetch_group_connectome(full, data_dir=data_dir)
    assert connectome.labels == load_atlas(full).labels
    assert connectome == fetch_group_connectome(PLAIN[full], data_dir=data_dir)
    thresholded = fetch_group_connectome(full, density=0.05, data_dir=data_dir)
    assert thresholded == connectome.threshold(0.05)


def test_an_unknown_atlas_names_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match="no atlas with a group connectome 'aal'.*'glasser'"):
        fetch_group_connectome("aal", data_dir=tmp_path)


def test_the_mean_of_two_visits_has_a_row_for_each_person(data_dir):
    mean = fetch_schizophrenia(visit="mean", data_dir=data_dir)
    first, second = (fetch_schizophrenia(visit=each, data_dir=data_dir) for each in (1, 2))
    assert list(mean.subjects) == list(first.subjects)
    assert list(mean.target) == list(first.target)
    later = second.data.set_index(second.subjects).loc[mean.subjects].to_numpy()
    assert mean.data.to_numpy() == pytest.approx((first.data.to_numpy() + later) / 2)


@pytest.mark.parametrize("fetch", [fetch_fcon1000, fetch_schizophrenia])
def test_a_bunch_says_where_it_comes_from(fetch, data_dir):
    cohort = fetch(data_dir=data_dir)
    for field in ("description", "citation", "licence"):
        assert len(cohort[field]) > 5


def test_the_folder_is_the_argument_then_the_variable_then_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SK_CCNN_DATA", str(tmp_path / "a"))
    assert data_folder(tmp_path / "b") == tmp_path / "b"
    assert data_folder() == tmp_path / "a"
    monkeypatch.delenv("SK_CCNN_DATA")
    assert data_folder().name == "sk_ccnn_data"


def test_an_unknown_visit_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(ValueError, match="no visit 3; there are '1', '2', 'None'"):
        fetch_schizophrenia(visit=3, data_dir=tmp_path)
