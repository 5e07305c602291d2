"""A progress bar over epochs."""

from skorch.callbacks import Callback
from tqdm.auto import tqdm


class EpochProgress(Callback):
    """Show the epochs done, with the mean loss over members."""

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        """Open the bar."""
        self._bar = tqdm(total=net.max_epochs, desc=f"{net.n_members} members", unit="epoch")

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        """Advance by an epoch."""
        shown = {"train": f"{net.history[-1, 'train_loss']:.4f}"}
        if dataset_valid is not None:
            shown["valid"] = f"{net.history[-1, 'valid_loss']:.4f}"
        self._bar.set_postfix(shown, refresh=False)
        self._bar.update()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        """Close the bar."""
        self._bar.close()
