import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.connectome import Connectome
from sk_ccnn.io import CohortOnDisk, read_cohort
from sk_ccnn.io.packing import pairs_of_connectome

PEOPLE = pd.DataFrame({"participant_id": ["sub-1", "sub-2", "sub-3"], "age": [30, 40, 50]})


@pytest.fixture
def folder(tmp_path):
    """Matrices of four subjects, the third of whom is no participant."""
    random = np.random.default_rng(0)
    for subject in ("1", "2", "25", "3"):
        half = np.triu(random.normal(size=(6, 6)), 1)
        (tmp_path / "sc").mkdir(exist_ok=True)
        np.savetxt(tmp_path / "sc" / f"sub-{subject}_sc.csv", half + half.T, delimiter=",")
    return tmp_path


def quietly(*arguments, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read_cohort(*arguments, **options)


@pytest.mark.parametrize("people", [PEOPLE, PEOPLE[::-1], PEOPLE[1:2], None])
def test_a_packed_cohort_is_the_cohort(folder, people):
    plain = quietly(folder / "sc", people)
    packed = quietly(folder / "sc", people, memory_map=folder / "cohort.npy")
    assert isinstance(packed.X, CohortOnDisk)
    pairs = plain.X[:, *np.triu_indices(6, 1)]
    np.testing.assert_array_equal(packed.X.read(), pairs)
    np.testing.assert_array_equal(np.load(folder / "cohort.npy"), pairs)
    assert packed.subjects.tolist() == plain.subjects.tolist()
    for name in ("labels", "not_in_participants", "without_data", "left_out_columns"):
        assert packed[name] == plain[name]
    assert packed.connectome == plain.connectome
    if people is not None:
        pd.testing.assert_frame_equal(packed.participants, plain.participants)
    assert sorted(path.name for path in folder.iterdir()) == ["cohort.npy", "sc"]


def test_warnings_are_the_same(folder):
    with pytest.warns(UserWarning) as plain:
        read_cohort(folder / "sc", PEOPLE[1:])
    with pytest.warns(UserWarning) as packed:
        read_cohort(folder / "sc", PEOPLE[1:], memory_map=folder / "cohort.npy")
    assert [str(each.message) for each in packed] == [str(each.message) for each in plain]
    assert {each.filename for each in packed} == {__file__}


def test_half_the_precision_takes_half_the_disk(folder):
    packed = quietly(folder / "sc", memory_map=folder / "cohort.npy", dtype="float32")
    plain = quietly(folder / "sc")
    assert packed.X.dtype == np.float32
    pairs = plain.X[:, *np.triu_indices(6, 1)].astype(np.float32)
    np.testing.assert_array_equal(packed.X.read(), pairs)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("1,2\n3", "sub-3_sc.csv"),
        (
            "0,1,2,4\n1,0,3,5\n2,3,0,6\n4,5,6,0\n",
            "sub-3_sc.csv has 4 regions .* but .*sub-1_sc.csv has 6",
        ),
    ],
)
def test_what_goes_wrong_leaves_what_was_there(folder, content, error):
    (folder / "cohort.npy").write_bytes(b"before")
    (folder / "sc" / "sub-3_sc.csv").write_text(content)
    with pytest.raises(ValueError, match=error):
        quietly(folder / "sc", memory_map=folder / "cohort.npy")
    assert (folder / "cohort.npy").read_bytes() == b"before"
    assert sorted(path.name for path in folder.iterdir()) == ["cohort.npy", "sc"]


def test_an_interrupt_leaves_nothing(folder, monkeypatch):
    def interrupt(connectome, path):
        raise KeyboardInterrupt

    monkeypatch.setattr("sk_ccnn.io.cohort.pairs_of_connectome", interrupt)
    with pytest.raises(KeyboardInterrupt):
        quietly(folder / "sc", memory_map=folder / "cohort.npy")
    assert [path.name for path in folder.iterdir()] == ["sc"]


def test_directed_connectomes_have_no_pairs(folder):
    directed = np.arange(36.0).reshape(6, 6)
    np.savetxt(folder / "sc" / "sub-2_sc.csv", directed, delimiter=",")
    with pytest.raises(ValueError, match="sub-2_sc.csv: the connectome is directed"):
        quietly(folder / "sc", memory_map=folder / "cohort.npy", directed=True)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"memory_map": "cohort.dat"}, ValueError, "must be a .npy file, got .*cohort.dat"),
        ({"memory_map": "no/cohort.npy"}, FileNotFoundError, "no folder of this name"),
        ({"memory_map": "cohort.npy", "dtype": "float16"}, ValueError, "got 'float16'"),
    ],
)
def test_where_it_cannot_be_written_is_told_before_anything_is_read(
    folder, options, error, message, monkeypatch
):
    monkeypatch.setattr("sk_ccnn.io.cohort.read_connectome", None)
    options["memory_map"] = folder / options["memory_map"]
    with pytest.raises(error, match=message):
        read_cohort(folder / "sc", **options)


def test_a_precision_is_that_of_a_file(folder):
    with pytest.raises(ValueError, match="dtype='float32' is for the file of memory_map="):
        read_cohort(folder / "sc", dtype="float32")


def test_what_is_in_one_file_is_not_packed(tmp_path):
    np.save(tmp_path / "all.npy", np.zeros((3, 4, 4)))
    for source in (tmp_path / "all.npy", pd.DataFrame({"id": ["a"], "x": [1.0]})):
        with pytest.raises(ValueError, match="in one file already"):
            read_cohort(source, PEOPLE, memory_map=tmp_path / "cohort.npy")


@given(st.integers(2, 9), st.floats(0, 1), st.booleans(), st.integers(0, 99))
def test_pairs_are_those_of_the_upper_triangle(n_regions, density, is_sparse, seed):
    random = np.random.default_rng(seed)
    half = np.triu(random.normal(size=(n_regions, n_regions)), 1)
    half *= random.random(half.shape) < density
    weights = half + half.T
    connectome = Connectome(sparse.csr_array(weights) if is_sparse else weights)
    found = pairs_of_connectome(connectome, "here")
    np.testing.assert_array_equal(found, weights[np.triu_indices(n_regions, 1)])


def test_a_packed_cohort_is_trained_on(folder):
    packed = quietly(folder / "sc", PEOPLE, memory_map=folder / "cohort.npy")
    plain = quietly(folder / "sc", PEOPLE)
    model = ConnectomeRegressor(features="edges", n_members=1, max_epochs=2, random_state=0)
    age = packed.participants["age"]
    expected = model.fit(plain.X, age).predict(plain.X)
    np.testing.assert_array_equal(model.fit(packed.X, age).predict(packed.X), expected)
