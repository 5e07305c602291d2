"""A training loop of your own in torch, with wires that cost what they are long.

The layers of `sk_ccnn.nn` are torch modules, so that they train in any loop, beside any other
module, by any optimizer. The cost of wires, `sk_ccnn.penalties`, comes in by one of two lines:

- ``loss + cost.value(layer.wires).sum()`` is a penalty as torch knows it. Its gradient makes long
  wires small, but none of them 0: the weights hover around it.
- ``proximal_step(network, cost, optimizer)``, after ``optimizer.step()``, minimises the same sum,
  and wires that are not worth their cost become exactly 0. They are gone: the network has fewer
  connections, and `learned` below is a sparse graph.

    python examples/own_torch_loop.py

The cohort is simulated: age, from the thickness of 84 regions.
"""

import numpy as np
import torch
from torch import nn

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import make_age_cohort
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.penalties import WiringCost, proximal_step


class AgeNetwork(nn.Module):
    """A layer from region to region along a connectome, and a plain torch layer to the age.

    Parameters
    ----------
    connectome : Connectome
    """

    def __init__(self, connectome):
        super().__init__()
        regions = range(connectome.n_regions)
        self.layer = ConnectomeLinear(regions, regions, connectome)
        self.readout = nn.Linear(connectome.n_regions, 1)

    def forward(self, x):
        """Predict: tensor of shape (batch, n_regions) to (batch,)."""
        # A layer has an axis of members in front, here of one.
        return self.readout(torch.relu(self.layer(x)[0]))[:, 0]


def load_subjects(n_subjects=300):
    """Simulate subjects: tensors of standardised thickness (n_subjects, 84) and age, in sd.

    Parameters
    ----------
    n_subjects : int
    """
    X, age = make_age_cohort(n_subjects, random_state=0, return_X_y=True)
    X, age = (torch.tensor(np.asarray(each), dtype=torch.float32) for each in (X, age))
    return (X - X.mean(dim=0)) / X.std(dim=0), (age - age.mean()) / age.std()


def train(network, X, y, cost, optimizer, *, by_proximal_step, n_epochs=300):
    """Minimise the mean squared error plus the cost of the wires.

    Parameters
    ----------
    network : AgeNetwork
    X : Tensor of shape (n_subjects, n_regions)
    y : Tensor of shape (n_subjects,)
    cost : BasePenalty
    optimizer : Optimizer
    by_proximal_step : bool
        Else by the gradient of the cost.
    n_epochs : int

    Returns
    -------
    float
        The sum of both that was reached.
    """
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(network(X), y)
        if by_proximal_step:
            loss.backward()
            optimizer.step()
            proximal_step(network, cost, optimizer)
        else:
            (loss + cost.value(network.layer.wires).sum()).backward()
            optimizer.step()
    with torch.no_grad():
        loss = nn.functional.mse_loss(network(X), y)
        return float(loss + cost.value(network.layer.wires).sum())


def main():
    """Train both ways with each of two optimizers, and count the wires that are left."""
    connectome = load_connectome()
    X, y = load_subjects()
    cost = WiringCost(0.002)
    optimizers = {
        "SGD": lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=0.9),
        "Adam": lambda weights: torch.optim.Adam(weights, lr=0.01),
    }
    for name, make in optimizers.items():
        for by_proximal_step in (False, True):
            torch.manual_seed(0)
            network = AgeNetwork(connectome)
            reached = train(
                network,
                X,
                y,
                cost,
                make(network.parameters()),
                by_proximal_step=by_proximal_step,
            )
            wires = network.layer.wires
            how = "proximal step" if by_proximal_step else "gradient"
            print(
                f"{name:<8} {how:<14} loss + cost {reached:.3f}, "
                f"{int(wires.count())} of {int(wires.between.sum())} wires are not 0"
            )
    learned = wires.to_region_matrix()[0].numpy()
    print(connectome.replace(weights=learned, name="learned"))


if __name__ == "__main__":
    main()
