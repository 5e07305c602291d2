"""Callbacks of a training: early stopping of members, and a progress bar."""

from typing import Any

import torch
from skorch.callbacks import Callback
from torch import Tensor
from tqdm.auto import tqdm

from .data import StackData
from .interrupts import StopTraining
from .net import StackNet
from .stack import owner_of_parameters


class MemberEarlyStopping(Callback):
    """Stop each member when its own validation loss no longer falls.

    A member that stops gets back the weights of its best epoch, and they no longer change.

    Parameters
    ----------
    patience : int, default=10
        Epochs without improvement after which a member stops.
    tol : float, default=1e-4
        Smallest fall of the validation loss that counts as an improvement.

    Attributes
    ----------
    best_epoch_ : list of int, length n_members
        Epoch, counted from 1, whose weights each member keeps.
    """

    def __init__(self, patience: int = 10, tol: float = 1e-4) -> None:
        self.patience = patience
        self.tol = tol

    def on_train_begin(
        self, net: StackNet, X: object = None, y: object = None, **kwargs: Any
    ) -> None:
        """Start with the current weights, and no best loss yet."""
        n_members = net.n_members
        owner = owner_of_parameters(net.module_)
        self._best_loss = torch.full((n_members,), torch.inf)
        # Buffers of a member too: batch normalisation goes on counting after it has stopped.
        state = {*net.module_.parameters(), *owner}
        self._kept = [(tensor, tensor.detach().clone(), owner.get(tensor)) for tensor in state]
        self.best_epoch_ = [0] * n_members

    def on_epoch_end(
        self,
        net: StackNet,
        dataset_train: StackData | None = None,
        dataset_valid: StackData | None = None,
        **kwargs: Any,
    ) -> None:
        """Keep better weights; stop members whose loss no longer falls."""
        losses = torch.tensor(net.history[-1, "valid_member_losses"])
        runs = net.optimizer_.lr_scale > 0
        improved = runs & (losses < self._best_loss - self.tol)
        self._best_loss = torch.where(improved, losses, self._best_loss)
        epoch = net.history[-1, "epoch"]
        self._keep(improved)
        for member in improved.nonzero()[:, 0].tolist():
            self.best_epoch_[member] = epoch
        waits = epoch - torch.tensor(self.best_epoch_)
        net.optimizer_.stop_members(waits >= self.patience)
        if not (net.optimizer_.lr_scale > 0).any():
            net.all_members_stopped_ = True
            raise StopTraining

    def on_train_end(
        self, net: StackNet, X: object = None, y: object = None, **kwargs: Any
    ) -> None:
        """Restore the best weights of each member."""
        self._keep(torch.tensor(self.best_epoch_) > 0, restore=True)

    @torch.no_grad()
    def _keep(self, members: Tensor, *, restore: bool = False) -> None:
        """Save the weights of some members as their best, or restore their best."""
        which = members.nonzero()[:, 0]
        chosen = set(which.tolist())
        for now, best, owner in self._kept:
            source, target = (best, now) if restore else (now, best)
            if owner is None:
                index = which.to(now.device)
                target[index] = source[index]
            elif owner in chosen:
                target.copy_(source)


class EpochProgress(Callback):
    """Show the epochs done, with the mean loss over members.

    Parameters
    ----------
    n_epochs : int, optional
        How many there will be; by default as many as the net has in a fit.
    """

    def __init__(self, n_epochs: int | None = None) -> None:
        self.n_epochs = n_epochs

    def on_train_begin(
        self, net: StackNet, X: object = None, y: object = None, **kwargs: Any
    ) -> None:
        """Open the bar."""
        total = self.n_epochs or net.max_epochs
        self._bar = tqdm(total=total, desc=f"{net.n_members} members", unit="epoch")

    def on_epoch_end(
        self,
        net: StackNet,
        dataset_train: StackData | None = None,
        dataset_valid: StackData | None = None,
        **kwargs: Any,
    ) -> None:
        """Advance by an epoch."""
        shown = {"train": f"{net.history[-1, 'train_loss']:.4f}"}
        if dataset_valid is not None:
            shown["valid"] = f"{net.history[-1, 'valid_loss']:.4f}"
        self._bar.set_postfix(shown, refresh=False)
        self._bar.update()

    def on_train_end(
        self, net: StackNet, X: object = None, y: object = None, **kwargs: Any
    ) -> None:
        """Close the bar."""
        self._bar.close()
