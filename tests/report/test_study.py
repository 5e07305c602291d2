from sk_ccnn.report import Budget


def test_a_quick_look_says_so_and_can_reach_05():
    quick = Budget.quick()
    assert quick.is_quick
    assert quick.smallest_p == 0.05
    assert Budget().smallest_p < quick.smallest_p
    assert not Budget().is_quick
