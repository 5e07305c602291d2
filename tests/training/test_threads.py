import threading
import time

import pytest
import torch

from sk_ccnn.training import single_thread


@pytest.fixture
def two_threads():
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


def product_uses(seconds=0.2):
    """Give the cores that matrix products use, about."""
    matrix = torch.ones(800, 800)
    wall, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        matrix @ matrix
    return (time.process_time() - cpu) / (time.perf_counter() - wall)


def test_products_run_on_one_core_and_the_setting_comes_back(two_threads):
    with single_thread():
        assert torch.get_num_threads() == 1
        assert product_uses() < 1.3
    assert torch.get_num_threads() == 2


def test_the_setting_comes_back_after_an_error(two_threads):
    with pytest.raises(RuntimeError, match="diverged"), single_thread():
        raise RuntimeError("diverged")
    assert torch.get_num_threads() == 2


def test_it_may_be_nested(two_threads):
    with single_thread():
        with single_thread():
            pass
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_trainings_that_overlap_leave_the_setting_as_it_was(two_threads):
    inside, leave = threading.Event(), threading.Event()
    seen = []

    def other():
        with single_thread():
            inside.set()
            leave.wait()
            seen.append(torch.get_num_threads())

    with single_thread():
        thread = threading.Thread(target=other)
        thread.start()
        inside.wait()
    # The first has left, the other still trains.
    leave.set()
    thread.join()
    assert seen == [1]
    assert torch.get_num_threads() == 2
    started = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    started.start()
    started.join()
    assert seen[-1] == 2
