"""No file takes more memory than the limit, and every file can be read with a higher one."""

import bz2
import json
import re
import tracemalloc
import zipfile
from io import BytesIO

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.io import savemat

from sk_ccnn.io import read_cohort, read_connectome

N = 250
SMALL = 8e5
BUFFERS = 600_000


def text_of(matrix):
    lines = BytesIO()
    np.savetxt(lines, matrix, fmt="%.6g")
    return lines.getvalue()


def circle(n):
    """A ring of regions: two connections each."""
    i = np.arange(n)
    ends = (np.r_[i, (i + 1) % n], np.r_[(i + 1) % n, i])
    return sparse.coo_array((np.ones(2 * n), ends), shape=(n, n)).tocsr()


def zipped(path, name, content):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def relmat(path):
    path.write_bytes(text_of(circle(N).toarray()))
    path.with_name("a_relmat.json").write_text(json.dumps({"Axes": [{}, {}]}))


def compressed_mat(path, matrix):
    savemat(path, {"a": matrix}, do_compression=True)


WRITERS = {
    "a.txt": lambda path: path.write_bytes(text_of(circle(N).toarray())),
    "one_line.csv": lambda path: path.write_text("0 " * 50_000),
    "lines.csv": lambda path: path.write_text("0\n" * 50_000),
    "empty_lines.csv": lambda path: path.write_text("\n" * 50_000 + "0"),
    "wide.csv": lambda path: path.write_text("é" + "0," * 50_000),
    "complete.edgelist": lambda path: path.write_text(
        "".join(f"{i} {j} 1\n" for i in range(N) for j in range(i))
    ),
    "far.edgelist": lambda path: path.write_text("0 9999 1\n"),
    "a.npy": lambda path: np.save(path, circle(N).toarray()),
    "int8.npy": lambda path: np.save(path, circle(N).toarray().astype(np.int8)),
    "a.npz": lambda path: np.savez_compressed(path, a=circle(N).toarray()),
    "sparse.npz": lambda path: sparse.save_npz(path, circle(16_000)),
    "a.mat": lambda path: savemat(path, {"a": circle(N).toarray()}),
    "packed.mat": lambda path: compressed_mat(path, circle(N).toarray()),
    "sparse.mat": lambda path: compressed_mat(path, circle(16_000)),
    "a.zip": lambda path: zipped(path, "weights.txt", text_of(circle(N).toarray())),
    "bz2.zip": lambda path: zipped(
        path, "weights.txt.bz2", bz2.compress(text_of(circle(N).toarray()))
    ),
    "a_relmat.dense.tsv": relmat,
    "a.graphml": lambda path: nx.write_graphml(nx.cycle_graph(4_000), path),
}


def peak_of(read):
    """Bytes that a call takes at its peak, and what it returns or raises."""
    tracemalloc.start()
    try:
        result = read()
    except ValueError as error:
        result = error
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, result


@pytest.mark.parametrize("name", WRITERS)
def test_memory_is_counted_before_it_is_taken(name, tmp_path):
    path = tmp_path / name
    WRITERS[name](path)
    peak, error = peak_of(lambda: read_connectome(path, memory_limit=SMALL))
    assert isinstance(error, ValueError), "a file that needs more than the limit was read"
    assert re.match(f"{re.escape(str(path))}: .*beyond the limit of 8e\\+05", str(error))
    assert peak < SMALL + BUFFERS


@pytest.mark.parametrize("name", WRITERS)
def test_the_error_says_how_far_to_raise_the_limit(name, tmp_path):
    path = tmp_path / name
    WRITERS[name](path)
    limit = SMALL
    for _ in range(6):
        peak, result = peak_of(lambda: read_connectome(path, memory_limit=limit))  # noqa: B023
        assert peak < limit + BUFFERS
        raised = re.search(r"say memory_limit=(\S+)", str(result))
        if raised is None:
            break
        assert float(raised[1]) > limit
        limit = float(raised[1])
    if name in ("one_line.csv", "lines.csv", "empty_lines.csv", "wide.csv"):
        assert re.search("must be square|is no header", str(result))
    else:
        assert result.n_regions in (N, 16_000, 4_000, 10_000)


@pytest.mark.parametrize("name", ["far.edgelist", "sparse.npz", "sparse.mat", "a.graphml"])
def test_what_is_sparse_stays_sparse(name, tmp_path):
    WRITERS[name](tmp_path / name)
    peak, connectome = peak_of(lambda: read_connectome(tmp_path / name))
    assert sparse.issparse(connectome.weights)
    assert peak < connectome.n_regions**2  # a dense matrix has 8 bytes for each pair


def test_a_short_edge_list_of_many_regions_is_read(tmp_path):
    path = tmp_path / "a.edgelist"
    path.write_text("0 5999 1\n")
    for options, n_regions in (({}, 6000), ({"n_regions": 10**6}, 10**6)):
        connectome = read_connectome(path, **options)
        assert connectome.n_regions == n_regions
        assert connectome.weights[5999, 0] == 1
        assert sparse.issparse(connectome.weights)


def test_a_small_edge_list_is_dense_and_a_large_one_holds_the_same(tmp_path):
    for n, is_sparse in ((1000, False), (1001, True)):
        i = np.arange(n)
        edges = np.column_stack([i, (i + 1) % n, 1 + i])
        np.savetxt(tmp_path / "a.edgelist", edges, fmt="%d")
        weights = read_connectome(tmp_path / "a.edgelist").weights
        assert sparse.issparse(weights) == is_sparse
        assert weights[5, 6] == weights[6, 5] == 6
        assert abs(weights - weights.T).max() == 0


def test_what_the_subjects_of_a_cohort_take_together_is_limited(tmp_path):
    files = {}
    for subject in "abcdef":
        files[subject] = tmp_path / f"{subject}.npy"
        np.save(files[subject], circle(100).toarray())
    assert read_cohort(files, memory_limit=1e6).X.shape == (6, 100, 100)
    big = tmp_path / "far.edgelist"
    big.write_text("0 4999 1\n")
    peak, error = peak_of(
        lambda: read_cohort(dict.fromkeys("abcdefghijklmnopqrstuvwxyz", big), memory_limit=2e7)
    )
    assert "26 matrices of 5000 regions would take 5.2e+09 bytes" in str(error)
    assert peak < 2e7


def test_a_cohort_of_arrays_is_limited_too(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((50, 200, 200), dtype=np.int8))
    people = pd.DataFrame({"id": [f"s{i}" for i in range(50)]})
    with pytest.raises(ValueError, match="a.npy: 50 matrices of 200 regions would take 1.6e"):
        read_cohort(tmp_path / "a.npy", people, memory_limit=3e6)
    assert read_cohort(tmp_path / "a.npy", people).X.shape == (50, 200, 200)
