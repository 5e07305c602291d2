"""What an estimator takes from the machine: randomness and a device."""

from ..nn import draw_seeds
from ..training import require_device

__all__ = ["draw_seeds", "require_device"]
