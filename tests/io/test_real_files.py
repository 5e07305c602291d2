"""Files as other programs write them: whole, and damaged in 200 ways."""

import shutil

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import load_atlas
from sk_ccnn.datasets import load_mouse_cohort
from sk_ccnn.io import read_cohort, read_connectome

LABELS_200 = "formats/edgelist/Schaefer200.txt"
FC = {"labels": LABELS_200, "complete": True}
DK84 = "vendor/dk84/atlas-DesikanKilliany_meas-{}_relmat.dense.tsv"
ENIGMA = {
    f"enigma/strucMatrix_ctx{end}.csv": (n, {"labels": f"enigma/strucLabels_ctx{end}.csv"})
    for end, n in {
        "": 68,
        "_schaefer_100": 100,
        "_schaefer_200": 200,
        "_schaefer_400": 400,
        "_glasser_360": 360,
    }.items()
}
# path: number of regions, and what has to be told
FILES = {
    "formats/edgelist/ABIDE1_CALTECH_51491.txt": (200, FC),
    "formats/edgelist/fcm_sub_32301.txt": (200, FC),
    "formats/edgelist/fcm_sub_32302.txt": (200, FC),
    "formats/edgelist/sub-54776_ses-1_dti.edgelist": (332, {}),
    "formats/mat/102311_CM.mat": (94, {}),
    "formats/mat/102311_LEN.mat": (94, {"key": "len"}),
    "formats/tvb/connectivity_68.zip": (68, {}),
    "formats/tvb/connectivity_76.zip": (76, {"directed": True}),
    DK84.format("streamlineCount"): (84, {}),
    DK84.format("tractLength"): (84, {}),
    DK84.format("BoldCorrelation"): (84, {}),
    **ENIGMA,
}


def options_of(data_dir, options):
    """Make the paths among the options absolute."""
    return options | {"labels": data_dir / options["labels"]} if "labels" in options else options


@pytest.mark.parametrize("file", FILES)
def test_every_sample_is_read(file, data_dir):
    n_regions, options = FILES[file]
    connectome = read_connectome(data_dir / file, **options_of(data_dir, options))
    weights = connectome.to_dense()
    assert weights.shape == (n_regions, n_regions)
    assert weights.any()
    assert not np.diag(weights).any()
    assert connectome.is_directed == options.get("directed", False)
    assert connectome.has_labels == ("labels" in options or "tvb" in file or "dk84" in file)


def test_edge_lists_hold_what_they_say(data_dir):
    path = data_dir / "formats/edgelist/ABIDE1_CALTECH_51491.txt"
    weights = read_connectome(path, labels=data_dir / LABELS_200).to_dense()
    assert weights[55, 158] == weights[158, 55] == 0.8421727622258693
    assert read_connectome(path, labels=data_dir / LABELS_200).labels[0] == "7Networks_LH_Vis_1"


def test_an_edge_list_and_the_packaged_array_are_the_same_mouse(data_dir):
    mice = load_mouse_cohort()
    mouse = read_connectome(data_dir / "formats/edgelist/sub-54776_ses-1_dti.edgelist")
    packaged = mice.connectomes[mice.subjects == "sub-54776"][0]
    assert (mouse.to_dense().astype(np.float32) == packaged).all()


def test_the_packed_correlations_are_those_of_the_edge_list(data_dir):
    path = data_dir / "lemon/lemon225_schaefer200_fc_int8.npz"
    with np.load(path, allow_pickle=False) as packed:
        row = packed["sub_id"].tolist().index(32301)
        values = packed["fc_triu_x127"][row] / 127
    weights = read_connectome(data_dir / "formats/edgelist/fcm_sub_32301.txt").to_dense()
    assert np.abs(weights[np.triu_indices(200, 1)] - values).max() < 0.6 / 127  # int8


def test_a_folder_of_edge_lists_is_a_cohort(data_dir):
    folder = data_dir / "formats/edgelist"
    cohort = read_cohort(folder, pattern="fcm_sub_*.txt", complete=True)
    assert cohort.X.shape == (2, 200, 200)
    assert cohort.subjects.tolist() == ["fcm_sub_32301", "fcm_sub_32302"]


def test_the_mice_of_the_vendor_folder_are_a_cohort(data_dir):
    folder = data_dir / "vendor/mouse"
    cohort = read_cohort(folder / "mice32_332.npz", folder / "participants.csv", key="A")
    assert cohort.X.shape == (32, 332, 332)
    assert (cohort.X == cohort.X.transpose(0, 2, 1)).all()
    assert cohort.participants["genotype"].value_counts().tolist() == [8, 8, 8, 8]


def test_labels_and_coordinates_of_the_vendor_atlases_are_read(data_dir):
    files = sorted((data_dir / "vendor/atlases").glob("*.csv"))
    assert len(files) == 20
    schaefer = data_dir / "vendor/atlases/Schaefer100-7.csv"
    connectome = read_connectome(
        data_dir / "enigma/strucMatrix_ctx_schaefer_100.csv", coordinates=schaefer
    )
    assert (connectome.coordinates == load_atlas("schaefer100_7").coordinates).all()


def is_cut_between_lines(file, content, length):
    """Tell what cannot be told: a sparse edge list that ends with a line is a whole one."""
    return file.endswith(".edgelist") and content[length - 1 : length] == b"\n"


@given(data=st.data())
@settings(max_examples=120, derandomize=True)
def test_a_file_that_was_cut_off_is_an_error(data, data_dir, tmp_path_factory):
    file = data.draw(st.sampled_from(sorted(FILES)))
    content = (data_dir / file).read_bytes()
    length = data.draw(st.integers(0, len(content) - 1))
    assume(not is_cut_between_lines(file, content, length))
    read_damaged(file, content[:length], content, data_dir, tmp_path_factory)


@given(data=st.data())
@settings(max_examples=120, derandomize=True)
def test_a_file_with_damaged_bytes_is_an_error_or_the_same_matrix(data, data_dir, tmp_path_factory):
    # Sparse edge lists and directed matrices hold every number once: what is damaged there may be
    # another number, which nobody can tell.
    told_twice = [
        file for file in FILES if "edgelist" not in file and "connectivity_76" not in file
    ]
    file = data.draw(st.sampled_from(sorted(told_twice)))
    content = bytearray((data_dir / file).read_bytes())
    start = data.draw(st.integers(0, len(content) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))
    content[start : start + len(noise)] = noise
    read_damaged(file, bytes(content), (data_dir / file).read_bytes(), data_dir, tmp_path_factory)


def read_damaged(file, damaged, whole, data_dir, tmp_path_factory):
    """Read a damaged file: an error that names it, or exactly what the whole one holds."""
    folder = tmp_path_factory.mktemp("damaged")
    original = data_dir / file
    for beside in original.parent.glob("*"):
        if "dk84" in file and beside.suffix in (".json", ".tsv"):
            shutil.copy(beside, folder / beside.name)
    path = folder / original.name
    path.unlink(missing_ok=True)
    path.write_bytes(damaged)
    options = options_of(data_dir, FILES[file][1])
    try:
        connectome = read_connectome(path, **options)
    except (ValueError, OSError) as error:
        assert str(path.name) in str(error)
        return
    before = read_connectome(original, **options)
    np.testing.assert_allclose(connectome.to_dense(), before.to_dense(), rtol=1e-5)
