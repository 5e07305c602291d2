from skorch.callbacks import Callback

from sk_ccnn.training import EpochProgress, Members


def test_the_bar_counts_epochs_on_standard_error_only(connectomes, subjects, train, capsys):
    train(
        Members([0, 1]),
        connectomes(1)[0],
        subjects("nodes"),
        epochs=7,
        callbacks=[EpochProgress()],
    )
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 members" in err and "7/7" in err and "train=" in err


def test_the_bar_is_closed_after_an_interrupt(connectomes, subjects, train, capsys):
    class Interrupt(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == 3:
                raise KeyboardInterrupt

    progress = EpochProgress()
    train(
        Members([0]),
        connectomes(1)[0],
        subjects("nodes"),
        epochs=7,
        callbacks=[progress, Interrupt()],
    )
    _, err = capsys.readouterr()
    assert "3/7" in err and err.endswith("\n")
