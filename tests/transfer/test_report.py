import pickle

from sk_ccnn.transfer import TransferClassifier, TransferRegressor

QUICK = {"max_epochs": 5, "random_state": 0}


def test_it_says_which_regions_trained_and_how_many_are_altered(source, patients):
    model = TransferClassifier(source, n_trainable_regions=3, **QUICK).fit(*patients)
    n_altered = model.altered_regions_["altered"].sum()
    assert model.tuning_.sentence() == (
        f"3 of 10 regions trained for 5 epochs; {n_altered} of 10 are altered at a false discovery "
        "rate of 5%."
    )
    frame = model.tuning_.to_frame()
    assert set(frame.index[:3]) == set(model.trainable_regions_)
    assert frame["trained"].tolist() == [True] * 3 + [False] * 7
    assert (
        frame["p_value"].loc[model.altered_regions_.index].equals(model.altered_regions_["p_value"])
    )
    assert [line.split()[1] for line in model.tuning_.table().splitlines()[2:6]] == [
        "yes",
        "yes",
        "yes",
        "no",
    ]


def test_without_a_comparison_of_regions_nothing_is_said_about_it(source, patients):
    everything = TransferClassifier(source, freeze="none", **QUICK).fit(*patients).tuning_
    assert everything.sentence() == "10 of 10 regions trained for 5 epochs."
    head = TransferClassifier(source, freeze="encoder", **QUICK).fit(*patients).tuning_
    assert head.sentence() == "Only the read-out trained, for 5 epochs, and none of 10 regions."
    assert head.to_frame().columns.tolist() == ["trained"]


def test_without_a_source_all_regions_trained_from_scratch(healthy):
    found = TransferRegressor(None, **QUICK).fit(*healthy).tuning_
    assert "all 10 regions trained from scratch for 5 epochs" in found.sentence()


def test_it_is_kept_with_the_model(source, patients):
    model = TransferClassifier(source, n_trainable_regions=3, **QUICK).fit(*patients)
    assert str(pickle.loads(pickle.dumps(model)).tuning_) == str(model.tuning_)
