"""How many threads a training may use."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def single_thread():
    """Run torch on one thread in the calling Python thread; its setting is given back.

    The matrices of one network are too small to share: two threads were up to 14 times slower
    than one on a busy machine. Whole fits run side by side instead, by joblib.
    """
    before = torch.get_num_threads()
    _limit_this_thread(1)
    try:
        yield
    finally:
        _limit_this_thread(before)


def _limit_this_thread(n_threads):
    # torch sets the calling Python thread, and what later ones begin with. Only a newcomer can
    # tell that, and give it back; trainings that overlap would else undo each other's limits.
    with _ONE_AT_A_TIME, ThreadPoolExecutor(1) as newcomer:
        default = newcomer.submit(torch.get_num_threads).result()
        torch.set_num_threads(n_threads)
        newcomer.submit(torch.set_num_threads, default).result()
