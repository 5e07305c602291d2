"""The sparse product is the dense one, in value and in gradient."""

import numpy as np
import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeLinear,
    MemberGenerators,
    Wiring,
    linear,
    prefers_sparse,
    sparse,
)
from sk_ccnn.nn.linear import units_first_product, wired_map
from sk_ccnn.nn.sparse import SparseProduct


@pytest.fixture(autouse=True, params=["compiled", "torch"])
def engine(request, monkeypatch):
    """Multiply by what numba compiles, then by what torch has."""
    if request.param == "torch":
        monkeypatch.setattr(sparse, "can_compile", lambda x: False)


def layer(n_members, connectomes, channels=(2, 3), dtype=torch.float64):
    """Make a layer between units of 12 regions."""
    brains = [
        Connectome.from_coordinates(
            np.random.default_rng(0).normal(size=(12, 3)) * 30, density=density, random_state=seed
        )
        for seed, density in enumerate(connectomes)
    ]
    regions = [np.repeat(np.arange(12), count) for count in channels]
    brain = brains[0] if len(brains) == 1 else brains
    generators = MemberGenerators(range(n_members))
    return ConnectomeLinear(*regions, Wiring.of(brain), n_members, generators=generators).to(dtype)


def batch(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


CASES = [(3, [0.3]), (3, [0.3, 0.2, 0.4])]  # one connectome for all members, or one each


@pytest.mark.parametrize(("n_members", "connectomes"), CASES)
@pytest.mark.parametrize("is_shared", [True, False])
def test_value_and_gradients_are_those_of_the_dense_product(n_members, connectomes, is_shared):
    wires = layer(n_members, connectomes).wires
    x = batch(7, 24) if is_shared else batch(n_members, 7, 24).requires_grad_()
    inputs = [wires.values] if is_shared else [wires.values, x]
    dense = torch.matmul(x, wires())
    pattern = wires.pattern(is_shared)
    product = SparseProduct.apply(x.transpose(-1, -2), wires.values, pattern).transpose(1, 2)
    torch.testing.assert_close(product, dense, rtol=0, atol=1e-12)
    upstream = batch(*dense.shape)
    expected = torch.autograd.grad(dense, inputs, upstream)
    for got, wanted in zip(torch.autograd.grad(product, inputs, upstream), expected, strict=True):
        torch.testing.assert_close(got, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("n_members", "connectomes"), CASES)
def test_gradcheck(n_members, connectomes):
    wires = layer(n_members, connectomes, channels=(1, 1)).wires
    x = batch(n_members, 12, 3).requires_grad_()
    values = wires.values.detach().clone().requires_grad_()
    pattern = wires.pattern(is_shared=False)
    assert torch.autograd.gradcheck(
        lambda *given: SparseProduct.apply(*given, pattern), (x, values)
    )


def test_padding_gets_no_gradient():
    wires = layer(2, [0.4, 0.2]).wires
    SparseProduct.apply(batch(24, 5), wires.values, wires.pattern(True)).sum().backward()
    padding = ~wires.exists
    assert padding.any() and (wires.values.grad[padding] == 0).all()


@pytest.mark.parametrize("prefers", [True, False])
def test_the_choice_changes_nothing_but_rounding(prefers, monkeypatch):
    monkeypatch.setattr(linear, "prefers_sparse", lambda n_wires, n_positions: prefers)
    wires, bias = layer(2, [0.3]).wires, batch(2, 1, 36)
    for shape in ((4, 24), (2, 4, 24)):
        x = batch(*shape)
        dense = torch.matmul(x, wires())
        units_first = units_first_product(x.transpose(-1, -2), wires)
        torch.testing.assert_close(wired_map(x, wires, bias), dense + bias, rtol=0, atol=1e-12)
        torch.testing.assert_close(units_first.transpose(1, 2), dense, rtol=0, atol=1e-12)


def test_an_input_that_is_shared_and_asks_for_its_gradient_gets_it(monkeypatch):
    monkeypatch.setattr(linear, "prefers_sparse", lambda n_wires, n_positions: True)
    wires, x = layer(2, [0.3]).wires, batch(4, 24).requires_grad_()
    wired_map(x, wires, torch.zeros(2, 1, 36)).sum().backward()
    torch.testing.assert_close(x.grad, wires().sum(dim=(0, 2)).expand(4, -1), rtol=0, atol=1e-12)


def test_large_sparse_layers_are_multiplied_sparse_and_others_dense():
    assert prefers_sparse(n_wires=8_000, n_positions=160_000)
    assert not prefers_sparse(n_wires=60_000, n_positions=160_000)
    assert not prefers_sparse(n_wires=100, n_positions=1_000)
