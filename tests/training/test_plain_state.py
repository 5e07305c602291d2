"""The state of a net as plain arrays."""

import numpy as np

from sk_ccnn.training import n_trained_on, net_from_arrays, net_to_arrays


def plain(value):
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return isinstance(value, np.ndarray | str)


def test_the_state_is_arrays_and_text(brain, cohort):
    from sk_ccnn import ConnectomeRegressor

    model = ConnectomeRegressor(brain, n_members=2, max_epochs=3, random_state=0).fit(*cohort)
    for optimizer in (False, True):
        assert plain(net_to_arrays(model.net_, optimizer=optimizer))


def test_a_net_goes_on_from_its_arrays(brain, cohort):
    from sk_ccnn import ConnectomeRegressor

    def fit():
        return ConnectomeRegressor(brain, n_members=2, max_epochs=3, random_state=0).fit(*cohort)

    one, other = fit(), fit()
    one.partial_fit(*cohort)
    net_from_arrays(other.net_, net_to_arrays(one.net_, optimizer=True))
    for model in (one, other):
        model.partial_fit(*cohort)
    assert np.array_equal(one.predict(cohort[0]), other.predict(cohort[0]))


def test_people_of_the_last_epoch_are_counted(brain, cohort):
    from sk_ccnn import ConnectomeRegressor

    options = {"n_members": 1, "max_epochs": 2, "batch_size": 32}
    model = ConnectomeRegressor(brain, **options, early_stopping=True).fit(*cohort)
    assert n_trained_on(model.net_) == len(cohort[0])
