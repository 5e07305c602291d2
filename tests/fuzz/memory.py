"""How much memory a piece of code took at its peak, where the system tells it (Linux)."""

from __future__ import annotations

from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


class PeakMemory:
    """The peak of resident memory from here on, above what there is now."""

    def __init__(self) -> None:
        try:
            _RESET.write_text("5")
        except OSError:
            pass
        self._before = _kilobytes("VmRSS")

    def used(self) -> int:
        """Bytes at the peak; 0 where the system does not tell."""
        return max(_kilobytes("VmHWM") - self._before, 0) * 1024


def limit_address_space(n_bytes: int) -> None:
    """Let this process have no more than `n_bytes` beside what it has."""
    used = _kilobytes("VmSize") * 1024
    if used:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (used + n_bytes, resource.RLIM_INFINITY))


def _kilobytes(name: str) -> int:
    if not _STATUS.exists():
        return 0
    lines = [line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:")]
    return int(lines[0].split()[1]) if lines else 0
