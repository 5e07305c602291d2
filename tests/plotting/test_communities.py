import numpy as np
import pytest

from sk_ccnn import Connectome
from sk_ccnn.connectome import load_atlas, load_connectome
from sk_ccnn.plotting.communities import communities_of


def test_names_of_the_desikan_killiany_atlas_tell_hemisphere_and_lobe():
    whole = load_connectome()
    found = communities_of(whole)
    names = [found.names[k] for k in found.of_region]
    assert found.source == "hemisphere and lobe"
    assert names[whole.labels.index("L_precuneus")] == "left parietal"
    assert names[whole.labels.index("R_Thalamus")] == "right subcortical"
    assert found.names[:2] == ["left frontal", "left parietal"]
    assert found.names[-1] == "right cerebellum" and len(found.names) == 16


def test_names_of_the_schaefer_atlas_tell_the_network():
    labels = load_atlas("schaefer100").labels
    found = communities_of(Connectome(np.zeros((100, 100)), labels=labels))
    assert found.source == "hemisphere and network"
    assert len(found.names) == 14 and found.names[0] == "left Vis"


def test_other_regions_are_grouped_by_their_connections():
    blocks = np.kron(np.eye(2), np.ones((3, 3)))
    found = communities_of(Connectome(blocks))
    assert found.source == "Louvain" and found.of_region.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.names == ["community 1", "community 2"]


def test_communities_may_be_given_in_order_or_by_name():
    pair = Connectome(1 - np.eye(2), labels=["L_insula", "R_insula"])
    for given in (["b", "a"], {"rh_insula": "a", "lh_insula": "b"}):
        found = communities_of(pair, given)
        assert [found.names[k] for k in found.of_region] == ["b", "a"]
    with pytest.raises(ValueError, match="one for each of 2 regions, got an array of shape"):
        communities_of(pair, [1, 2, 3])
    with pytest.raises(ValueError, match="got none for 'R_insula'"):
        communities_of(pair, {"lh_insula": "b"})
