"""What all pictures share: their colours, and the packages that they need."""

from importlib.util import find_spec

# Okabe and Ito's colours, which colour-blind readers can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"


def require_plotting() -> None:
    """Raise ImportError, with the remedy, if matplotlib or nilearn is missing."""
    missing = [name for name in ("matplotlib", "nilearn") if find_spec(name) is None]
    if missing:
        raise ImportError(f"pictures need {' and '.join(missing)}: pip install sk_ccnn has both")
