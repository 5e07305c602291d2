"""Draw the figure of the start page: python docs/figures/start_page.py, about a minute on 2 cores.

Left, what the network of the start page learned from all people of IXI; right, ages that networks
predict for people whom they have not seen, in five folds. Its numbers are printed.
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import KFold, cross_val_predict

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import WiringDisplay

BLUE, GREY = "#0072B2", "#999999"
PATH = Path(__file__).with_name("start_page.png")


def main() -> None:
    """Train, print what the figure shows, and draw it."""
    X, age = load_ixi(return_X_y=True)
    model = ConnectomeRegressor("desikan_killiany", lambda_wiring=1e-3, random_state=0)
    folds = KFold(5, shuffle=True, random_state=0)
    predicted = cross_val_predict(model, X, age, cv=folds)
    error = mean_absolute_error(age, predicted)
    text = f"MAE {error:.1f} years\nR² {r2_score(age, predicted):.2f}"
    model.fit(X, age)
    print(text.replace("\n", ", "))
    print(f"{model.n_connections_:.0f} connections, density {model.density_:.2f}")

    mpl.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    figure = plt.figure(figsize=(11, 3.4), layout="none")
    wiring = figure.add_axes((0.0, 0.02, 0.66, 0.86))
    WiringDisplay.from_estimator(model, ax=wiring, title="")
    wiring.set_title("the 60 strongest learned connections", loc="left", x=0.03)
    scatter = figure.add_axes((0.775, 0.17, 0.215, 0.71))
    ends = np.array([15, 90])
    scatter.plot(ends, ends, color=GREY, linewidth=1, zorder=0)
    scatter.scatter(age, predicted, s=9, color=BLUE, alpha=0.5, linewidths=0)
    scatter.set(xlim=ends, ylim=ends, aspect="equal", xticks=range(20, 90, 20))
    scatter.set(yticks=range(20, 90, 20), xlabel="age (years)", ylabel="predicted age (years)")
    scatter.set_title("people not seen in training", loc="left")
    scatter.text(0.04, 0.97, text, transform=scatter.transAxes, va="top")
    figure.savefig(PATH, dpi=150, facecolor="white")
    Image.open(PATH).convert("RGB").quantize(96).save(PATH, optimize=True)
    print(f"{PATH.name}: {PATH.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
