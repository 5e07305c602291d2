"""How a layer's wires are laid out for a product, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch

_Layout = TypeVar("_Layout")


class Layouts:
    """Layouts by name and device. A copy or a pickle starts empty: it may have other members."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, torch.device], Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_known": {}}

    def get(self, name: str, device: torch.device, lay_out: Callable[[], _Layout]) -> _Layout:
        """Give a layout.

        Parameters
        ----------
        name : str
        device : torch.device
            Where it is needed.
        lay_out : callable
            Works it out.

        Returns
        -------
        object
            What `lay_out` returned, now or before.
        """
        key = (name, device)
        if key not in self._known:
            self._known[key] = lay_out()
        layout: _Layout = self._known[key]
        return layout
