"""A connectome in a file is one that its constructor accepts, and that its card describes."""

import warnings
from contextlib import suppress

import numpy as np
import pytest

from sk_ccnn import load_model, save_model
from sk_ccnn.persistence import ModelFileError

from .forging import node, nodes, npy, of_class, parts_of_file, value, write_file

_FILE = "arrays/90000.npy"
ARRAYS = {
    "NaN": np.full((10, 10), np.nan),
    "below 0": -np.ones((10, 10)),
    "of other regions": np.ones((5, 5)),
    "infinite": np.full((10, 3), np.inf),
    "of three axes": np.ones((10, 10, 10)),
    "complex": np.ones((10, 10), complex),
    "text": np.array(["a"] * 10),
    "short": np.ones(3),
}
OTHERS = {
    "a number": value(1),
    "a text": value("x"),
    "nothing": value(None),
    "a list": node("ListNode", "builtins.list", content=[value(1)]),
}
NAMES = ["weights", "coordinates", "lengths", "labels", "name", "citation", "licence"]
# What is no content of a connectome at all, for each of its attributes that are arrays.
IMPOSSIBLE = ["of three axes", "complex", "text", "short", "a number", "a text", "a list"]


@pytest.fixture(scope="module")
def trained(regressor, brain, small_cohort):
    """Give a model whose connectome has everything that one can have."""
    whole = brain.replace(lengths=np.ones((10, 10)), name="ten", citation="a", licence="b")
    return regressor().set_params(connectome=whole).fit(*small_cohort)


@pytest.fixture
def file(trained, tmp_path):
    """Give the path of its file."""
    save_model(trained, tmp_path / "model.skc")
    return tmp_path / "model.skc"


def _forge(path, name, kind):
    """Put something else into one attribute of the connectome."""
    card, schema, arrays = parts_of_file(path)
    content = of_class(schema, "Connectome")["content"]["content"]
    before = content[name].get("file")
    content[name] = OTHERS.get(kind)
    if kind in ARRAYS:
        content[name] = node("NdArrayNode", "numpy.ndarray", type="numpy", file=_FILE)
        arrays[_FILE] = npy(ARRAYS[kind])
    if not any(each.get("file") == before for each in nodes(schema)):
        arrays.pop(before, None)
    write_file(path, card, schema, arrays)


@pytest.mark.parametrize("kind", [*ARRAYS, *OTHERS])
@pytest.mark.parametrize("name", NAMES)
def test_a_forged_connectome_is_refused_or_changes_no_prediction(
    name, kind, file, trained, small_cohort
):
    _forge(file, name, kind)
    with warnings.catch_warnings(), suppress(ModelFileError):
        warnings.simplefilter("ignore")
        model = load_model(file)
        assert np.array_equal(model.predict(small_cohort[0]), trained.predict(small_cohort[0]))


@pytest.mark.parametrize("kind", IMPOSSIBLE)
@pytest.mark.parametrize("name", ["weights", "coordinates", "lengths"])
def test_what_is_no_content_of_a_connectome_is_refused(name, kind, file):
    _forge(file, name, kind)
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        load_model(file)


@pytest.mark.parametrize("kind", ["NaN", "below 0", "of other regions", "nothing"])
def test_other_weights_in_a_fitted_model_are_refused(kind, file):
    _forge(file, "weights", kind)
    with pytest.raises(ModelFileError):
        load_model(file)
