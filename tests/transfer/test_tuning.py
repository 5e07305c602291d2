import numpy as np
import pytest
import torch
from torch import nn

from sk_ccnn import ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.nn import Readout, Wires
from sk_ccnn.transfer import TransferClassifier, TransferRegressor

QUICK = {"max_epochs": 5, "random_state": 0}


@pytest.mark.parametrize("is_supervised", [False, True])
def test_an_encoder_can_be_a_source(is_supervised, brain, healthy, patients):
    X, age = healthy
    options = {"hidden_channels": (2, 2), "max_epochs": 3, "random_state": 0, "n_members": 2}
    source = ConnectomeTransformer(brain, **options).fit(X, age if is_supervised else None)
    model = TransferClassifier(source, freeze="encoder", **QUICK).fit(*patients)
    T, tuned = patients[0].to_numpy(), model.estimator_
    embeddings = tuned.member_outputs(T, tuned.net_.module_.encoder)
    expected = source.transform(patients[0])
    np.testing.assert_array_equal(np.concatenate(embeddings, axis=1), expected)


def test_a_linear_source_has_nothing_for_another_task(brain, healthy, patients):
    X, age = healthy
    source = ConnectomeRegressor(brain, architecture="linear", max_epochs=3).fit(X, age)
    with pytest.raises(ValueError, match="architecture='linear' is nothing but a read-out"):
        TransferClassifier(source).fit(*patients)
    tuned = TransferRegressor(source, **QUICK).fit(X[:30], age[:30])
    assert tuned.estimator_.net_.n_members == 1


class Own(nn.Module):
    """A network of a user's, with or without a read-out of ours."""

    def __init__(self, spec, ours):
        super().__init__()
        self.layer = nn.Linear(spec.connectome.n_regions, 3)
        last = Readout(3, spec.n_outputs) if ours else nn.Linear(3, spec.n_outputs)
        self.last, self.ours = last, ours

    def forward(self, x):
        outputs = self.last(self.layer(x.flatten(1)).relu())
        return outputs[0] if self.ours else outputs


def with_readout(spec):
    return Own(spec, True)


def without_readout(spec):
    return Own(spec, False)


def test_networks_of_ones_own_are_transferred_by_name_and_shape(brain, healthy, patients, weights):
    X, age = healthy
    for architecture in (with_readout, without_readout):
        source = ConnectomeRegressor(brain, architecture=architecture, n_members=2, max_epochs=3)
        source.fit(X, age)
        model = TransferClassifier(source, freeze="encoder", **QUICK).fit(*patients)
        before, after = weights(source), weights(model.estimator_)
        held = [name for name in before if ".layer." in name]
        assert len(held) == 4 and all((before[name] == after[name]).all() for name in held)
    # The read-out of the last one looks like any other layer.
    with pytest.raises(ValueError, match="nothing would train: .* no read-out of sk_ccnn.nn"):
        TransferRegressor(source, freeze="encoder").fit(X, age)
    with pytest.raises(ValueError, match="cannot tell the read-out"):
        TransferRegressor(source, head="new").fit(X, age)


def test_wires_that_were_pruned_stay_away(train_source, patients, weights):
    source = train_source()
    name = "encoder.entry.wires.values"
    net = source.net_
    values = dict(net.module_.named_parameters())[name].data
    where = torch.zeros_like(values, dtype=torch.bool)
    where[:, ::3] = True
    values[where] = 0
    net.freeze({name: where})
    model = TransferClassifier(source, freeze="none", **QUICK).fit(*patients)
    after = weights(model.estimator_)[name]
    assert (after[where] == 0).all() and (after[~where] != 0).all()
    assert model.estimator_.net_.frozen.keys() == {name}


def test_the_networks_are_the_sources_and_so_is_their_precision(train_source, healthy, patients):
    X, _ = healthy
    options = {"n_members": 3, "hidden_channels": (3, 2), "lambda_wiring": 1e-3, "dropout": 0.2}
    source = train_source(X=X.astype(np.float32), **options)
    model = TransferClassifier(source, lr=0.5, alpha=0.1, **QUICK).fit(*patients)
    tuned = model.estimator_
    assert {name: getattr(tuned, name) for name in options} == options
    assert (tuned.lr, tuned.alpha, tuned.max_epochs) == (0.5, 0.1, 5)
    assert tuned.plan_.dtype == "float32" and tuned.connectome_ == source.connectome_


@pytest.mark.parametrize("architecture", ["gcn", "gat"])
def test_of_a_graph_network_only_wires_into_trainable_regions_and_the_head_move(
    architecture, brain, healthy, patients, weights
):
    options = {"architecture": architecture, "n_members": 2, "hidden_channels": (2, 2)}
    source = ConnectomeRegressor(brain, max_epochs=3, random_state=0, **options).fit(*healthy)
    model = TransferClassifier(source, n_trainable_regions=3, **QUICK).fit(*patients)
    before, after = weights(source), weights(model.estimator_)
    trains = np.isin(brain.labels, model.trainable_regions_)
    n_moved = 0
    for part, module in model.estimator_.net_.module_.named_modules():
        if isinstance(module, Wires):
            moved = (after[f"{part}.values"] != before[f"{part}.values"]).numpy()
            into = np.broadcast_to(trains[module.pair.numpy() % len(trains)], moved.shape)
            assert not moved[~into].any()
            n_moved += moved[into].sum()
    assert n_moved > 0
    for name in before:
        if "readout" not in name and "wires" not in name:
            assert (after[name] == before[name]).all()
