import copy
import pickle

import pytest
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


TOUCHES = {
    "get_state": lambda generators: [each.clone() for each in generators.get_state()],
    "normal": lambda generators: [generators.normal(3)],
    "a member": lambda generators: [torch.rand(2, generator=generators[1])],
    "some members": lambda generators: [generators.select([1, 0]).uniform(3)],
    "set_state": lambda generators: generators.set_state(generators.get_state()[::-1]) or [],
    "a copy": lambda generators: [copy.deepcopy(generators).uniform(3)],
    "a pickle": lambda generators: [pickle.loads(pickle.dumps(generators)).normal(3)],
    "another epoch": lambda generators: [epoch(generators)],
}


def epoch(generators, n_steps=2):
    """Read two steps ahead, of three that were promised."""
    with generators.drawing_ahead(n_steps + 1):
        return torch.stack([one_step(generators) for _ in range(n_steps)])


def one_step(generators):
    generators.next_step()
    return generators.uniform(1, 7)


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
@pytest.mark.parametrize("when", [1, 3])
def test_whatever_touches_generators_in_an_epoch_finds_them_where_they_belong(touch, when):
    ahead, plain = MemberGenerators([1, 2]), MemberGenerators([1, 2])
    with ahead.drawing_ahead(6):
        for step in range(6):
            assert torch.equal(one_step(ahead), one_step(plain))
            if step == when:
                for got, wanted in zip(touch(ahead), touch(plain), strict=True):
                    assert torch.equal(got, wanted)
    assert torch.equal(ahead.normal(2), plain.normal(2))


def test_an_epoch_that_ends_early_leaves_what_its_steps_have_left():
    ahead, plain = MemberGenerators([1, 2]), MemberGenerators([1, 2])
    for n_steps in (2, 5):  # the second time, they know how long a step is
        with pytest.raises(RuntimeError, match="no space"), ahead.drawing_ahead(9):
            for _ in range(n_steps):
                assert torch.equal(one_step(ahead), one_step(plain))
            raise RuntimeError("no space left")
        assert all(map(torch.equal, ahead.get_state(), plain.get_state()))


def test_steps_without_an_epoch_are_drawn_one_by_one():
    told, plain = MemberGenerators([1]), MemberGenerators([1])
    told.next_step()
    assert torch.equal(told.uniform(4), plain.uniform(4))
