"""The packaged connectome is faithful to its source; a name or an array stands for a connectome."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sk_ccnn import connectome, datasets
from sk_ccnn.connectome import (
    Connectome,
    as_connectome,
    list_connectomes,
    load_atlas,
    load_connectome,
)

SQUARE = np.ones((3, 3))


def test_an_atlas_is_no_connectome_but_where_one_can_be_drawn():
    with pytest.raises(TypeError, match=r"got Bunch. An atlas has no connections.*from_coordinat"):
        as_connectome(load_atlas("aal"))
    with pytest.raises(ValueError, match=r"fetch_group_connectome\('schaefer200'\) downloads"):
        as_connectome("schaefer200")


def test_desikan_killiany_is_thresholded_and_connected():
    for cortex_only, n_regions in ((False, 84), (True, 68)):
        connectome = load_connectome(cortex_only=cortex_only)
        assert connectome.n_regions == n_regions
        assert connectome.density == pytest.approx(0.2, abs=1e-3)
        assert not connectome.is_directed and not connectome.isolated_regions
        assert connectome.licence and "doi" in connectome.citation
        assert np.isfinite(connectome.distances("topological")).all()


def test_raw_average_connects_every_pair():
    raw = load_connectome(density=None)
    assert raw.density == 1 and (raw.lengths[raw.adjacency()] > 0).all()
    assert raw.threshold(0.2) == load_connectome()


def test_cortex_comes_in_freesurfer_order():
    labels = load_connectome(cortex_only=True).labels
    assert [label[2:] for label in labels[:34]] == [label[2:] for label in labels[34:]]
    assert labels[0] == "L_bankssts" and labels[33] == "L_insula" and labels[34] == "R_bankssts"
    assert labels == load_atlas("desikan_killiany").labels


def test_packed_connectome_equals_its_source(data_dir):
    folder = data_dir / "vendor" / "dk84"
    raw = load_connectome(density=None)
    for measure, packed in (("streamlineCount", raw.weights), ("tractLength", raw.lengths)):
        source = np.loadtxt(folder / f"atlas-DesikanKilliany_meas-{measure}_relmat.dense.tsv")
        assert np.array_equal(source, packed)


def test_names_and_coordinates_agree_with_the_atlas():
    connectome, atlas = load_connectome(cortex_only=True), load_atlas("desikan_killiany")
    apart = np.linalg.norm(connectome.coordinates - atlas.coordinates, axis=1)
    assert apart.max() < 16 and np.median(apart) < 6


def test_unknown_names_list_the_valid_ones():
    assert list_connectomes() == ["desikan_killiany"]
    with pytest.raises(ValueError, match="no connectome 'dk'.*'desikan_killiany'"):
        load_connectome("dk")


@pytest.mark.parametrize(
    "name", ["list_atlases", "list_connectomes", "load_atlas", "load_connectome"]
)
def test_the_rooms_of_cohorts_and_connectomes_offer_the_same_function(name):
    assert getattr(datasets, name) is getattr(connectome, name)


def test_as_connectome_takes_names_arrays_and_frames():
    connectome = load_connectome()
    assert as_connectome(connectome) is connectome
    assert as_connectome("desikan_killiany") == connectome
    assert as_connectome(SQUARE) == as_connectome(SQUARE.tolist()) == Connectome(SQUARE)
    assert sparse.issparse(as_connectome(sparse.csr_array(SQUARE)).weights)
    frame = pd.DataFrame(SQUARE, index=list("abc"), columns=list("abc"))
    assert as_connectome(frame).labels == ("a", "b", "c")
    with pytest.raises(ValueError, match="same labels"):
        as_connectome(frame.set_axis(list("abd"), axis=1))


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (3.0, TypeError, "float"),
        (None, TypeError, "NoneType"),
        ({"weights": SQUARE}, TypeError, "dict"),
        ("nobody", ValueError, "desikan_killiany"),
    ],
)
def test_what_is_no_connectome_is_refused(given, error, says):
    with pytest.raises(error, match=says):
        as_connectome(given)
