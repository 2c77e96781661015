"""Salts for tests: all different, and predictable."""

import hashlib
from itertools import count

_drawn = count()


def salt(length: int) -> bytes:
    return hashlib.shake_128(str(next(_drawn)).encode()).digest(length)
