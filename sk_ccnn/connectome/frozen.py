"""Objects that never change, and are equal when their content is."""

import hashlib
from dataclasses import FrozenInstanceError

import numpy as np


class Frozen:
    """Base of immutable objects that are compared, hashed and pickled by content.

    A subclass calls ``_freeze`` once, in its constructor, and defines ``_given`` (keyword arguments
    that build an equal object) and ``_content`` (what equality looks at: something with a faithful
    repr, and arrays or None).
    """

    __slots__ = ("_digest",)

    def _freeze(self, attributes):
        for name, value in (attributes | {"_digest": None}).items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        kind = type(self).__name__
        raise FrozenInstanceError(
            f"a {kind} does not change; replace({name}=...) returns a changed copy"
        )

    def __delattr__(self, name):
        raise FrozenInstanceError(f"a {type(self).__name__} does not change")

    def __getstate__(self):
        return self._given()

    def __setstate__(self, state):
        # Through the constructor: unpickled arrays would be writeable.
        self.__init__(**state)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __sklearn_clone__(self):
        return self

    def __eq__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._content_digest() == other._content_digest()

    def __hash__(self):
        return int.from_bytes(self._content_digest()[:8], "little", signed=True)

    def _content_digest(self):
        if self._digest is None:
            text, arrays = self._content()
            digest = hashlib.blake2b(repr(text).encode(), digest_size=16)
            for array in arrays:
                shape = None if array is None else array.shape
                digest.update(repr(shape).encode())
                digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
            object.__setattr__(self, "_digest", digest.digest())
        return self._digest
