"""Try 200 damaged and hostile files of a model, and compare the size of files with pickles.

Each damaged file is loaded in this process: that it is there to count them shows that none ended
it. The peak of memory is printed, above what there was before.

    python tests/benchmarks/model_files.py
"""

import pickle
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sk_ccnn import ConformalRegressor, ConnectomeRegressor, load_model, save_model
from sk_ccnn.datasets import load_ixi
from sk_ccnn.persistence import ModelFileError
from tests.fuzz.memory import PeakMemory
from tests.persistence import forging
from tests.persistence.forging import node, value

N_TRUNCATED, N_FLIPPED = 60, 100


def truncated(content, rng):
    """Cut a file short."""
    return content[: rng.integers(len(content))]


def flipped(content, rng):
    """Change one byte."""
    changed = bytearray(content)
    changed[rng.integers(len(content))] ^= rng.integers(1, 256)
    return bytes(changed)


def hostile_nodes():
    """Give nodes that no file of a model has, and that would run code or take memory."""
    functions = (
        "os.system builtins.eval builtins.exec numpy.load torch.load pickle.loads shutil.rmtree"
    )
    for name in functions.split():
        yield name, node("FunctionNode", name)
    types = "subprocess.Popen pathlib.Path numpy.memmap torch.nn.Linear socket.socket ctypes.CDLL"
    for name in types.split():
        yield name, node("ObjectNode", name)
        yield f"type {name}", node("TypeNode", name)
    for loader in ("PartialNode", "MethodNode", "OperatorFuncNode", "TreeNode", "LossNode"):
        yield loader, node(loader, "builtins.eval", content={}, attrs={}, __reduce__={})
    deep = shared = value(0)
    for _ in range(300):
        deep = node("ListNode", "builtins.list", content=[deep])
    yield "300 lists within each other", deep
    for _ in range(60):
        stub = {name: shared[name] for name in ("__class__", "__module__", "__loader__", "__id__")}
        shared = node("ListNode", "builtins.list", content=[shared, stub])
    yield "2^60 shared lists", shared
    for name in ("void", "object_", "bytes_", "longdouble"):
        yield name, node("NdArrayNode", f"numpy.{name}", type="numpy", file="arrays/00001.npy")


def hostile_arrays():
    """Give headers of arrays that ask for more than there is."""
    for shape in ((10**12,), (2**40, 2**40), (-1,), (10**9,), (1,) * 40):
        yield f"shape {shape[:3]}", forging.header(shape)
    for kind in ("|O", "|V1000000000", "<U500000000", "|S0"):
        yield f"items {kind}", forging.header((10**15,), kind)


def hostile_sizes():
    """Give sizes of networks that would not fit."""
    for name in ("n_outputs", "in_channels"):
        for size in (10**9, -1, 10**30):
            yield name, size


def hostile_files(path, content):
    """Write one hostile file after the other."""
    for name, forged in hostile_nodes():
        path.write_bytes(content)
        forging.forge(path, lambda schema, _, f=forged: forging.set_attribute(schema, "verbose", f))
        yield name
    for name, forged in hostile_arrays():
        path.write_bytes(content)
        forging.forge(path, lambda _, arrays, f=forged: arrays.update({min(arrays): f}))
        yield name
    for name, size in hostile_sizes():
        path.write_bytes(content)
        forging.forge(
            path,
            lambda schema, _, n=name, s=size: forging.of_class(schema, "NetworkSpec")["content"][
                "content"
            ].update({n: value(s)}),
        )
        yield f"{name}={size}"


def refused(path):
    """Tell what becomes of a file: "refused", or what else."""
    try:
        load_model(path)
    except ModelFileError:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}"
    return "loaded"


def try_damaged(folder, content):
    """Print what becomes of damaged and hostile files."""
    rng, path, peak = np.random.default_rng(0), folder / "damaged", PeakMemory()
    results = {"truncated": Counter(), "one byte flipped": Counter(), "hostile": Counter()}
    for name, damage, n in (
        ("truncated", truncated, N_TRUNCATED),
        ("one byte flipped", flipped, N_FLIPPED),
    ):
        for _ in range(n):
            path.write_bytes(damage(content, rng))
            results[name][refused(path)] += 1
    for name in hostile_files(path, content):
        found = refused(path)
        results["hostile"][found] += 1
        if found != "refused":
            print(f"  {name}: {found}")
    for name, counts in results.items():
        print(f"{name:<18} {counts.total():>4} files: {dict(counts)}")
    print(f"peak of memory above what there was: {peak.used() / 2**20:.0f} MiB")


def compare_sizes(folder, models):
    """Print the size of the file of each model, and of its pickle."""
    for name, model in models.items():
        save_model(model, folder / "model.skc")
        save_model(model, folder / "with.skc", optimizer=True)
        ours, whole = ((folder / each).stat().st_size for each in ("model.skc", "with.skc"))
        pickled = len(pickle.dumps(model))
        print(f"{name:<22} {ours:>10,} bytes, with optimizer {whole:>10,}, pickle {pickled:>10,}")


def main():
    """Print both tables."""
    cohort = load_ixi()
    X, y = cohort.data[:150], cohort.target[:150]
    network = ConnectomeRegressor("desikan_killiany", max_epochs=3, random_state=0)
    alone = network.fit(X, y)
    imputed = make_pipeline(SimpleImputer().set_output(transform="pandas"), network)
    search = GridSearchCV(imputed, {"connectomeregressor__lambda_wiring": [0.0, 0.01]}, cv=2)
    intervals = ConformalRegressor(network, cv=2)
    models = {
        "ConnectomeRegressor": alone,
        "GridSearchCV(Pipeline)": search.fit(X, y),
        "ConformalRegressor": intervals.fit(X, y),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare_sizes(folder, models)
        try_damaged(folder, _small(folder))


def _small(folder):
    """Give the content of the file of a small network."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 10))
    model = ConnectomeRegressor(n_members=1, max_epochs=2, random_state=0).fit(X, X[:, 0])
    save_model(model, folder / "small.skc")
    return (folder / "small.skc").read_bytes()


if __name__ == "__main__":
    main()
