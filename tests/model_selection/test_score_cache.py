import errno
import json
import math
import pickle
import subprocess
import sys
from dataclasses import fields, replace

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_array_equal
from sklearn.linear_model import Ridge

from sk_ccnn.model_selection import score_cache
from sk_ccnn.model_selection.score_cache import Origin, ScoreCache, content_hash

ORIGIN = Origin("model", "data", "rows", "metrics", "code")
FOUND = ({"MAE": 3.82, "R²": -math.inf, "Brier": math.nan, "fit time (s)": 0.1}, np.arange(3) / 7)


@pytest.fixture
def cache(tmp_path):
    cache = ScoreCache(tmp_path / "cache")
    assert cache.write(ORIGIN, FOUND) is None
    return cache


def assert_same(found, expected):
    assert list(found[0]) == list(expected[0])
    assert_array_equal(list(found[0].values()), list(expected[0].values()))
    assert found[1].dtype == expected[1].dtype
    assert_array_equal(found[1], expected[1])


def test_what_was_found_is_read_again_to_the_last_bit(cache):
    assert_same(cache.read(ORIGIN), FOUND)
    (path,) = cache.folder.iterdir()
    json.loads(path.read_text(), parse_constant=pytest.fail)  # plain JSON: no NaN, no Infinity


@given(
    predicted=arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_, "U3"]),
        arrays.array_shapes(min_dims=1, max_dims=2, min_side=0),
    ),
    scores=st.dictionaries(st.text(), st.floats()),
)
def test_any_scores_and_predictions_are_kept(predicted, scores, tmp_path_factory):
    cache = ScoreCache(tmp_path_factory.mktemp("cache"))
    assert cache.write(ORIGIN, (scores, predicted)) is None
    assert_same(cache.read(ORIGIN), (scores, predicted))


def test_names_of_classes_are_kept_as_they_are(tmp_path):
    cache = ScoreCache(tmp_path)
    found = ({}, np.array(["nan", "é", "patient"], dtype=object))
    assert cache.write(ORIGIN, found) is None
    assert_same(cache.read(ORIGIN), found)


@pytest.mark.parametrize("value", [1 + 2j, np.datetime64("2020-01-01"), None, object()])
def test_what_json_cannot_hold_is_not_kept_and_said(value, tmp_path):
    reason = ScoreCache(tmp_path).write(ORIGIN, ({}, np.array([value])))
    assert "cannot be written as JSON" in reason
    assert not list(tmp_path.iterdir())


def test_no_flipped_bit_is_accepted(cache):
    path = cache.path(ORIGIN)
    whole = path.read_bytes()
    for index in range(len(whole)):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[index] ^= 1 << bit
            path.write_bytes(damaged)
            assert cache.read(ORIGIN) is None, (index, bit)


def test_no_part_of_a_file_is_accepted(cache):
    path = cache.path(ORIGIN)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert cache.read(ORIGIN) is None


@pytest.mark.parametrize("part", [each.name for each in fields(Origin)])
def test_what_something_else_made_is_not_taken(part, cache):
    other = replace(ORIGIN, **{part: "another"})
    assert cache.path(other) != cache.path(ORIGIN)
    assert cache.read(other) is None
    cache.path(ORIGIN).rename(cache.path(other))  # under the name of another score
    assert cache.read(other) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{}", b'{"checksum": 1, "content": {}}', b"[" * 10**5, b"\xff\xfe"],
)
def test_a_file_of_another_kind_is_as_none(content, cache):
    cache.path(ORIGIN).write_bytes(content)
    assert cache.read(ORIGIN) is None
    assert cache.write(ORIGIN, FOUND) is None
    assert_same(cache.read(ORIGIN), FOUND)


class RunsCode:
    """Leave a mark where a pickle of this is loaded."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return self.mark.touch, ()


def test_no_code_in_the_folder_is_run(cache, tmp_path):
    mark = tmp_path / "mark"
    for name in (cache.path(ORIGIN).name, "output.pkl"):
        joblib.dump(RunsCode(mark), cache.folder / name)
        (cache.folder / f"{name}.pickle").write_bytes(pickle.dumps(RunsCode(mark)))
    assert cache.read(ORIGIN) is None
    assert not mark.exists()
    joblib.load(cache.folder / "output.pkl")
    assert mark.exists()


def test_a_score_that_is_written_halfway_leaves_the_earlier_one(cache, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(score_cache.Path, "replace", full)
    assert cache.write(ORIGIN, ({}, np.zeros(3))) == "no space left"
    assert_same(cache.read(ORIGIN), FOUND)
    assert list(cache.folder.iterdir()) == [cache.path(ORIGIN)]


def test_a_folder_that_cannot_be_made_is_an_error_before_any_work(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        ScoreCache(tmp_path / "file")


def test_a_file_that_may_not_be_written_to_its_end_is_not_kept(tmp_path):
    code = f"""
import resource
import numpy as np
from sk_ccnn.model_selection.score_cache import Origin, ScoreCache

resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
cache, origin = ScoreCache({str(tmp_path)!r}), Origin(*"abcde")
print(cache.write(origin, ({{}}, np.arange(9.0))), cache.read(origin))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.startswith("[Errno 27] File too large: ")
    assert run.stdout.endswith(".json' None\n")
    assert not list(tmp_path.iterdir())


def test_equal_content_has_an_equal_hash(tmp_path):
    X = np.arange(6.0)
    X.tofile(tmp_path / "X")
    mapped = np.memmap(tmp_path / "X", mode="r", dtype=float)
    assert content_hash(X, "X") == content_hash(mapped, "X") != content_hash(X + 1, "X")
    assert content_hash(Ridge(), "a") == content_hash(Ridge(1.0), "b")
    assert content_hash(Ridge(), "a") != content_hash(Ridge(2.0), "a")


def test_what_cannot_be_pickled_is_named():
    with pytest.raises(ValueError, match="can be pickled.*the model 'mine' cannot"):
        content_hash(Ridge(lambda: 1), "the model 'mine'")
