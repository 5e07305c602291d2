"""
Layers and wiring costs in a torch loop of your own
===================================================

The layers of ``sk_ccnn.nn`` are torch modules: they train in any loop, beside any other module, by
any optimizer. The cost of wires, from ``sk_ccnn.penalties``, comes in by one of two lines:

- ``loss + cost.value(layer.wires).sum()`` is a penalty as torch knows it. Its gradient makes long
  wires small, but none of them 0: the weights hover around it.
- ``proximal_step(network, cost, optimizer)``, after ``optimizer.step()``, minimises the same sum,
  and wires that are not worth their cost become exactly 0. They are gone, and what was learned is a
  sparse graph.

The cohort is simulated: age, from the thickness of 84 regions.
"""

# %%
# A network of ours and theirs
# ----------------------------
# ``ConnectomeLinear`` has a unit in each region, and weights only where the connectome connects the
# two regions. After it comes a plain layer of torch.

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import make_age_cohort
from sk_ccnn.nn import ConnectomeLinear
from sk_ccnn.penalties import WiringCost, proximal_step
from sk_ccnn.plotting import BLUE, ORANGE


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


# %%
# The loop
# --------
# Both ways minimise the mean squared error plus the cost of the wires.


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
    list of float
        The sum of both after each epoch.
    """
    reached = []
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
            reached.append(float(loss + cost.value(network.layer.wires).sum()))
    return reached


# %%
# Both ways, by two optimizers
# ----------------------------
# The features are standardised, so that a cost means the same for every region, and the age too.
# Half of the people are kept out of the loop.


def standardized(values):
    """Give a tensor in units of the standard deviation of the first half."""
    values = torch.tensor(np.asarray(values), dtype=torch.float32)
    half = values[: len(values) // 2]
    return (values - half.mean(dim=0)) / half.std(dim=0)


connectome = load_connectome()
X, age = make_age_cohort(600, random_state=0, return_X_y=True)
X, y = standardized(X), standardized(age)
cost = WiringCost(0.002)
optimizers = {
    "SGD": lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=0.9),
    "Adam": lambda weights: torch.optim.Adam(weights, lr=0.01),
}
curves, networks = {}, {}
for name, make in optimizers.items():
    for by_proximal_step in (False, True):
        torch.manual_seed(0)
        network = AgeNetwork(connectome)
        how = "proximal step" if by_proximal_step else "gradient"
        curves[name, how] = train(
            network,
            X[:300],
            y[:300],
            cost,
            make(network.parameters()),
            by_proximal_step=by_proximal_step,
        )
        networks[name, how] = network
        wires = network.layer.wires
        with torch.no_grad():
            unseen = 1 - nn.functional.mse_loss(network(X[300:]), y[300:]) / y[300:].var()
        print(
            f"{name:<5} {how:<14} loss + cost {curves[name, how][-1]:.3f}, "
            f"R² in others {unseen:.2f}, "
            f"{int(wires.count())} of {int(wires.between.sum())} wires are not 0"
        )

# %%
# The same sum is reached either way, with fewer wires by the proximal step. ``cost.value`` on its
# own is what you want when some other method must see the cost as a differentiable number.

figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4), layout="constrained")
for (name, how), curve in curves.items():
    color = BLUE if how == "proximal step" else ORANGE
    left.plot(curve, color=color, ls="-" if name == "Adam" else "--", label=f"{name}, {how}")
left.set(xlabel="epoch", ylabel="mean squared error + cost (sd² of age)", yscale="log")
left.legend(frameon=False)
bins = np.linspace(-6, 0, 37)
for how, color in (("gradient", ORANGE), ("proximal step", BLUE)):
    wires = networks["Adam", how].layer.wires
    sizes = wires.to_region_matrix()[0].detach().abs().numpy()[connectome.to_dense() > 0]
    n_zero = int((sizes == 0).sum())
    right.hist(
        np.log10(sizes[sizes > 0]), bins, color=color, alpha=0.6, label=f"{how}: {n_zero} exactly 0"
    )
right.set(xlabel="size of weight (log10), Adam", ylabel="wires between regions")
right.set_ylim(0, 210)
right.legend(frameon=False, loc="upper left")
for ax in (left, right):
    ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %%
# What was learned is a connectome
# --------------------------------
# ``to_region_matrix`` folds the weights of a layer to regions x regions; with the labels and
# coordinates of the connectome it can be saved, measured and plotted like any other.

learned = networks["Adam", "proximal step"].layer.wires.to_region_matrix()[0].detach().numpy()
print(connectome.replace(weights=learned, name="learned"))

# %%
# A loop of your own gives up what the estimators do for you: seeds that touch nothing else,
# members, stacks for a search, names of regions. Where a callable that builds a module will do,
# give it to ``ConnectomeRegressor(architecture=...)`` instead.
