import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.connectome.agreement import edges_by_length, edges_of_most, tally

SHARES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=40)


def test_shares_and_means_are_those_of_the_subjects_who_have_the_edge():
    pairs = np.array([[1.0, 0.0, -2.0], [3.0, 0.0, 0.0], [2.0, 0.0, -4.0], [0.0, 0.0, 9.0]])
    share, mean = tally(pairs, np.array([1.0, 1.0, 2.0, 0.0]))
    assert share.tolist() == [1.0, 0.0, 0.75]
    assert mean == pytest.approx([2.0, 0.0, -10 / 3])


def test_a_share_of_a_third_is_reached_by_one_subject_of_three():
    share, _ = tally(np.eye(3), np.ones(3))
    assert edges_of_most(share, 1 / 3).all()
    assert not edges_of_most(share, 0.34).any()


def test_no_threshold_is_so_low_that_an_edge_of_nobody_is_taken():
    assert edges_of_most(np.array([0.0, 0.1]), 1e-12).tolist() == [False, True]


def test_pairs_as_strong_as_the_last_that_counts_do_too():
    share, _ = tally(np.array([[5.0, 1.0, -1.0, 0.5]]), np.ones(1), density=0.5)
    assert share.tolist() == [1.0, 1.0, 1.0, 0.0]


@given(SHARES, st.integers(1, 9), st.integers(0, 2**31))
def test_each_kind_and_bin_has_the_mean_number_of_edges_to_within_one(share, n_bins, seed):
    rng = np.random.default_rng(seed)
    share, n_pairs = np.array(share), len(share)
    lengths, kinds = rng.permutation(n_pairs) + 1.0, rng.integers(3, size=n_pairs)
    chosen = edges_by_length(share, share, lengths, kinds, n_bins)
    assert (share[chosen] > 0).all()
    assert abs(chosen.sum() - share.sum()) <= 0.5 + 1e-9
    for kind in range(3):
        of_kind = kinds == kind
        assert abs(chosen[of_kind].sum() - share[of_kind].sum()) < n_bins + 1e-9


def test_in_a_bin_those_that_most_have_are_taken_and_of_these_the_strongest():
    share = np.array([0.5, 0.75, 0.5, 0.25])
    mean = np.array([1.0, 0.1, -2.0, 9.0])
    chosen = edges_by_length(share, mean, np.ones(4), np.zeros(4, dtype=int), 1)
    assert chosen.tolist() == [False, True, True, False]


def test_bins_hold_about_equally_many_edges():
    # With as many bins as edges, one edge is taken of every two neighbours in length.
    share = np.full(10, 0.5)
    lengths = np.arange(10.0)
    chosen = edges_by_length(share, np.arange(10.0), lengths, np.zeros(10, dtype=int), 5)
    assert chosen.reshape(5, 2).sum(axis=1).tolist() == [1] * 5
