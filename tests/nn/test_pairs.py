"""Networks over edges read a table of pairs as they read matrices."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.connectome import index_of_pairs, n_pairs, upper_triangle
from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
    EdgeReadout,
    EdgesToRegions,
    MemberGenerators,
    RegionsToEdges,
    edges,
    pairs_of,
    select_members,
)

N_REGIONS = 7


def ring(n_regions=N_REGIONS, chords=()):
    weights = np.zeros((n_regions, n_regions))
    following = (np.arange(n_regions) + 1) % n_regions
    weights[np.arange(n_regions), following] = weights[following, np.arange(n_regions)] = 1
    for i, j in chords:
        weights[i, j] = weights[j, i] = 1
    return Connectome(weights)


OTHER = ring(chords=[(0, 3), (2, 5)])
BRAINS = {"one": ring(), "each": [ring(), OTHER, ring(chords=[(1, 4)])]}
LAYERS = {
    "entry": lambda brain, **how: EdgesToRegions(2, brain, 3, **how),
    "read-out": lambda brain, **how: EdgeReadout(2, brain, 3, scale=0.5, **how),
    "mlp": lambda brain, **how: ConnectomeMLP(
        brain, "edges", 1, (2, 2), 2, MemberGenerators(range(3)), **how
    ),
    "linear": lambda brain, **how: ConnectomeRegression(
        brain, "edges", 1, 2, MemberGenerators(range(3)), **how
    ),
}


def subjects(*shape, n_regions=N_REGIONS, seed=0):
    random = np.random.default_rng(seed)
    matrices = random.normal(size=(*shape, n_regions, n_regions))
    matrices = matrices + matrices.swapaxes(-1, -2)
    return torch.tensor(matrices), torch.tensor(upper_triangle(matrices))[..., None, :]


def randomized(module):
    module = module.double().eval()
    generator = torch.Generator().manual_seed(0)
    for parameter in module.parameters():
        parameter.data.copy_(torch.randn(parameter.shape, generator=generator).double())
    for part in module.modules():
        if hasattr(part, "wires"):
            part.wires.values.data.mul_(part.wires.exists)
    return module


def gradients(module, x):
    x = x.clone().requires_grad_()
    outputs = module(x)
    weights = torch.linspace(-1, 1, outputs.numel(), dtype=outputs.dtype).view(outputs.shape)
    (outputs * weights).sum().backward()
    of_weights = [parameter.grad.clone() for parameter in module.parameters()]
    module.zero_grad()
    return outputs.detach(), x.grad, of_weights


@pytest.mark.parametrize("is_sparse", [True, False])
@pytest.mark.parametrize("constraint", ["hard", "none"])
@pytest.mark.parametrize("brain", BRAINS)
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("shape", [(5,), (3, 5)])
def test_outputs_and_gradients_are_those_of_matrices(
    kind, brain, constraint, is_sparse, shape, monkeypatch
):
    monkeypatch.setattr(edges, "is_sparse", lambda wires: is_sparse)
    module = randomized(LAYERS[kind](BRAINS[brain], constraint=constraint))
    matrices, table = subjects(*shape)
    pairs = (module.pairs if module.pairs.dim() == 1 else module.pairs[0]).numpy()
    expected, of_matrices, of_weights = gradients(module, matrices)
    rows, columns = np.triu_indices(N_REGIONS, 1)
    of_pairs = (of_matrices + of_matrices.mT)[..., rows, columns]
    for columns_kept in (pairs, np.arange(n_pairs(N_REGIONS))):
        outputs, of_table, of_its_weights = gradients(module, table[..., columns_kept])
        torch.testing.assert_close(outputs, expected, rtol=0, atol=1e-12)
        torch.testing.assert_close(
            of_table[..., 0, :], of_pairs[..., columns_kept], rtol=0, atol=1e-12
        )
        torch.testing.assert_close(of_its_weights, of_weights, rtol=0, atol=1e-12)


def test_only_pairs_that_some_member_can_use_are_read():
    assert n_pairs(N_REGIONS) == 21
    assert (
        pairs_of(LAYERS["mlp"](ring())).tolist()
        == np.flatnonzero(upper_triangle(ring().to_dense())).tolist()
    )
    union = sum(upper_triangle(each.to_dense()) for each in BRAINS["each"])
    assert pairs_of(LAYERS["mlp"](BRAINS["each"])).tolist() == np.flatnonzero(union).tolist()
    assert len(pairs_of(LAYERS["linear"](ring(), constraint="soft"))) == 21


@given(n_regions=st.integers(2, 12), seed=st.integers(0, 99), density=st.floats(0, 1))
@settings(deadline=None, max_examples=30)
def test_any_connectome_and_any_share_of_pairs(n_regions, seed, density):
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((n_regions, n_regions)) < density, 1)
    upper[0, 1] = True
    brain = Connectome((upper | upper.T).astype(float))
    generators = MemberGenerators([seed])
    module = ConnectomeMLP(brain, "edges", 1, (3, 2), 1, generators).double().eval()
    matrices, table = subjects(4, n_regions=n_regions, seed=seed)
    torch.testing.assert_close(
        module(table[..., pairs_of(module)]), module(matrices), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("constraint", ["hard", "none"])
@pytest.mark.parametrize("brain", BRAINS)
def test_an_autoencoder_rebuilds_each_pair_once(brain, constraint, monkeypatch):
    generators = MemberGenerators(range(3))
    module = ConnectomeAutoencoder(
        BRAINS[brain], "edges", 1, (2, 3), generators, constraint=constraint
    )
    module = randomized(module)
    matrices, table = subjects(5)
    rebuilt = module(matrices).unflatten(-1, (N_REGIONS, N_REGIONS))
    expected = torch.tensor(upper_triangle(rebuilt.detach().numpy()))
    for choice in (True, False):
        monkeypatch.setattr("sk_ccnn.nn.rebuilt_edges.is_sparse", lambda wires, c=choice: c)
        torch.testing.assert_close(module(table), expected, rtol=0, atol=1e-12)


def test_one_member_of_a_stack_reads_only_the_pairs_that_it_can_use():
    stack = randomized(LAYERS["mlp"](BRAINS["each"]))
    table = subjects(5)[1]
    alone, _ = select_members(stack, MemberGenerators(range(3)), [1])
    torch.testing.assert_close(alone(table), stack(table)[1:2], rtol=0, atol=1e-12)
    own = np.flatnonzero(upper_triangle(OTHER.to_dense()))
    assert pairs_of(alone).tolist() == own.tolist()
    torch.testing.assert_close(alone(table[..., own]), alone(table), rtol=0, atol=1e-12)


def test_members_who_are_copied_many_times_have_inputs_of_their_own():
    one = randomized(ConnectomeMLP(ring(), "edges", 1, (2, 2), 1, MemberGenerators([0])))
    copies, _ = select_members(one, MemberGenerators([0]), [0] * 5)
    table = subjects(5)[1]
    own = copies(table[:, None])[:, 0]
    torch.testing.assert_close(own, one(table)[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("shape", [(5, 1, 6), (5, 21), (2, 5, 1, 7), (5, 7, 6)])
def test_what_is_neither_a_table_nor_matrices_is_named(shape):
    needed = r"EdgesToRegions needs .*\(batch, 7, 7\).*table \(batch, 1, 7\).*\(batch, 1, 21\)"
    with pytest.raises(ValueError, match=needed):
        EdgesToRegions(2, ring(), 3)(torch.zeros(shape))


def test_pairs_are_numbered_as_in_the_upper_triangle():
    low, high = np.triu_indices(N_REGIONS, 1)
    found = index_of_pairs(torch.tensor(low), torch.tensor(high), N_REGIONS)
    assert found.tolist() == list(range(n_pairs(N_REGIONS)))


@pytest.mark.parametrize("is_sparse", [True, False])
def test_subjects_of_several_members_may_go_to_one(is_sparse, monkeypatch):
    monkeypatch.setattr(edges, "is_sparse", lambda wires: is_sparse)
    layer = randomized(EdgesToRegions(2, ring(), 1))
    matrices, table = subjects(3, 5)
    torch.testing.assert_close(layer(table), layer(matrices), rtol=0, atol=1e-12)


def test_units_that_are_shared_by_all_members_are_rebuilt_too(monkeypatch):
    exit_ = randomized(RegionsToEdges(2, ring(), 3))
    units = subjects(5)[0].flatten(1)[:, : 2 * N_REGIONS]
    expected = upper_triangle(exit_(units).detach().numpy())
    monkeypatch.setattr("sk_ccnn.nn.rebuilt_edges.is_sparse", lambda wires: True)
    np.testing.assert_allclose(exit_.to_pairs(units).detach(), expected, atol=1e-12)
