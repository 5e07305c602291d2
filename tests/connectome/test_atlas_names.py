"""Atlases and connectomes have one scheme of names."""

import re

import pytest

from sk_ccnn.connectome import can_be_fetched, full_name, list_atlases, load_atlas, load_connectome
from sk_ccnn.connectome.atlas_names import FETCHED, unknown_connectome


@pytest.mark.parametrize("name", list_atlases())
def test_a_full_name_says_how_many_regions_there_are_and_is_its_own(name):
    assert full_name(name) == name
    assert len(load_atlas(name).labels) == int(re.search(r"\d+", name)[0])


@pytest.mark.parametrize("name", FETCHED)
def test_what_can_be_fetched_has_a_plain_and_a_full_name(name):
    assert full_name(name) != name
    assert can_be_fetched(name) and can_be_fetched(full_name(name))
    if name != "aal2":
        assert load_atlas(name).name == full_name(name)


def test_the_packaged_connectome_has_full_names_too():
    assert load_connectome("desikan_killiany84") == load_connectome()
    cortex = load_connectome("desikan_killiany68")
    assert cortex == load_connectome(cortex_only=True)
    assert len(cortex.labels) == len(load_atlas("desikan_killiany").labels)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("schaefer200", r"fetch_group_connectome\('schaefer200'\) downloads that one"),
        ("glasser360", r"fetch_group_connectome\('glasser360'\) downloads that one"),
        ("destrieux", r"from_coordinates\(load_atlas\('destrieux'\).coordinates, density=...\)"),
        ("desikan_kiliany", "close names are 'desikan_killiany'"),
        ("correlations", "close names are 'correlation'"),
        ("xyzzy", "can fetch 'aal2', 'desikan_killiany', 'glasser', 'schaefer100'.*400'$"),
        (7, "no connectome 7 in the package, which has 'desikan_killiany'"),
    ],
)
def test_an_unknown_connectome_says_what_there_is_instead(name, message):
    told = unknown_connectome(name, ["desikan_killiany"], list_atlases(), ["correlation"])
    assert re.search(message, told)
    assert "which has 'desikan_killiany'" in told and "can fetch 'aal2'" in told
