import numpy as np

from sk_ccnn.report.intervals import bootstrap, draw_people


def test_whole_groups_are_drawn():
    groups = np.repeat(["a", "b", "c"], [2, 3, 4])
    for rows in draw_people(9, groups, 20):
        counts = np.bincount(rows, minlength=9)
        for name in "abc":
            assert len(set(counts[groups == name])) == 1


def test_groups_that_are_alike_within_widen_the_interval():
    groups = np.repeat(np.arange(10), 20)
    values = np.random.default_rng(0).normal(size=10)[groups]

    def mean(rows):
        return [values[rows].mean()]

    alone = bootstrap(mean, 200, draw_people(200, None, 300))[0]
    whole = bootstrap(mean, 200, draw_people(200, groups, 300))[0]
    assert whole.value == alone.value
    assert whole.high - whole.low > 2 * (alone.high - alone.low)


def test_what_is_not_defined_has_no_interval():
    samples = draw_people(10, None, 40)
    never, rarely = bootstrap(lambda rows: (np.nan, float(rows[0])), 10, samples)
    assert np.isnan([never.value, never.low, never.high]).all()
    assert np.isfinite(rarely).all()
    half = bootstrap(lambda rows: [np.nan if rows[0] % 2 and len(set(rows)) < 10 else 1.0],
                     10, samples)[0]  # fmt: skip
    assert half.value == 1.0
    assert np.isnan([half.low, half.high]).all()
