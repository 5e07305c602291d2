import pytest

from sk_ccnn.penalties import BasePenalty


def test_the_base_leaves_its_methods_to_be_written(wires):
    for call in (
        lambda p: p.value(wires),
        lambda p: p.prox(wires, 1),
        lambda p: p.is_active(wires),
    ):
        with pytest.raises(NotImplementedError):
            call(BasePenalty())
