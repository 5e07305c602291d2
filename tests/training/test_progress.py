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
