import torch

from sk_ccnn.nn import MemberGenerators


def test_a_member_draws_the_same_in_any_company():
    alone, company = MemberGenerators([7]), MemberGenerators([3, 7, 9])
    for draw in ("normal", "uniform", "normal"):
        assert (getattr(alone, draw)(4, 2)[0] == getattr(company, draw)(4, 2)[1]).all()


def test_a_state_brings_the_draws_back():
    generators = MemberGenerators([1, 2])
    state = generators.get_state()
    first = generators.uniform(5)
    assert not (generators.uniform(5) == first).any()
    generators.set_state(state)
    assert (generators.uniform(5) == first).all()


def test_the_global_state_is_left_alone():
    before = torch.get_rng_state()
    MemberGenerators([0]).normal(10)
    assert (torch.get_rng_state() == before).all()
