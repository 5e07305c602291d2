from pathlib import Path

import numpy as np
import pytest
import torch

PATH = Path(__file__).parents[2] / "examples" / "plot_own_loop.py"


@pytest.fixture(scope="module")
def trained(definitions):
    """Train as the example does: the sums reached and the wires, by optimizer and way."""
    example = definitions(PATH)
    connectome = example.load_connectome()
    X, age = example.make_age_cohort(300, random_state=0, return_X_y=True)
    X, y = (torch.tensor(np.asarray(each), dtype=torch.float32) for each in (X, age))
    X, y = (X - X.mean(dim=0)) / X.std(dim=0), (y - y.mean()) / y.std()
    optimizers = {
        "SGD": lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=0.9),
        "Adam": lambda weights: torch.optim.Adam(weights, lr=0.01),
    }
    results = {}
    for name, make in optimizers.items():
        for by_step in (False, True):
            torch.manual_seed(0)
            network = example.AgeNetwork(connectome)
            optimizer = make(network.parameters())
            cost = example.WiringCost(0.002)
            curve = example.train(network, X, y, cost, optimizer, by_proximal_step=by_step)
            results[name, by_step] = curve[-1], network.layer.wires
    return connectome, results


def test_the_proximal_step_ends_with_exact_zeros_and_the_gradient_does_not(trained):
    _, results = trained
    for optimizer in ("SGD", "Adam"):
        (by_gradient, every), (by_step, fewer) = (results[optimizer, how] for how in (False, True))
        assert int(every.count()) == int(every.between.sum()) == 1394
        assert int(fewer.count()) < 1200
        assert by_step < 1.2 * by_gradient  # both minimise the same sum


def test_what_was_learned_is_a_sparse_graph(trained):
    connectome, results = trained
    learned = results["Adam", True][1].to_region_matrix()[0].detach().numpy()
    assert connectome.replace(weights=learned, name="learned").density < 0.09
