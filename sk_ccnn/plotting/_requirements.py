"""What the pictures need."""

from importlib.util import find_spec


def require_plotting():
    """Raise ImportError, with the remedy, if matplotlib or nilearn is missing."""
    missing = [name for name in ("matplotlib", "nilearn") if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"pictures need {' and '.join(missing)}: pip install 'sk_ccnn[plot]' has both"
        )
