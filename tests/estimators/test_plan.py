import dataclasses

import pytest
import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.estimators import build_network
from sk_ccnn.nn import MemberGenerators, NetworkSpec

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
SPEC = NetworkSpec(CHAIN, "nodes", 1, 2, (4, 4), "hard", 0.0)


@pytest.mark.parametrize(
    "architecture", ["linear", "mlp", lambda spec: nn.Sequential(nn.Flatten(), nn.Linear(3, 2))]
)
def test_every_architecture_gives_a_stack_of_outputs(architecture):
    outputs = build_network(architecture, [SPEC] * 3, MemberGenerators([0, 1, 2]))(
        torch.ones(5, 3, 1)
    )
    assert outputs.shape == (3, 5, 2)


def test_an_autoencoder_gives_back_as_many_features_as_it_got():
    outputs = build_network("autoencoder", [SPEC], MemberGenerators([0]))(torch.ones(5, 3, 1))
    assert outputs.shape == (1, 5, 3)


def test_a_callable_sees_what_its_network_must_fit_once_a_member():
    seen = []

    def build(spec):
        seen.append(spec)
        return nn.Flatten()

    build_network(build, [SPEC, SPEC], MemberGenerators([0, 1]))
    assert seen == [SPEC, SPEC]


def test_what_changed_between_two_networks_is_named():
    wider = dataclasses.replace(SPEC, hidden_channels=(8,))
    with pytest.raises(ValueError, match=r"hidden_channels.*\(4, 4\) to \(8,\)"):
        SPEC.require_same(wider)
    SPEC.require_same(dataclasses.replace(SPEC, dropout=0.5))
