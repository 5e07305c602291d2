import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from sk_ccnn.training import single_thread


@pytest.fixture
def two_threads():
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


def threads_of_products():
    """Read how many threads torch and each library below it would use for a product here."""
    report = torch.__config__.parallel_info()
    counts = re.findall(r"(?:at::get_num_threads|_max_threads)\(\) : (\d+)", report)
    (count,) = set(map(int, counts))
    return count


def test_products_run_on_one_thread_and_the_setting_comes_back(two_threads):
    with single_thread():
        assert torch.get_num_threads() == 1
        assert threads_of_products() == 1
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


def in_new_thread(function):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def test_threads_that_are_yet_to_come_are_not_limited(two_threads):
    with single_thread():
        assert in_new_thread(torch.get_num_threads) == 2
        assert torch.get_num_threads() == 1


@pytest.mark.parametrize("first_to_leave", ["main", "other"])
def test_trainings_that_overlap_leave_every_setting_as_it_was(first_to_leave, two_threads):
    inside, leave = threading.Event(), threading.Event()

    def train():
        with single_thread():
            inside.set()
            leave.wait(timeout=10)
            during = threads_of_products()
        return during, threads_of_products()

    with ThreadPoolExecutor(1) as pool:
        with single_thread():
            other = pool.submit(train)
            inside.wait(timeout=10)
            if first_to_leave == "other":
                leave.set()
                assert other.result() == (1, 2)
                assert threads_of_products() == 1
        leave.set()
        assert other.result() == (1, 2)
    assert threads_of_products() == 2
    assert in_new_thread(threads_of_products) == 2
