"""What is damaged, forged or too large is refused, by one error, in little memory."""

import copy
import io
import json
import os
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV

from sk_ccnn import load_model, save_model
from sk_ccnn.persistence import ModelFileError, model_card
from sk_ccnn.persistence.archive import CARD, SCHEMA, pack
from tests.fuzz.memory import PeakMemory
from tests.persistence.forging import (
    forge,
    header,
    node,
    nodes,
    npy,
    of_class,
    parts_of_file,
    set_attribute,
    value,
    write_file,
)

SLOW_FIXTURE = [HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module")
def content(fitted, tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "model.skc"
    save_model(fitted, path)
    return path.read_bytes()


def require_refused(path, match="", **options):
    """A file is refused by the one error, without much memory."""
    peak = PeakMemory()
    with pytest.raises(ModelFileError, match=match) as caught:
        load_model(path, **options)
    assert peak.used() < 300 * 2**20
    assert str(caught.value).isprintable()


@settings(max_examples=60, suppress_health_check=SLOW_FIXTURE)
@given(st.data())
def test_a_flipped_byte_is_refused(content, tmp_path, data):
    damaged = bytearray(content)
    where = data.draw(st.integers(0, len(content) - 1))
    damaged[where] ^= data.draw(st.integers(1, 255))
    (tmp_path / "m").write_bytes(damaged)
    for read in (load_model, model_card):
        with pytest.raises(ModelFileError):
            read(tmp_path / "m")


@settings(max_examples=40, suppress_health_check=SLOW_FIXTURE)
@given(st.data())
def test_a_truncated_file_is_refused(content, tmp_path, data):
    (tmp_path / "m").write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    for read in (load_model, model_card):
        with pytest.raises(ModelFileError):
            read(tmp_path / "m")


def test_what_is_no_file_of_a_model_is_refused(tmp_path):
    for other in (b"", b"PK\x05\x06" + bytes(18), b"\x80\x04K\x01.", os.urandom(5000)):
        (tmp_path / "m").write_bytes(other)
        require_refused(tmp_path / "m", "not a whole model")
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "missing")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    require_refused(tmp_path / "pipe", "is not a file")


def test_a_file_without_changes_is_loaded_after_it_was_taken_apart(saved, fitted, small_cohort):
    forge(saved, lambda schema, arrays: None)
    X = small_cohort[0]
    assert np.array_equal(load_model(saved).predict(X), fitted.predict(X))


def test_a_file_of_a_newer_format_says_what_to_do(saved):
    card, schema, arrays = parts_of_file(saved)
    card["versions"]["sk_ccnn"] = "7.1\x1b[31m"
    write_file(saved, card | {"format_version": 2}, schema, arrays)
    require_refused(saved, r"format 2 .*sk_ccnn 7.1\?\[31m;.*Update sk_ccnn")


def test_other_versions_are_said(saved):
    card, schema, arrays = parts_of_file(saved)
    card["versions"] |= {"torch": "1.2.3", "numpy": card["versions"]["numpy"]}
    write_file(saved, card, schema, arrays)
    with pytest.warns(UserWarning, match=r"saved with torch 1.2.3 \(here "):
        load_model(saved)


def test_a_patch_of_a_version_is_not_said(saved, recwarn):
    card, schema, arrays = parts_of_file(saved)
    card["versions"]["torch"] = ".".join([*card["versions"]["torch"].split(".")[:2], "99"])
    write_file(saved, card, schema, arrays)
    load_model(saved)
    assert not [each for each in recwarn if "saved with" in str(each.message)]


HOSTILE = {
    "os.system": node("FunctionNode", "os.system"),
    "posix.system": node("TypeNode", "posix.system"),
    "subprocess.Popen": node("ObjectNode", "subprocess.Popen"),
    "builtins.eval": node("FunctionNode", "builtins.eval"),
    "numpy.load": node("FunctionNode", "numpy.load"),
    "torch.load": node("FunctionNode", "torch.load"),
    "sk_ccnn.training.net_from_bytes": node("FunctionNode", "sk_ccnn.training.net_from_bytes"),
    "red": node("ObjectNode", "evil.\x1b[31mred"),
    "PartialNode": node("PartialNode", "functools.partial", content={}),
    "MethodNode": node("MethodNode", "builtins.str", content={}),
    "OperatorFuncNode": node("OperatorFuncNode", "operator.attrgetter", attrs={}),
    "TreeNode": node("TreeNode", "sklearn.tree._tree.Tree", content={}, __reduce__={}),
    "LossNode": node("LossNode", "builtins.eval", content={}, __reduce__={}),
    "BytesNode": node("BytesNode", "builtins.bytes", file="arrays/00001.npy"),
    "pathlib.Path": node("ConstructorFromReduceNode", "pathlib.Path", content=value(1)),
    "numpy.void": node("NdArrayNode", "numpy.void", type="numpy", file="arrays/00001.npy"),
    "numpy.object_": node("NdArrayNode", "numpy.object_", type="numpy", file="arrays/00001.npy"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_types_that_are_not_trusted_are_named(name, saved):
    forge(saved, lambda schema, arrays: set_attribute(schema, "verbose", HOSTILE[name]))
    require_refused(saved, f"{name}.*(not trusted|code)")


def test_keys_of_dicts_cannot_be_made_by_other_types(saved):
    def change(schema, arrays):
        keys = of_class(schema, "dict")["key_types"]["content"]
        keys[0] = node("TypeNode", "numpy.void")

    forge(saved, change)
    require_refused(saved, "numpy.void")


def test_shared_nodes_are_counted_each_time(saved):
    def change(schema, arrays):
        inner = node("ListNode", "builtins.list", content=[value(0)])
        for _ in range(40):
            again = {name: inner[name] for name in ("__class__", "__module__", "__loader__")}
            inner = node(
                "ListNode", "builtins.list", content=[inner, again | {"__id__": inner["__id__"]}]
            )
        set_attribute(schema, "verbose", inner)

    forge(saved, change)
    require_refused(saved, "more than 10,000,000")


def test_an_object_in_itself_is_refused(saved):
    def change(schema, arrays):
        outer = node("ListNode", "builtins.list", content=[])
        outer["content"].append({name: outer[name] for name in outer if name != "content"})
        set_attribute(schema, "verbose", outer)

    forge(saved, change)
    require_refused(saved, "in itself")


@pytest.mark.parametrize("n_levels", [200, 300])
def test_deep_nesting_is_refused(n_levels, saved):
    def change(schema, arrays):
        inner = value(0)
        for _ in range(n_levels):
            inner = node("ListNode", "builtins.list", content=[inner])
        set_attribute(schema, "verbose", inner)

    forge(saved, change)
    require_refused(saved, "levels deep")


@pytest.mark.parametrize("which", [CARD, SCHEMA])
def test_deep_json_is_refused(which, saved):
    card, schema, arrays = parts_of_file(saved)
    parts = {CARD: json.dumps(card).encode(), SCHEMA: json.dumps(schema).encode(), **arrays}
    saved.write_bytes(pack(parts | {which: b"[" * 200_000 + b"]" * 200_000}))
    require_refused(saved)


def replace_array(make):
    """Put another content into the first array of numbers."""

    def change(schema, arrays):
        name = next(n["file"] for n in nodes(schema) if n.get("type") == "numpy")
        arrays[name] = make(arrays[name])

    return change


ARRAYS = {
    "more than there is": (header((10**12,)), "should take"),
    "axes that overflow": (header((2**40, 2**40)), "should take"),
    "below nothing": (header((-1,)), ""),
    "an axis beyond numbers": (header((10**3000, 10**3000)), "has the shape"),
    "an axis that is true": (header((True,)) + bytes(8), "has the shape"),
    "items of a structure": (npy(np.zeros(1, dtype=[("a", "f8")])), "not of numbers"),
    "items of 2 GB": (header((0,), "<U500000000"), "items of"),
    "items of no size": (header((10**15,), "|S0"), "items of"),
    "objects": (header((1,), "|O") + b"\x80\x04K\x01.", "not of numbers"),
    "no header": (b"nothing", "no header"),
    "a long header": (b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31) + b"{", "no header"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_as_long_as_they_say(name, saved):
    forged, message = ARRAYS[name]
    forge(saved, replace_array(lambda before: forged))
    require_refused(saved, message)


def test_one_array_that_many_nodes_name_is_counted_each_time(saved):
    def change(schema, arrays):
        arrays["arrays/90000.npy"] = npy(np.zeros(10**6, dtype=np.int8))
        many = [
            node("NdArrayNode", "numpy.ndarray", type="numpy", file="arrays/90000.npy")
            for _ in range(100)
        ]
        set_attribute(schema, "verbose", node("ListNode", "builtins.list", content=many))

    forge(saved, change)
    require_refused(saved, "memory_limit")


def test_what_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(saved):
    def change(schema, arrays):
        arrays["arrays/90000.npy"] = bytes(2**28)

    forge(saved, change)
    require_refused(saved, "memory_limit", memory_limit=2**27)


def test_a_card_of_gigabytes_is_not_read(saved):
    card, schema, arrays = parts_of_file(saved)
    write_file(saved, card | {"more": " " * 2**27}, schema, arrays)
    peak = PeakMemory()
    with pytest.raises(ModelFileError, match="memory_limit"):
        model_card(saved)
    assert peak.used() < 2**26
    require_refused(saved, "4 MB")


def test_numbers_of_numpy_are_of_their_type(saved):
    def change(schema, arrays):
        arrays["arrays/90000.npy"] = npy(np.array(10**9))
        forged = node("NdArrayNode", "numpy.str_", type="numpy", file="arrays/90000.npy")
        set_attribute(schema, "verbose", forged)

    forge(saved, change)
    require_refused(saved, "numpy.str_ that is an array of int64")


def _plan_of(schema):
    return of_class(schema, "NetworkSpec")["content"]["content"]


@pytest.mark.parametrize("name, forged", [("n_outputs", 10**9), ("in_channels", 10**12)])
def test_a_network_is_counted_before_it_is_built(name, forged, saved):
    forge(saved, lambda schema, arrays: _plan_of(schema).update({name: value(forged)}))
    require_refused(saved, "memory_limit.*network")


def test_hidden_channels_are_counted_too(saved):
    wide = node("TupleNode", "builtins.tuple", content=[value(10**5), value(10**5)])
    forge(saved, lambda schema, arrays: _plan_of(schema).update(hidden_channels=wide))
    require_refused(saved, "memory_limit.*network")


def test_members_are_counted_too(saved):
    def change(schema, arrays):
        arrays["arrays/90000.npy"] = npy(np.zeros(10**6, dtype=np.int64))
        forged = node("NdArrayNode", "numpy.ndarray", type="numpy", file="arrays/90000.npy")
        of_class(schema, "Members")["content"]["content"]["seeds"] = forged

    forge(saved, change)
    require_refused(saved, "memory_limit.*1000000 members")


@pytest.mark.parametrize("name", ["n_regions", "in_channels"])
def test_a_network_is_not_tried_with_more_features_than_it_has(name, saved):
    def change(schema, arrays):
        of_class(schema, "FeatureLayout")["content"]["content"][name] = value(10**9)

    forge(saved, change)
    require_refused(saved, "other features")


def test_layers_are_counted_however_small(saved):
    many = node("TupleNode", "builtins.tuple", content=[value(1) for _ in range(2000)])
    forge(saved, lambda schema, arrays: _plan_of(schema).update(hidden_channels=many))
    require_refused(saved, "memory_limit.*layers")


def test_a_history_is_counted_as_what_it_becomes(saved):
    def change(schema, arrays):
        net = schema["content"]["content"]["net_"]["content"]
        net["history"] = value("[" + "{}," * 10**6 + "{}]")

    forge(saved, change)
    require_refused(saved, "memory_limit", memory_limit=12 * 10**7)


@pytest.mark.parametrize("protocol", [0, -1, True, "1", None])
def test_another_protocol_of_skops_is_refused(protocol, saved):
    forge(saved, lambda schema, arrays: schema.update(protocol=protocol))
    require_refused(saved, "of a skops")


def test_a_node_that_skops_would_not_keep_is_refused(saved):
    forge(saved, lambda schema, arrays: set_attribute(schema, "verbose", value(1) | {"__id__": 0}))
    require_refused(saved, "no type")


def test_what_is_no_estimator_is_refused(saved):
    card, schema, _ = parts_of_file(saved)
    write_file(saved, card, value("x") | {"protocol": schema["protocol"]}, {})
    require_refused(saved, "no estimator")


def test_an_architecture_without_a_name_is_refused(saved):
    def change(schema, arrays):
        plan = of_class(schema, "FitPlan")["content"]["content"]
        plan["architecture"] = node("FunctionNode", "sklearn.metrics._regression.r2_score")

    forge(saved, change)
    require_refused(saved, "architecture")


def _with_sparse(saved, fitted, matrix_parts):
    def change(schema, arrays):
        stream = io.BytesIO()
        np.savez(stream, **matrix_parts)
        arrays["arrays/90000.npz"] = stream.getvalue()
        forged = node(
            "SparseMatrixNode", "scipy.sparse._csr.csr_array", type="scipy", file="arrays/90000.npz"
        )
        set_attribute(schema, "verbose", forged)

    forge(saved, change)


SPARSE = sparse.csr_array(np.eye(4))
SPARSE_PARTS = {
    "format": b"csr",
    "shape": np.array([4, 4]),
    "data": SPARSE.data,
    "indices": SPARSE.indices,
    "indptr": SPARSE.indptr,
    "_is_array": True,
}
FORGED_SPARSE = {
    "indices outside": ({"indices": np.array([0, 1, 2, 10**8], dtype=np.int32)}, "damaged sparse"),
    "indices below": ({"indices": np.array([0, 1, 2, -5], dtype=np.int32)}, "damaged sparse"),
    "pointers back": ({"indptr": np.array([0, 4, 1, 2, 4], dtype=np.int32)}, "damaged sparse"),
    "many columns": ({"shape": np.array([4, 10**12])}, "memory_limit"),
    "another format": ({"format": b"dia"}, "format"),
    "an array too many": ({"evil": np.zeros(3)}, "parts"),
}


@pytest.mark.parametrize("name", FORGED_SPARSE)
def test_sparse_matrices_are_checked_before_scipy_relies_on_them(name, saved, fitted):
    forged, message = FORGED_SPARSE[name]
    _with_sparse(saved, fitted, SPARSE_PARTS | forged)
    require_refused(saved, message)


def test_weights_are_those_of_the_card(saved):
    def change(schema, arrays):
        state = schema["content"]["content"]["net_"]["content"]["weights"]["content"]
        name = next(iter(state.values()))["file"]
        array = np.load(io.BytesIO(arrays[name]))
        arrays[name] = npy(array + np.float32(1))

    forge(saved, change)
    require_refused(saved, "'networks' differs")


def test_a_network_in_a_calibration_is_compared_too(classifier, small_patients, tmp_path):
    model = CalibratedClassifierCV(classifier(), cv=2).fit(*small_patients)
    save_model(model, tmp_path / "m")

    def change(schema, arrays):
        arrays_of = [n for n in nodes(schema) if n["__class__"] == "ndarray" and "file" in n]
        weights = [n for n in arrays_of if np.load(io.BytesIO(arrays[n["file"]])).ndim == 2]
        for each in weights:
            array = np.load(io.BytesIO(arrays[each["file"]]))
            arrays[each["file"]] = npy(array + array.dtype.type(1))

    forge(tmp_path / "m", change)
    require_refused(tmp_path / "m")


def test_outputs_are_those_of_where_it_was_saved(saved):
    card, schema, arrays = parts_of_file(saved)
    card["outputs"][0][0] += 0.01
    write_file(saved, card, schema, arrays)
    require_refused(saved, "gives other outputs here")


def test_a_net_of_bytes_is_not_read_by_torch(saved):
    forge(saved, lambda schema, arrays: set_attribute(schema, "net_", value("PK")))
    require_refused(saved)


def test_a_device_that_is_not_here_is_said_and_the_cpu_taken(saved, small_cohort):
    card, schema, arrays = parts_of_file(saved)
    set_attribute(schema, "device", value("cuda:99"))
    card["model"]["parameters"]["device"] = "cuda:99"
    write_file(saved, card, schema, arrays)
    with pytest.warns(UserWarning, match="'cuda:99' is not here"):
        load_model(saved).predict(small_cohort[0])


@settings(max_examples=60, suppress_health_check=SLOW_FIXTURE, deadline=None)
@given(st.data())
def test_a_node_that_is_lost_or_another_is_refused_or_does_not_matter(
    content, fitted, small_cohort, tmp_path, data
):
    path = tmp_path / "m"
    path.write_bytes(content)
    card, schema, arrays = parts_of_file(path)
    found = list(nodes(schema))[1:]
    victim = data.draw(st.sampled_from(found))
    other = data.draw(st.sampled_from([*found, value(None), value(-1), value("x" * 99)]))
    other = copy.deepcopy(other)
    victim.clear()
    victim.update(other)
    write_file(path, card, schema, arrays)
    try:
        back = load_model(path)
    except ModelFileError:
        return
    back.get_params()


def test_a_random_state_comes_back_unless_it_points_outside(regressor, small_cohort, tmp_path):
    X, y = small_cohort
    path = tmp_path / "m"
    save_model(regressor().set_params(random_state=np.random.RandomState(0)).fit(X, y), path)
    assert load_model(path).random_state.randint(100) >= 0

    def change(schema, arrays):
        found = next(n for n in nodes(schema) if "pos" in n.get("content", {}))
        found["content"]["pos"] = value(10**9)

    forge(path, change)
    require_refused(path, "RandomState")
