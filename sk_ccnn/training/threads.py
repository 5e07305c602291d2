"""How many threads a training may use."""

from contextlib import contextmanager

from threadpoolctl import ThreadpoolController


@contextmanager
def single_thread():
    """Run torch on one thread; the caller's setting is given back.

    The matrices of one network are too small to share: two threads were up to 14 times slower
    than one on a busy machine. Whole fits run side by side instead, by joblib.
    """
    with ThreadpoolController().limit(limits=1, user_api="openmp"):
        yield
