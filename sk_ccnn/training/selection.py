"""Take some members of a trained stack, as a net of their own."""

from collections.abc import Callable, Sequence

from skorch.history import History
from torch import nn

from ..nn import MemberGenerators, select_members
from .devices import gradients_on
from .net import StackNet
from .optimizer import frozen_of_members


def selected_history(net: StackNet, members: Sequence[int], n_epochs: int) -> History:
    """Give the history that members would have had alone.

    Parameters
    ----------
    net : StackNet
        Trained.
    members : sequence of int
    n_epochs : int
        Epochs that they trained for.

    Returns
    -------
    History
        Epochs and losses.
    """
    history = History()
    for row in net.history[:n_epochs]:
        history.new_epoch()
        history.record("epoch", row["epoch"])
        for part in ("train", "valid"):
            if f"{part}_member_losses" in row:
                losses = [row[f"{part}_member_losses"][member] for member in members]
                history.record(f"{part}_member_losses", losses)
                history.record(f"{part}_loss", sum(losses) / len(losses))
    return history


@gradients_on()
def select_from_net(
    net: StackNet,
    members: Sequence[int],
    assemble: Callable[[nn.Module, MemberGenerators], StackNet],
) -> StackNet:
    """Make a net of some members, with their weights and losses, ready to predict.

    The state of the optimizer is not taken over: a further training starts with a new one.

    Parameters
    ----------
    net : StackNet
        Trained; it stays as it is.
    members : sequence of int
        Which members, in this order.
    assemble : callable
        Makes a net of a module and its generators.

    Returns
    -------
    StackNet
    """
    selected = assemble(*select_members(net.module_, net.generators, members))
    frozen = frozen_of_members(net.module_, net.frozen, members)
    shapes = {name: own.shape for name, own in selected.module_.named_parameters()}
    # Members that left others with more wires have shorter rows of them.
    selected.freeze({n: mask[tuple(map(slice, shapes[n]))] for n, mask in frozen.items()})
    stopped = [not net.optimizer_.lr_scale[member] > 0 for member in members]
    selected.all_members_stopped_ = all(stopped)
    n_epochs = len(net.history)
    stopper = dict(net.callbacks_).get("MemberEarlyStopping")
    if stopper is not None and all(stopped):
        # Alone, they would have ended the training then.
        n_epochs = max(stopper.best_epoch_[member] for member in members) + stopper.patience
    selected.history_ = selected_history(net, members, n_epochs)
    return selected
