"""The package's networks with dense weights, written from their formulas: what results must equal.

Nothing here is fast. Weights are whole matrices of float64, masked by the connectome; gradients
come from autograd, and Adam, weight decay and the proximal step of the wiring cost are written out.
Layers are told by the names that they have in the networks of the package.
"""

import numpy as np
import torch

from sk_ccnn import nn as brain

DIRECT_SCALE = 5.0


def dense_weights(module):
    """Give the weights of a network as dense float64 tensors by name: dict."""
    found = {}
    for name, layer in module.named_modules():
        if isinstance(layer, brain.EdgeReadout):
            found[f"{name}.weight"] = layer.wires()
        elif isinstance(layer, brain.GraphConvolution):
            found[f"{name}.weight"], found[f"{name}.graph"] = layer.weight, layer.wires()
        elif hasattr(layer, "weight") and hasattr(layer, "bias"):
            found[f"{name}.weight"] = layer.weight
        else:
            continue
        found[f"{name}.bias"] = layer.bias
    return {name: tensor.detach().double().clone() for name, tensor in found.items()}


class DenseNetwork:
    """A stack of networks on one connectome.

    Parameters
    ----------
    architecture : {"linear", "mlp", "gcn", "encoder", "autoencoder"}
    features : {"nodes", "edges"}
    connectome : Connectome
        Symmetric, with coordinates.
    weights : dict of str to Tensor
        From `dense_weights`, before training.
    is_hard : bool
        Whether only the connectome's connections exist.
    """

    def __init__(self, architecture, features, connectome, weights, is_hard=True):
        self.architecture, self.features = architecture, features
        self.n_regions = connectome.n_regions
        apart = ~torch.eye(self.n_regions, dtype=bool)
        places = torch.tensor(connectome.coordinates, dtype=torch.float64)
        self.lengths = torch.cdist(places, places, compute_mode="donot_use_mm_for_euclid_dist")
        self.lengths /= self.lengths[apart].mean()
        self.connected = torch.tensor(connectome.to_dense() != 0) if is_hard else apart
        self.weights = {name: w.clone().requires_grad_() for name, w in weights.items()}

    def forward(self, x):
        """Compute the outputs of subjects: of nodes (batch, regions), else (batch, R, R)."""
        is_nodes = self.features == "nodes"
        if self.architecture == "linear":
            return self._map("readout", x) if is_nodes else self._read_pairs("readout", x, 1.0)
        if self.architecture == "gcn":
            return self._map("readout", self._convolve(x[..., None] if is_nodes else x).flatten(2))
        h = self._encode(x)
        if self.architecture == "autoencoder":
            return self._decode(h)
        y = self._map("readout", h)
        if "direct.weight" in self.weights:
            n_pairs = self.n_regions * (self.n_regions - 1) / 2
            y = y + self._read_pairs("direct", x, DIRECT_SCALE / n_pairs**0.5)
        return y

    def train(self, x, y, n_steps, *, loss_of, lr, alpha, strength):
        """Take steps of Adam on all subjects, each with decay and the proximal step."""
        names = list(self.weights)
        first, second = ({name: 0.0 for name in names} for _ in range(2))
        for step in range(1, n_steps + 1):
            loss = loss_of(self.forward(x) - y).mean(dim=(1, 2)).sum()
            gradients = torch.autograd.grad(loss, list(self.weights.values()))
            for name, gradient in zip(names, gradients, strict=True):
                gradient = gradient * self.mask(name)
                first[name] = 0.9 * first[name] + 0.1 * gradient
                second[name] = 0.999 * second[name] + 0.001 * gradient.square()
                scale = lr / ((second[name] / (1 - 0.999**step)).sqrt() + 1e-8)
                with torch.no_grad():
                    weight = self.weights[name]
                    weight -= scale * first[name] / (1 - 0.9**step)
                    if not name.endswith("bias"):
                        weight *= 1 - lr * alpha
                    cost = scale * strength * self.price(name)
                    weight.copy_(weight.sign() * (weight.abs() - cost).clamp(min=0))

    def mask(self, name):
        """Tell which weights exist: tensor that spreads over them."""
        if (kind := self._kind(name)) == "free":
            return torch.ones(())
        if kind == "pairs once":
            return torch.triu(self.connected, 1)[..., None].double()
        if kind == "pairs":
            return self.connected[..., None].double()
        with_own = self.connected | torch.eye(self.n_regions, dtype=bool)
        return self._of_units(with_own, name).double()

    def price(self, name):
        """Give the length of each wire, 0 for what is no wire: tensor that spreads over them."""
        if (kind := self._kind(name)) == "free":
            return torch.zeros(())
        return self.lengths[..., None] if "pairs" in kind else self._of_units(self.lengths, name)

    def _kind(self, name):
        layer, part = name.rsplit(".", 1)
        if part == "graph":
            return "units"
        if part == "bias" or self.architecture == "gcn":
            return "free"
        if layer == "direct" or (layer, self.features) == ("readout", "edges"):
            is_pairs = layer == "direct" or self.architecture == "linear"
            return "pairs once" if is_pairs else "free"
        if layer == "readout":
            return "free"
        is_pairs = self.features == "edges" and layer in ("encoder.entry", "exit")
        return "pairs" if is_pairs else "units"

    def _of_units(self, matrix, name):
        rows, columns = (size // self.n_regions for size in self.weights[name].shape[1:])
        return matrix.repeat_interleave(rows, 0).repeat_interleave(columns, 1)

    def _map(self, layer, x):
        return x @ self.weights[f"{layer}.weight"] + self.weights[f"{layer}.bias"]

    def _read_pairs(self, layer, x, scale):
        summed = torch.einsum("bij,mijt->mbt", x, self.weights[f"{layer}.weight"])
        return scale * summed + self.weights[f"{layer}.bias"]

    def _layers(self, prefix):
        names = [name.removesuffix(".weight") for name in self.weights if name.endswith(".weight")]
        return [name for name in names if name.startswith(f"{prefix}layers.")]

    def _encode(self, x):
        if self.features == "edges":
            weight, bias = self.weights["encoder.entry.weight"], self.weights["encoder.entry.bias"]
            h = torch.relu(torch.einsum("bij,mijc->mbjc", x, weight).flatten(2) + bias)
        else:
            h = torch.relu(self._map("encoder.entry", x))
        for layer in self._layers("encoder."):
            h = h + torch.relu(self._map(layer, h))
        return h

    def _decode(self, h):
        for layer in self._layers(""):
            h = torch.relu(self._map(layer, h))
        if self.features == "nodes":
            return self._map("exit", h)
        regions = h.unflatten(-1, (self.n_regions, -1))
        half = torch.einsum("mbic,mijc->mbij", regions, self.weights["exit.weight"])
        rebuilt = half + half.transpose(-1, -2) + self.weights["exit.bias"]
        return rebuilt[..., *np.triu_indices(self.n_regions, 1)]

    def _convolve(self, x):
        for layer in self._layers(""):
            mixed = x @ self.weights[f"{layer}.weight"].unsqueeze(1)
            y = torch.einsum("mij,mbid->mbjd", self.weights[f"{layer}.graph"], mixed)
            y = torch.relu(y + self.weights[f"{layer}.bias"].unsqueeze(1))
            x = x + y if x.shape == y.shape else y
        return x
