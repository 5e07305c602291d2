import json

import numpy as np
import pytest

from sk_ccnn.report.keep import Keep
from sk_ccnn.report.part import Live, Part, Picture, make_table, not_done

PART = Part(
    ("Found.",),
    (make_table("a", ("", "b"), [("row", 1.5)]),),
    (Picture("data:,", "alt", "caption"),),
    (Live("<p>", "title", "caption"),),
    {"a": "b\n1\n"},
    {"p": np.float64(0.25), "names": ["a"]},
)


def unexpected():
    raise AssertionError("made again")


def test_what_was_made_is_not_made_again(tmp_path):
    assert Keep(tmp_path, {"options": (1, 2)}).get("one", lambda: PART) == (PART, False)
    assert Keep(tmp_path, {"options": (1, 2)}).get("one", unexpected) == (PART, True)


@pytest.mark.parametrize("name, origin", [("two", {"unit": "years"}), ("one", {"unit": "months"})])
def test_other_options_and_parts_are_made(name, origin, tmp_path):
    Keep(tmp_path, {"unit": "years"}).get("one", lambda: PART)
    with pytest.raises(AssertionError, match="made again"):
        Keep(tmp_path, origin).get(name, unexpected)


def test_damaged_and_foreign_files_are_made_again(tmp_path):
    keep = Keep(tmp_path, {})
    keep.get("one", lambda: PART)
    path = keep.path("one")
    written = path.read_bytes()
    changed = json.loads(written)
    changed["content"]["part"]["words"] = ["Found more."]
    for damage in (written[:-9], b"", b"[]", b"\xff", json.dumps(changed).encode()):
        path.write_bytes(damage)
        assert keep.get("one", lambda: PART) == (PART, False)


def test_what_could_not_be_done_is_tried_again(tmp_path):
    keep = Keep(tmp_path, {})
    keep.get("one", lambda: not_done("no reason"))
    assert keep.get("one", lambda: PART) == (PART, False)


def test_stale_parts_go_and_nothing_else(tmp_path):
    Keep(tmp_path, {"age": 1}).get("one", lambda: PART)
    (tmp_path / "mine.json").write_text("{}")
    keep = Keep(tmp_path, {"age": 2})
    keep.get("one", lambda: PART)
    keep.remove_stale()
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "mine.json", keep.path("one")])
