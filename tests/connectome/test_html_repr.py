"""What a notebook shows of a connectome: a picture and the facts, escaped, and no dense matrix."""

import base64
import io
import re
import tracemalloc

import numpy as np
import pytest
from PIL import Image
from scipy import sparse

from sk_ccnn import Connectome
from sk_ccnn.connectome import load_connectome
from sk_ccnn.connectome.html_repr import PICTURE_SIZE, binned_means, thumbnail

CHAIN = np.array([[0, 1, 0], [1, 0, 100], [0, 100, 0]], dtype=float)


def picture_of(connectome):
    (data,) = re.findall(r'src="data:image/png;base64,([^"]+)"', connectome._repr_html_())
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


def test_it_tells_size_density_connections_source_and_what_is_known():
    shown = load_connectome("desikan_killiany")._repr_html_()
    for fact in ("84", "directed", "0.2", "in mm", "desikan_killiany"):
        assert fact in shown
    assert load_connectome("desikan_killiany").citation.split(",")[0] in shown
    bare = Connectome(CHAIN)._repr_html_()
    assert "3, no names" in bare and "2 (undirected)" in bare and bare.count("not known") == 2
    assert "source" not in bare and "isolated" not in bare


def test_each_pair_of_a_small_connectome_is_a_square():
    picture = picture_of(Connectome(CHAIN))
    factor = -(-PICTURE_SIZE // 3)
    assert picture.shape == (3 * factor, 3 * factor, 3)
    darkness = 255 - picture[factor // 2 :: factor, factor // 2 :: factor].mean(axis=2)
    assert (darkness > 0).tolist() == (CHAIN > 0).tolist()
    assert darkness[1, 2] > darkness[0, 1] > 10


def test_negative_weights_have_a_colour_of_their_own_and_a_word():
    signed = Connectome(-CHAIN * [[1, 1, 0], [1, 1, 0], [0, 0, 0]] + CHAIN * np.eye(3)[::-1])
    assert "orange" not in Connectome(CHAIN)._repr_html_()
    assert "orange" in signed._repr_html_()
    red, _, blue = thumbnail(signed.weights)[0, 1].astype(int)
    assert red > blue


@pytest.mark.parametrize("n_regions", [1, 2, 159, 160, 161, 500])
def test_sparse_and_dense_weights_look_the_same(n_regions):
    rng = np.random.default_rng(0)
    dense = rng.random((n_regions, n_regions)) * (rng.random((n_regions, n_regions)) < 0.1)
    means = binned_means(dense, PICTURE_SIZE)
    np.testing.assert_allclose(means, binned_means(sparse.csr_array(dense), PICTURE_SIZE))
    assert len(means) <= PICTURE_SIZE
    if n_regions <= PICTURE_SIZE:
        np.testing.assert_allclose(means, dense)


def test_a_connectome_without_connections_is_white():
    assert (picture_of(Connectome(np.zeros((2, 2)))) == 255).all()


def test_names_are_escaped():
    shown = Connectome(CHAIN, name="<script>alert(1)</script>", citation='"><img>')._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert shown.count("<img") == 1


def test_a_large_sparse_connectome_takes_memory_for_its_connections_only():
    n_regions = 100_000
    rows = np.arange(n_regions - 1)
    weights = sparse.csr_array((np.ones(len(rows)), (rows, rows + 1)), (n_regions, n_regions))
    large = Connectome(weights + weights.T)
    tracemalloc.start()
    shown = large._repr_html_()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "199,998" not in shown and "99,999" in shown
    assert peak < 200e6 and len(shown) < 100_000  # all pairs would be 80 GB
