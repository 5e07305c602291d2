"""What does not fit a layer is refused in words, before torch or numpy stumble over it."""

import numpy as np
import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeLinear,
    ConnectomeMLP,
    ConnectomeRegression,
    DroppingReLU,
    EdgeReadout,
    EdgesToRegions,
    GraphConvolution,
    GraphNetwork,
    MemberGenerators,
    Readout,
    RegionsToEdges,
)

BRAIN = Connectome(np.ones((6, 6)))
TWO = MemberGenerators([0, 1])

LAYERS = {
    "linear": (ConnectomeLinear(range(6), [0, 1], BRAIN, 2), (6,)),
    "readout": (Readout(6, 1, 2), (6,)),
    "edges to regions": (EdgesToRegions(3, BRAIN, 2), (6, 6)),
    "regions to edges": (RegionsToEdges(2, BRAIN, 2), (12,)),
    "edge readout": (EdgeReadout(1, BRAIN, 2), (6, 6)),
    "convolution": (GraphConvolution(2, 3, BRAIN, 2), (6, 2)),
    "graph network": (GraphNetwork(BRAIN, 2, (3,), 1, TWO), (6, 2)),
    "mlp": (ConnectomeMLP(BRAIN, "nodes", 2, (3,), 1, TWO), (6, 2)),
    "mlp over edges": (ConnectomeMLP(BRAIN, "edges", 1, (3,), 1, TWO), (6, 6)),
    "regression": (ConnectomeRegression(BRAIN, "nodes", 2, 1, TWO), (6, 2)),
    "regression over edges": (ConnectomeRegression(BRAIN, "edges", 1, 1, TWO), (6, 6)),
    "autoencoder": (ConnectomeAutoencoder(BRAIN, "nodes", 2, (3,), TWO), (6, 2)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_shared_subjects_and_each_members_own_fit(name):
    layer, last = LAYERS[name]
    x = torch.ones(5, *last)
    assert torch.allclose(layer(x), layer(x.expand(2, 5, *last)), atol=1e-6)


@pytest.mark.parametrize("name", LAYERS)
def test_an_input_of_another_shape_is_named(name):
    layer, last = LAYERS[name]
    longer, other_member = (*last[:-1], last[-1] + 1), (3, 5, *last)
    for shape in ((5, *longer), (2, 5, *longer), other_member, last, (1, 2, 5, *last)):
        with pytest.raises(ValueError, match=r"needs a tensor of shape \(batch, .* got \(") as why:
            layer(torch.ones(shape))
        assert str(shape) in str(why.value)
    with pytest.raises(ValueError, match="needs a tensor .* got ndarray"):
        layer(np.ones((5, *last)))


LINEAR = [
    (([0, 1, 99], [0], BRAIN), ValueError, r"in_regions .*from 0 to 5, .*got \[99\]"),
    (([0], [-1, 7], BRAIN), ValueError, r"out_regions .*from 0 to 5, .*got \[-1, 7\]"),
    (([0.5], [0], BRAIN), ValueError, "in_regions must be .*whole numbers.*float64"),
    (([[0, 1]], [0], BRAIN), ValueError, r"in_regions must be .*shape \(1, 2\)"),
    (([], [0], BRAIN), ValueError, r"in_regions must be .*shape \(0,\)"),
    (([True], [0], BRAIN), ValueError, "in_regions must be .*dtype bool"),
    (([0], [0], BRAIN.to_dense()), TypeError, "needs a Connectome, .*got ndarray; as_connectome"),
    (([0], [0], "desikan_killiany"), TypeError, "needs a Connectome, .*got str"),
    (([0], [0], []), TypeError, "needs a Connectome, .*got list"),
    (([0], [0], BRAIN, 0), ValueError, "n_members must be .*at least 1, got 0"),
    (([0], [0], BRAIN, 3, None, TWO), ValueError, "generators of 2 members, but n_members=3"),
]


@pytest.mark.parametrize(("given", "error", "says"), LINEAR)
def test_regions_and_sizes_of_a_linear_layer_are_checked(given, error, says):
    with pytest.raises(error, match=says):
        ConnectomeLinear(*given)


OTHERS = [
    (lambda: Readout(0, 1), "in_units"),
    (lambda: Readout(3, 0), "n_outputs"),
    (lambda: EdgesToRegions(0, BRAIN), "channels"),
    (lambda: RegionsToEdges(1, BRAIN, 0), "n_members"),
    (lambda: EdgeReadout(0, BRAIN), "n_outputs"),
    (lambda: GraphConvolution(0, 1, BRAIN), "in_channels"),
    (lambda: GraphNetwork(BRAIN, 1, (), 1, TWO), "hidden_channels .*got none"),
    (lambda: ConnectomeMLP(BRAIN, "nodes", 0, (2,), 1, TWO), "in_channels"),
    (lambda: ConnectomeMLP(BRAIN, "nodes", 1, (2, 0), 1, TWO), "hidden_channels .*got 0"),
    (lambda: ConnectomeMLP(BRAIN, "pixels", 1, (2,), 1, TWO), "features must be one of .*'pixels'"),
    (lambda: ConnectomeRegression(BRAIN, "pixels", 1, 1, TWO), "features must be one of"),
    (lambda: DroppingReLU(1.0, TWO), r"dropout must be one number in \[0, 1\).*got 1.0"),
    (lambda: DroppingReLU([0.1, 0.2, 0.3], TWO), "dropout must be .*each of 2 members"),
]


@pytest.mark.parametrize(("make", "says"), OTHERS)
def test_sizes_of_the_other_layers_are_checked(make, says):
    with pytest.raises(ValueError, match=says):
        make()
