"""How many threads a training may use."""

import threading
from contextlib import contextmanager
from functools import cache

import torch
from threadpoolctl import ThreadpoolController


class _Inside:
    """How many trainings run now, and how many threads matrix products had before the first."""

    lock = threading.Lock()
    count = 0
    threads_before = 1


@contextmanager
def single_thread():
    """Run torch on one thread; when the last training has ended, the setting is given back.

    The matrices of one network are too small to share: two threads were up to 14 times slower
    than one on a busy machine. Whole fits run side by side instead, by joblib. OpenMP counts
    threads for each Python thread, matrix products for the process: the first training limits
    them, and only the last one may lift the limit, or results would depend on who ends when.
    """
    threads_before = torch.get_num_threads()
    with _openmp().limit(limits=1, user_api="openmp"):
        _enter(threads_before)
        try:
            yield
        finally:
            _leave()


@cache
def _openmp():
    return ThreadpoolController()


def _enter(threads_before):
    with _Inside.lock:
        if _Inside.count == 0:
            _Inside.threads_before = threads_before
        _Inside.count += 1
        torch.set_num_threads(1)


def _leave():
    with _Inside.lock:
        _Inside.count -= 1
        if _Inside.count == 0:
            torch.set_num_threads(_Inside.threads_before)
