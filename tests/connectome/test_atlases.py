"""Every atlas is complete, in MNI space, and says whom to cite."""

import re

import numpy as np
import pytest

from sk_ccnn.connectome import list_atlases, load_atlas


@pytest.mark.parametrize("name", list_atlases())
def test_every_atlas_loads(name):
    atlas = load_atlas(name)
    n_regions = len(atlas.labels)
    assert name.split("_")[0 if "schaefer" in name else -1].endswith(str(n_regions))
    assert atlas.coordinates.shape == (n_regions, 3) and np.isfinite(atlas.coordinates).all()
    assert set(atlas.hemisphere) <= {"L", "R", "M"} and len(atlas.structure) == n_regions
    assert atlas.network is None or len(atlas.network) == n_regions
    assert atlas.licence == "MIT"
    assert all(re.search(r"\d{4}, .*, doi 10\.", work) for work in atlas.citation.split(";"))
    lateral = np.abs(atlas.coordinates[:, 0]) > 5
    left = atlas.hemisphere[lateral] == "L"
    assert np.array_equal(left, atlas.coordinates[lateral, 0] < 0)


def test_plain_names_mean_the_cortical_atlas():
    for plain, full in (
        ("destrieux", "destrieux148"),
        ("aal", "aal116"),
        ("glasser", "glasser360"),
        ("schaefer200", "schaefer200_7"),
    ):
        assert load_atlas(plain).name == full


def test_unknown_names_list_the_valid_ones():
    with pytest.raises(ValueError, match="no atlas 'schaefer'.*'schaefer200_7'"):
        load_atlas("schaefer")
    with pytest.raises(ValueError, match="close names are 'schaefer200_7'"):
        load_atlas("schafer200")
