"""Draw the two ideas, two_ideas.svg: python docs/figures/two_ideas.py.

Left, units sit in regions: a layer is regions x channels, and only regions that the connectome
connects are wired. Right, a network is a stack of members that share nothing but the computation.
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#999999", "#222222"
PATH = Path(__file__).with_suffix(".svg")
REGIONS = ("A", "B", "C", "D", "E")
PLACES = np.array([[0.15, 0.62], [0.36, 0.9], [0.42, 0.42], [0.7, 0.86], [0.86, 0.5]])
EDGES = ((0, 1), (0, 2), (1, 3), (3, 4))
CHANNELS = 2


def draw_connectome(ax: Axes) -> None:
    """Draw five regions, and the edges between them."""
    for start, end in EDGES:
        ax.plot(*PLACES[[start, end]].T, color=BLUE, linewidth=2.5, zorder=1)
    ax.scatter(*PLACES.T, s=420, color="white", edgecolor=INK, linewidth=1.5, zorder=2)
    for name, (x, y) in zip(REGIONS, PLACES, strict=True):
        ax.text(x, y, name, ha="center", va="center", zorder=3)
    ax.set(xlim=(0, 1), ylim=(0.2, 1.05))
    ax.text(0.5, 0.22, "a connectome: which regions\nare connected, how far apart", ha="center")


def draw_layers(ax: Axes) -> None:
    """Draw two layers of units in their regions, and the wires that the connectome allows."""
    heights = np.arange(len(REGIONS))[::-1]
    offsets = (np.arange(CHANNELS) - (CHANNELS - 1) / 2) * 0.4
    for start, end in [*EDGES, *[(j, i) for i, j in EDGES], *[(i, i) for i in range(5)]]:
        colour = GREY if start == end else BLUE
        for first in offsets:
            for second in offsets:
                ends = heights[start] + first, heights[end] + second
                ax.plot((0, 1), ends, color=colour, linewidth=0.8, alpha=0.7, zorder=1)
    for x in (0, 1):
        for name, height in zip(REGIONS, heights, strict=True):
            box = FancyBboxPatch((x - 0.07, height - 0.32), 0.14, 0.64, zorder=2)
            box.set(boxstyle="round,pad=0,rounding_size=0.05", facecolor="#f2f2f2", edgecolor=INK)
            ax.add_patch(box)
            ax.scatter([x] * CHANNELS, height + offsets, s=45, color=ORANGE, zorder=3)
            ax.text(x + (-0.13 if x == 0 else 0.13), height, name, ha="center", va="center")
    ax.set(xlim=(-0.3, 1.3), ylim=(-1.35, 4.6))
    text = "two layers of regions × channels: wires only\nwhere it connects, and within a region"
    ax.text(0.5, -1.2, text, ha="center")


def draw_stack(ax: Axes) -> None:
    """Draw three members as sheets with the same regions and other weights."""
    rng = np.random.default_rng(0)
    for member in (2, 1, 0):
        shift = np.array([0.14, 0.13]) * member
        corner = np.array([0.04, 0.28]) + shift
        sheet = FancyBboxPatch(corner, 0.55, 0.4, zorder=10 - 3 * member)
        sheet.set(boxstyle="round,pad=0.01,rounding_size=0.02", facecolor="white", edgecolor=INK)
        ax.add_patch(sheet)
        places = corner + (PLACES - [0, 0.25]) * [0.55, 0.55]
        for start, end in EDGES:
            ends = places[[start, end]].T
            width = rng.uniform(0.5, 4)
            ax.plot(*ends, color=BLUE, linewidth=width, zorder=11 - 3 * member)
        ax.scatter(*places.T, s=60, color="white", edgecolor=INK, zorder=12 - 3 * member)
        ax.text(corner[0] + 0.01, corner[1] + 0.35, f"seed {member}", zorder=12 - 3 * member)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    text = "a stack of members: one training, weights of\ntheir own; predictions are averaged"
    ax.text(0.5, 0.02, text, ha="center")


def main() -> None:
    """Draw the three panels."""
    mpl.rcParams.update({"font.size": 11, "svg.hashsalt": "two ideas", "svg.fonttype": "none"})
    mpl.rcParams["font.family"] = ["Helvetica", "Arial", "DejaVu Sans", "sans-serif"]
    figure, axes = plt.subplots(
        1, 3, figsize=(10.5, 3.8), layout="constrained", width_ratios=(1, 1.1, 1.35)
    )
    for ax, draw in zip(axes, (draw_connectome, draw_layers, draw_stack), strict=True):
        draw(ax)
        ax.axis("off")
    axes[0].set_title("1. Every unit sits in a brain region", loc="left", fontweight="bold")
    axes[2].set_title("2. Every network is a stack of members", loc="left", fontweight="bold")
    figure.savefig(PATH, metadata={"Date": None}, facecolor="white")


if __name__ == "__main__":
    main()
