"""Names that mean the same region match; names that do not are errors that list them."""

import csv
from collections import Counter

import pytest

from sk_ccnn.connectome import list_atlases, load_atlas, load_connectome
from sk_ccnn.connectome.region_names import match_regions, parse_region_name
from sk_ccnn.datasets import load_mouse_cohort

SAME = [
    ["lh_bankssts_thickness", "L_bankssts", "lh.bankssts", "ctx-lh-bankssts", "L.BSTS"],
    ["L_insula_thickavg", "ctx_lh_insula", "left insula", "L.IN"],
    ["Left-Thalamus-Proper", "L_Thalamus", "L.TH", "Lthal", "Left-Thalamus-Proper*"],
    ["Right-Accumbens-area", "R_Accumbens", "R.AC", "Raccumb"],
    ["7Networks_LH_Vis_1", "LH_Vis_1"],
    ["L G_and_S_frontomargin", "lh_G&S_frontomargin_thickness", "lh_G_and_S_frontomargin"],
    ["Precentral_L", "Left Precentral", "lh_precentral_volume"],
]


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_spellings_of_one_region_match(names):
    for label in names:
        assert match_regions(names, ["R_something_else", label]) == [1] * len(names)


def test_hemispheres_numbers_and_parcellations_stay_apart():
    names = [
        "L_bankssts",
        "R_bankssts",
        "bankssts",
        "LH_Vis_1",
        "LH_Vis_10",
        "Vermis_1_2",
        "Vermis_12",
    ]
    assert len(set(map(parse_region_name, names))) == len(names)
    with pytest.raises(ValueError, match="17Networks_LH_Vis_1"):
        match_regions(["17Networks_LH_Vis_1"], ["7Networks_LH_Vis_1"])


@pytest.mark.parametrize("atlas", list_atlases())
def test_no_two_regions_of_an_atlas_have_one_meaning(atlas):
    labels = load_atlas(atlas).labels
    assert max(Counter(map(parse_region_name, labels)).values()) == 1
    assert match_regions(labels, labels) == list(range(len(labels)))


def test_mouse_regions_match_themselves():
    labels = load_mouse_cohort().labels
    assert match_regions([label.upper() for label in labels], labels) == list(range(332))


def test_source_abbreviations_match_the_packaged_connectome():
    connectome = load_connectome()
    abbreviations = ["L.BSTS", "L.CER", "R.MOFG", "R.CER"]
    assert connectome.match(abbreviations).tolist() == [0, 34, 61, 83]


def test_unknown_names_are_listed():
    with pytest.raises(ValueError, match="2 of 3 names mean no region: 'age', 'lh_MeanThickness'"):
        match_regions(["age", "lh_insula", "lh_MeanThickness"], ["L_insula"])


def test_ambiguous_names_are_an_error_but_an_exact_label_is_not():
    labels = ["L_insula", "lh_insula_thickness"]
    assert match_regions(labels, labels) == [0, 1]
    with pytest.raises(ValueError, match="more than one region: .*L_insula"):
        match_regions(["lh.insula"], labels)


def header(path):
    with path.open(encoding="utf-8") as lines:
        return next(csv.reader(lines))


def test_destrieux_columns_of_real_tables_match(data_dir):
    labels = load_atlas("destrieux").labels
    fcon = [
        column
        for column in header(data_dir / "fcon1000" / "fcon1000.csv")[4:]
        if "Mean" not in column
    ]
    scz = header(data_dir / "scz" / "LNM_data.csv")[4:152]
    assert match_regions(fcon, labels) == match_regions(scz, labels) == list(range(148))


def test_ixi_columns_match_the_cortex_in_order(data_dir):
    columns = [
        column
        for column in header(data_dir / "ixi" / "IXI_aparc_thickness.csv")
        if column[:3] in ("lh_", "rh_") and "Mean" not in column
    ]
    cortex = load_connectome(cortex_only=True)
    assert cortex.match(columns).tolist() == list(range(68))
    assert load_connectome().align(columns).labels == cortex.labels
