"""What a training does between processor and device, seen without a device.

Tensors of torch's "meta" device have no values: to read one is an error, to mix one with a tensor
of the CPU too, as it is on a CUDA device. They show what a step asks for.
"""

import pytest
import torch
from skorch.callbacks import Callback
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from sk_ccnn.nn import ConnectomeMLP, GraphNetwork, MemberGenerators
from sk_ccnn.training import HalfSquaredError, Members, StackData, make_net
from sk_ccnn.training import net as net_module

MEMBERS = Members(
    [0, 1, 2], lr=[0.1, 0.1, 0.05], alpha=0.1, dropout=0.3, lambda_wiring=[0.1, 0.2, 0.0]
)
N_BATCHES = 6


class Spy(TorchDispatchMode):
    """Note who reads a number, and who copies from one device to another."""

    def __init__(self):
        super().__init__()
        self.reads, self.moved = 0, []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.reads += function is torch.ops.aten._local_scalar_dense.default
        result = function(*args, **(kwargs or {}))
        if function is torch.ops.aten._to_copy.default and result.device != args[0].device:
            self.moved.append(tuple(result.shape))
        return result


def make(brain, architecture, **settings):
    generators = MemberGenerators(MEMBERS.seeds)
    if architecture == "mlp":
        module = ConnectomeMLP(brain, "nodes", 1, (2, 2), 1, generators, dropout=0.3)
    else:
        module = GraphNetwork(brain, 1, (2, 2), 1, generators, dropout=0.3)
    settings = {"train_split": None, "batch_size": 10, "max_epochs": 1} | settings
    return make_net(module, MEMBERS, generators, HalfSquaredError, **settings)


def move_to_meta(net):
    """Put a net there, as skorch does with a device that has values."""
    for part in net.module_.modules():
        for name, parameter in part._parameters.items():
            if parameter is not None:
                part._parameters[name] = nn.Parameter(parameter.detach().to("meta"))
        for name, buffer in part._buffers.items():
            part._buffers[name] = None if buffer is None else buffer.to("meta")
    net.device = "meta"
    frozen = {name: torch.zeros(p.shape).bool() for name, p in net.module_.named_parameters()}
    return net.initialize_optimizer().freeze(frozen)


def epoch(net, iterator):
    net.history.new_epoch()
    net._set_training(True)
    net.run_single_epoch(iterator, training=True, prefix="train", step_fn=net.train_step)


@pytest.mark.parametrize("architecture", ["mlp", "gcn"])
def test_no_step_waits_for_the_device_and_little_is_sent_to_it(architecture, connectomes, subjects):
    data = subjects("nodes", torch.float32)
    net = move_to_meta(make(connectomes(1)[0], architecture))
    iterator = net.get_iterator(net.get_dataset(data), training=True)
    for number in range(2):
        with Spy() as spy, pytest.raises(NotImplementedError, match="no data"):
            epoch(net, iterator)  # at its end, it reads the losses
        assert len(net.history[-1, "batches"]) == N_BATCHES
        if number == 1:
            # The order of the subjects, and the masks of all steps of an epoch.
            assert spy.moved[0] == (len(data.X),)
            assert [shape[1] % N_BATCHES for shape in spy.moved[1:]] == [0]


def test_subjects_that_take_too_much_of_a_device_go_there_batch_by_batch(
    connectomes, subjects, monkeypatch
):
    data = subjects("nodes", torch.float32)
    net = move_to_meta(make(connectomes(1)[0], "mlp"))
    for free, stays in ((data.X.nbytes, True), (2 * data.X.nbytes, False)):
        monkeypatch.setattr(net_module, "free_bytes", lambda device, free=free: free)
        iterator = net.get_iterator(net.get_dataset(data), training=True)
        with pytest.raises(NotImplementedError, match="no data"):
            epoch(net, iterator)
        assert (iterator.data.X.device.type == "cpu") is stays
        assert len(net.history[-1, "batches"]) == N_BATCHES


def test_steps_read_no_number_unless_a_callback_looks(connectomes, subjects):
    class Looks(Callback):
        def on_batch_end(self, net, **kwargs):
            assert type(net.history[-1, "batches", -1, "train_loss"]) is float

    data = subjects("nodes")
    for callbacks, expected in (([], 0), ([Looks()], N_BATCHES)):
        net = make(connectomes(1)[0], "mlp", callbacks=callbacks)
        net.module_.double()
        with Spy() as spy:
            epoch(net, net.get_iterator(data, training=True))
        assert spy.reads == expected


def test_a_prediction_moves_no_more_than_a_batch(connectomes, subjects):
    net = move_to_meta(make(connectomes(1)[0], "mlp"))
    data = subjects("nodes", torch.float32, n_subjects=2 * net_module.PREDICTION_BATCH)
    with Spy() as spy, pytest.raises(NotImplementedError, match="no data"):
        net.member_outputs(StackData(data.X))
    assert [shape[0] for shape in spy.moved] == [net_module.PREDICTION_BATCH]
