import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.nn import MemberGenerators, ahead
from sk_ccnn.nn.ahead import StepsAhead, draw_uniform

SEEDS = [3, 7, 9]


def states(generators):
    return [generator.get_state() for generator in generators]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def two_of_each(seeds=SEEDS):
    return ([torch.Generator().manual_seed(seed) for seed in seeds] for _ in range(2))


# A step is the list of how many numbers its layers take.
steady = st.builds(
    lambda step, n_steps: [step] * n_steps,
    st.lists(st.integers(1, 40), max_size=4),
    st.integers(1, 8),
)
unsteady = st.lists(st.lists(st.integers(0, 40), max_size=4), min_size=1, max_size=8)
bytes_ahead = st.sampled_from([10, 2000, 10**6])


@given(steady | unsteady, st.integers(0, 8), st.integers(0, 100), bytes_ahead)
def test_whatever_the_steps_take_they_get_what_they_would_have_drawn(
    steps, n_promised, step_size, n_bytes
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "AHEAD_BYTES", n_bytes)
        drawn, plain = two_of_each()
        reading = StepsAhead(drawn, n_promised, step_size)
        for step in steps:
            reading.next_step()
            for n_numbers in step:
                shape = (1, n_numbers)
                assert torch.equal(reading.uniform(shape), draw_uniform(plain, shape))
        reading.put_back()
        assert same(states(drawn), states(plain))


def test_a_steady_epoch_is_one_draw_for_each_member(monkeypatch):
    lengths = []

    def counted(generators, shape):
        lengths.append(tuple(shape))
        return draw_uniform(generators, shape)

    monkeypatch.setattr(ahead, "draw_uniform", counted)
    drawn, _ = two_of_each()
    reading = StepsAhead(drawn, 5, 16 + 8)
    for _ in range(5):
        reading.next_step()
        reading.uniform((1, 16))
        reading.uniform((1, 8))
    reading.put_back()
    assert lengths == [(5 * 24,)]


def test_no_more_is_drawn_than_the_bytes_allow(monkeypatch):
    monkeypatch.setattr(ahead, "AHEAD_BYTES", 24 * 3 * 100 * 2)
    longest = []

    def measured(generators, shape):
        longest.append(max(shape))
        return draw_uniform(generators, shape)

    monkeypatch.setattr(ahead, "draw_uniform", measured)
    drawn, plain = two_of_each()
    reading = StepsAhead(drawn, 7)
    for _ in range(7):
        reading.next_step()
        assert torch.equal(reading.uniform((100,)), draw_uniform(plain, (100,)))
    assert max(longest) == 200


def test_an_interrupt_while_drawing_loses_no_number(monkeypatch):
    drawn, plain = two_of_each()

    def interrupted(generators, shape):
        draw_uniform(generators[:1], shape)
        raise KeyboardInterrupt

    reading = StepsAhead(drawn, 3, 10)
    reading.next_step()
    monkeypatch.setattr(ahead, "draw_uniform", interrupted)
    with pytest.raises(KeyboardInterrupt):
        reading.uniform((10,))
    assert same(states(drawn), states(plain))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_masks_of_an_epoch_are_to_the_bit_those_of_its_steps(dtype):
    rates = [torch.tensor([0.0, 0.2, 0.9], dtype=kept) for kept in (torch.float64, torch.float32)]
    like = torch.zeros(3, dtype=dtype)
    once, stepwise = MemberGenerators(SEEDS), MemberGenerators(SEEDS)
    with once.drawing_ahead(6):
        for step in range(6):
            once.next_step()
            if step == 4:  # a callback that raises a rate in the middle of an epoch
                rates[0][1] = 0.7
            for shape, rate in (((1, 30), rates[0]), ((1, 5, 4), rates[1]), ((1, 30), rates[0])):
                got, wanted = (
                    each.dropout(*shape, rate=rate, like=like) for each in (once, stepwise)
                )
                assert got.dtype == dtype
                assert torch.equal(got, wanted)
    assert same(once.get_state(), stepwise.get_state())
