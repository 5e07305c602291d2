import pickle
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.utils import _safe_indexing, indexable

from sk_ccnn.io import CohortOnDisk, on_disk

TABLE = np.random.default_rng(0).normal(size=(12, 6)).astype(np.float32)
MATRICES = np.random.default_rng(1).normal(size=(7, 4, 4))


def _npy(array, folder):
    np.save(folder / "cohort.npy", array)
    return np.load(folder / "cohort.npy", mmap_mode="r")


def _hdf5(array, folder, **options):
    h5py = pytest.importorskip("h5py")
    with h5py.File(folder / "cohort.h5", "w") as file:
        file.create_dataset("study/X", data=array, **options)
    return h5py.File(folder / "cohort.h5", "r")["study/X"]


def _zarr(array, folder):
    zarr = pytest.importorskip("zarr")
    zarr.save_array(folder / "cohort.zarr", array)
    return zarr.open_array(folder / "cohort.zarr", mode="r")


def _dask(array, folder):
    dask = pytest.importorskip("dask.array")
    dask.to_npy_stack(folder / "stack", dask.from_array(array, chunks=(3, *array.shape[1:])))
    return dask.from_npy_stack(folder / "stack")


SOURCES = {
    "npy": _npy,
    "hdf5": _hdf5,
    "hdf5 in chunks": partial(_hdf5, chunks=True, compression="gzip"),
    "zarr": _zarr,
    "dask": _dask,
}


@pytest.fixture(params=[pytest.param(make, id=name) for name, make in SOURCES.items()])
def source(request):
    return request.param


@pytest.mark.parametrize("array", [TABLE, MATRICES], ids=["2-D", "3-D"])
def test_rows_are_those_of_the_array(source, array, tmp_path):
    X = CohortOnDisk(source(array, tmp_path))
    assert (X.shape, X.ndim, X.dtype, len(X)) == (array.shape, array.ndim, array.dtype, len(array))
    np.testing.assert_array_equal(np.asarray(X), array)
    np.testing.assert_array_equal(X[-1], array[-1])
    mask = np.arange(len(array)) % 3 != 1
    for key in (slice(1, -2), slice(None, None, -2), [4, 0, 4, 5, 6, 1], mask, [], np.arange(3)):
        np.testing.assert_array_equal(
            X[key].read(),
            array[np.asarray(key, int) if key == [] else key]
            if isinstance(key, list)
            else array[key],
        )
        np.testing.assert_array_equal(X[key, ...].read(), X[key].read())
    np.testing.assert_array_equal(X[2:][[3, 0]][::-1].read(), array[2:][[3, 0]][::-1])


@given(rows=st.lists(st.integers(-12, 11), max_size=30), again=st.data())
def test_any_choice_of_a_choice_is_as_of_an_array(rows, again, tmp_path_factory):
    X = CohortOnDisk(_npy(TABLE, tmp_path_factory.mktemp("rows")))
    part, expected = X[rows], TABLE[np.array(rows, int)]
    np.testing.assert_array_equal(part.read(), expected)
    if rows:
        more = again.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1))
        np.testing.assert_array_equal(part[more].read(), expected[more])


def test_blocks_are_all_rows_in_order(source, tmp_path):
    table = np.arange(100.0 * 3).reshape(100, 3)
    X = CohortOnDisk(source(table, tmp_path))[::-1]
    rows, blocks = zip(*X.blocks(n_bytes=24, least_rows=32), strict=True)
    assert [len(block) for block in blocks] == [32, 32, 32, 4]
    assert [(each.start, each.stop) for each in rows] == [(0, 32), (32, 64), (64, 96), (96, 100)]
    np.testing.assert_array_equal(np.concatenate(blocks), table[::-1])
    for n_bytes, n_rows in ((1, 1), (24 * 5, 4), (24 * 64, 64)):
        assert len(next(X.blocks(n_bytes))[1]) == n_rows


def test_a_pickle_holds_where_the_rows_are(source, tmp_path):
    array = np.random.default_rng(2).normal(size=(200, 500))
    part = CohortOnDisk(source(array, tmp_path))[50:150]
    content = pickle.dumps(part)
    assert len(content) < 0.05 * array.nbytes
    np.testing.assert_array_equal(pickle.loads(content).read(), array[50:150])


@pytest.mark.parametrize(
    "part",
    [np.s_[3:], np.s_[1:9:3], np.s_[4], np.s_[2:, 1:3]],
    ids=["later rows", "every third", "one matrix", "some columns"],
)
def test_a_part_of_a_mapped_array_is_found_in_its_file(part, tmp_path):
    array = np.arange(10.0 * 4 * 6).reshape(10, 4, 6)
    mapped = _npy(array, tmp_path)[part]
    X = on_disk(mapped)
    assert isinstance(X, CohortOnDisk)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(X)).read(), array[part])


def test_what_the_file_does_not_hold_in_rows_stays_an_array(tmp_path):
    mapped = _npy(TABLE, tmp_path)
    np.save(tmp_path / "fortran.npy", np.asfortranarray(TABLE))
    fortran = np.load(tmp_path / "fortran.npy", mmap_mode="r")
    private = np.load(tmp_path / "cohort.npy", mmap_mode="c")
    for array in (mapped[::-1], mapped + 1, mapped.T, mapped[0], mapped[[2, 1]], fortran, private):
        assert on_disk(array) is array
    for other in (TABLE, TABLE.tolist(), None, "text"):
        assert on_disk(other) is other
    with pytest.raises(ValueError, match=r"rows are each in one piece.* shape \(12, 6\)"):
        CohortOnDisk(fortran)


def test_what_was_written_to_a_mapped_array_is_read(tmp_path):
    np.save(tmp_path / "cohort.npy", TABLE)
    mapped = np.load(tmp_path / "cohort.npy", mmap_mode="r+")
    mapped[3] = 5
    assert (CohortOnDisk(mapped)[3] == 5).all()


def test_a_file_that_was_cut_short_is_an_error(tmp_path):
    X = CohortOnDisk(_npy(TABLE, tmp_path))
    (tmp_path / "cohort.npy").write_bytes((tmp_path / "cohort.npy").read_bytes()[:-30])
    np.testing.assert_array_equal(X[:2].read(), TABLE[:2])
    with pytest.raises(ValueError, match="cohort.npy: the file ends before its last row"):
        X.read()


def test_columns_cannot_be_chosen_and_rows_must_be_there(tmp_path):
    X = CohortOnDisk(_npy(TABLE, tmp_path))
    with pytest.raises(TypeError, match="only rows"):
        X[:, 2]
    for key in (12, [3, -13], np.ones(11, bool)):
        with pytest.raises(IndexError):
            X[key]
    with pytest.raises(ValueError, match="cannot be an array without being read"):
        np.asarray(X, copy=False)


class _Spy(CohortOnDisk):
    """Counts the rows that are read."""

    n_read = 0

    def _read(self, rows):
        _Spy.n_read += len(rows)
        return super()._read(rows)

    def __getitem__(self, key):
        part = super().__getitem__(key)
        part.__class__ = _Spy
        return part


class _Mean(Ridge):
    """Predicts the mean, and does not look at X."""

    def fit(self, X, y):
        self.shape_ = X.shape
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


def test_folds_of_scikit_learn_read_nothing(tmp_path, monkeypatch):
    X, y = _Spy(_npy(TABLE, tmp_path)), np.arange(12.0)
    monkeypatch.setattr(_Spy, "n_read", 0)
    search = GridSearchCV(_Mean(), {"alpha": [1.0, 2.0]}, cv=KFold(3)).fit(X, y)
    assert search.best_estimator_.shape_ == (12, 6)
    assert _safe_indexing(X, np.array([2, 1])).shape == (2, 6)
    assert indexable(X, y)[0] is X
    assert _Spy.n_read == 0


def test_other_estimators_read_all_of_it(tmp_path):
    y = np.arange(12.0)
    expected = cross_val_score(Ridge(), TABLE, y, cv=3)
    found = cross_val_score(Ridge(), CohortOnDisk(_npy(TABLE, tmp_path)), y, cv=3)
    np.testing.assert_array_equal(found, expected)


def test_a_hash_tells_a_changed_file(tmp_path):
    import joblib

    X = CohortOnDisk(_npy(TABLE, tmp_path))
    assert joblib.hash(X) == joblib.hash(CohortOnDisk(tmp_path / "cohort.npy"))
    (tmp_path / "cohort.npy").unlink()
    assert joblib.hash(X) != joblib.hash(CohortOnDisk(_npy(TABLE + 1, tmp_path)))
