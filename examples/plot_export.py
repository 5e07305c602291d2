"""
Take a network elsewhere: torch, ONNX, safetensors
==================================================

``to_torch`` gives a plain torch module of a fitted estimator. The scaling of the features and the
units of the target are inside: it takes thickness in mm and gives years. It can be written as a
torch program for whoever has torch and not this package, as ONNX for a runtime without torch, or
its weights as safetensors. Whatever is exported has to predict the same; this example checks that.
To keep a model for this package, with its names and its checks, use ``sk_ccnn.save_model``.
"""

# %%
# A fitted network
# ----------------
# Real healthy adults (IXI, in the package). Half of them train.

import logging
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import BLUE, GREY, ORANGE

X, age = load_ixi(return_X_y=True)
network = ConnectomeRegressor("desikan_killiany", n_members=2, max_epochs=30, random_state=0)
network.fit(X[::2], age[::2])
new = X[1::2]
expected = network.predict(new)

# %%
# As a torch module
# -----------------
# Columns have no names any more: their order must be that of the table in ``fit``. That the
# estimator checks the names, and a module cannot, is a reason to prefer the estimator where you
# can.

module = network.to_torch(dtype=torch.float32).eval()
features = torch.tensor(new.to_numpy(), dtype=torch.float32)
with torch.no_grad():
    predictions = {"torch": module(features).numpy().reshape(-1)}

# %%
# As a torch program
# ------------------
# ``torch.save`` of the module would name classes of this package, so that it could not be loaded
# without it. ``torch.export`` writes down what is computed, which needs torch alone. The number of
# people is left open (``Dim``), so that it takes one person or thousands.

folder = tempfile.TemporaryDirectory()
path = Path(folder.name)
people = torch.export.Dim("people")
program = torch.export.export(module, (features[:2],), dynamic_shapes=({0: people},))
torch.export.save(program, path / "age.pt2")
with torch.no_grad():
    loaded = torch.export.load(path / "age.pt2").module()
    predictions["torch program"] = loaded(features).numpy().reshape(-1)

# %%
# As ONNX
# -------
# This needs the packages onnx, onnxscript and onnxruntime; where they are missing it is left out
# here.

if all(find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime")):
    import onnxruntime

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it tells what it lacks for images
    warnings.simplefilter("ignore", FutureWarning)  # between parts of torch
    torch.onnx.export(
        module,
        (features[:2],),
        path / "age.onnx",
        input_names=["thickness"],
        output_names=["age"],
        dynamic_shapes=({0: people},),
        verbose=False,
    )
    session = onnxruntime.InferenceSession(path / "age.onnx")
    (years,) = session.run(None, {"thickness": features.numpy()})
    predictions["onnxruntime"] = years.reshape(-1)
else:
    print("no ONNX here: pip install onnx onnxscript onnxruntime")

# %%
# As safetensors
# --------------
# Weights and scaling only, which no loader can run as code. The module that takes them is made from
# the same estimator.

if find_spec("safetensors"):
    from safetensors.torch import load_file, save_file

    tensors = {name: value.contiguous() for name, value in module.state_dict().items()}
    save_file(tensors, path / "age.safetensors")
    again = network.to_torch(dtype=torch.float32).eval()
    again.load_state_dict(load_file(path / "age.safetensors"))
    with torch.no_grad():
        predictions["safetensors"] = again(features).numpy().reshape(-1)
    print(f"{(path / 'age.safetensors').stat().st_size / 1e3:.0f} kB of weights")
else:
    print("no safetensors here: pip install safetensors")
folder.cleanup()

# %%
# The same?
# ---------
# Left, each export beside the estimator. Right, how far they differ: rounding in single precision,
# many thousand times less than the network's error in age.

for name, values in predictions.items():
    print(f"{name:<13} largest difference {np.abs(values - expected).max():.1e} years")

figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 4.2), layout="constrained")
for (name, values), color, marker in zip(
    predictions.items(), (BLUE, "black", ORANGE, GREY), "o.+x", strict=False
):
    left.plot(expected, values, marker, color=color, ms=5, alpha=0.6, label=name)
    sorted_differences = np.sort(np.abs(values - expected)) + 1e-9
    shares = np.linspace(0, 1, len(values))
    right.plot(sorted_differences, shares, color=color, lw=2, label=name)
error = np.abs(expected - age[1::2]).mean()
right.axvline(error, color="black", ls=":", label="the network's own error")
left.set(xlabel="predicted by the estimator (years)", ylabel="predicted by the export (years)")
right.set(xscale="log", xlabel="difference (years)", ylabel="share of people")
for ax in (left, right):
    ax.spines[["top", "right"]].set_visible(False)
left.legend(frameon=False, loc="upper left")
right.legend(frameon=False, loc=(0.36, 0.62))
plt.show()

# %%
# An exported network keeps all limits of the one it came from: people of another scanner, thickness
# of another program or version, columns in another order give numbers too, and they mean nothing.
