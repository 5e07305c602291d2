"""Downloads, from a server on loopback that does what servers do."""

import hashlib
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sk_ccnn.datasets import remote

CONTENT = b"region,thickness\n" + b"x,1.5\n" * 5000


class Server(BaseHTTPRequestHandler):
    """Serve one file in the way that its folder names."""

    requests: list = []

    def do_GET(self):
        way = self.path.split("/")[-2]
        self.requests.append(way)
        if way == "missing":
            self.send_error(404)
            return
        content = CONTENT.replace(b"1.5", b"1.6") if way == "changed" else CONTENT
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if way == "cut":
            content = content[: len(content) // 2]
        self.wfile.write(content[:1000])
        if way == "slow":
            time.sleep(3)
        self.wfile.write(content[1000:])

    def log_message(self, *args):
        pass


@pytest.fixture
def host(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(remote, "HOST", f"http://127.0.0.1:{server.server_port}")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Server.requests.clear()
    yield server
    server.shutdown()
    server.server_close()


def source(way):
    """Give the source of the file, served in this way."""
    return remote.Source(
        "owner/name", "c0ffee", way, {"a.csv": hashlib.sha256(CONTENT).hexdigest()}
    )


def fetch(way, folder):
    return remote.fetch(source(way), ["a.csv"], "cohort", folder, verbose=0)


def files_in(folder):
    """List the files; a temporary one would be a broken cache."""
    return [
        os.path.join(*path.relative_to(folder).parts)
        for path in folder.rglob("*")
        if path.is_file()
    ]


def test_a_file_is_downloaded_once(host, tmp_path):
    (path,) = fetch("whole", tmp_path)
    assert path.read_bytes() == CONTENT
    assert path == tmp_path / "cohort" / "a.csv"
    fetch("whole", tmp_path)
    assert Server.requests == ["whole"]


def test_offline_it_is_read_from_disk(host, tmp_path):
    fetch("whole", tmp_path)
    host.shutdown()
    host.server_close()
    (path,) = fetch("whole", tmp_path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("way", "error", "message"),
    [
        ("missing", OSError, "a.csv could not be fetched: 404.*comes from http.*by hand"),
        ("cut", OSError, "a.csv could not be fetched.*try again"),
        ("slow", OSError, "a.csv could not be fetched.*timed out"),
        ("changed", ValueError, "is not the file that was expected, and was not kept"),
    ],
)
def test_a_download_that_fails_says_why_and_leaves_nothing(
    way, error, message, host, tmp_path, monkeypatch
):
    monkeypatch.setattr(remote, "TIMEOUT", 0.5)
    with pytest.raises(error, match=message):
        fetch(way, tmp_path)
    assert files_in(tmp_path) == []
    (path,) = fetch("whole", tmp_path)
    assert path.read_bytes() == CONTENT


def test_no_server_is_a_clear_error(host, tmp_path):
    host.shutdown()
    host.server_close()
    with pytest.raises(OSError, match="a.csv could not be fetched"):
        fetch("whole", tmp_path)
    assert files_in(tmp_path) == []


def test_no_space_on_the_disk_is_a_clear_error(host, tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pooch.core.shutil.move", full)
    with pytest.raises(OSError, match="a.csv could not be fetched.*No space left on device"):
        fetch("whole", tmp_path)
    assert files_in(tmp_path) == []


def test_a_damaged_file_in_the_cache_is_fetched_anew(host, tmp_path):
    (path,) = fetch("whole", tmp_path)
    path.write_bytes(CONTENT[:100])
    (path,) = fetch("whole", tmp_path)
    assert path.read_bytes() == CONTENT
    assert Server.requests == ["whole", "whole"]


def test_a_damaged_file_stays_if_nothing_better_comes(host, tmp_path):
    (path,) = fetch("whole", tmp_path)
    path.write_bytes(CONTENT[:100])
    with pytest.raises(OSError, match="could not be fetched"):
        fetch("missing", tmp_path)
    assert path.read_bytes() == CONTENT[:100]


def test_addresses_are_pinned_to_a_commit(tmp_path):
    assert (
        source("data").registry(tmp_path).get_url("a.csv").endswith("/owner/name/c0ffee/data/a.csv")
    )
