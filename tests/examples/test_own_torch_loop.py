import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "examples" / "own_torch_loop.py"


@pytest.fixture(scope="module")
def printed():
    """Give the lines that the example prints, run as it stands."""
    spec = importlib.util.spec_from_file_location("own_torch_loop", PATH)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    lines = []
    example.print = lines.append
    example.main()
    return [str(line) for line in lines]


def test_the_proximal_step_ends_with_exact_zeros_and_the_gradient_does_not(printed):
    for optimizer in ("SGD", "Adam"):
        by_gradient, by_step = (
            next(line for line in printed if line.startswith(optimizer) and how in line)
            for how in ("gradient", "proximal step")
        )
        assert "1394 of 1394 wires are not 0" in by_gradient
        n_left = int(by_step.split(", ")[1].split(" of ")[0])
        assert n_left < 1200, by_step
        # both minimise the same sum
        reached = [float(line.split("loss + cost ")[1].split(",")[0]) for line in printed[:4]]
        assert by_step and reached[1] < 1.2 * reached[0] and reached[3] < 1.2 * reached[2]


def test_what_was_learned_is_a_sparse_graph(printed):
    density = float(printed[-1].split("density ")[1].split(",")[0])
    assert density < 0.09
