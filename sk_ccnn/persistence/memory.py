"""Count what a file asks for, before it gets it."""

from __future__ import annotations

from .errors import ModelFileError

DEFAULT_LIMIT = 2**30
# Of what a byte of JSON becomes: "[]," is a list of 56 bytes and its place.
PARSED = 24


class MemoryCount:
    """Bytes that loading a file takes, which may not be more than a limit.

    Parameters
    ----------
    limit : int or None
        Bytes; None counts without a limit.

    Attributes
    ----------
    used : int
        Bytes counted so far.
    """

    def __init__(self, limit: int | None) -> None:
        self.limit, self.used = limit, 0

    def add(self, n_bytes: int, what: str) -> None:
        """Count some more.

        Parameters
        ----------
        n_bytes : int
        what : str
            What asks for them.

        Raises
        ------
        ModelFileError
            If there are more bytes than the limit.
        """
        if n_bytes < 0:
            raise ModelFileError(f"{what} has a size below 0: the file is damaged or forged")
        self.used += n_bytes
        if self.limit is not None and self.used > self.limit:
            raise ModelFileError(
                f"the file asks for more than memory_limit={self.limit:,} bytes, with {what}. If "
                "you know where it comes from, load_model(path, memory_limit=...) may be larger; "
                "model_card(path)['memory'] tells how much is needed"
            )
