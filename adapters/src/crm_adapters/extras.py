"""Imports of optional dependencies, with one error for a missing extra."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm_core.errors import Invalid


@contextmanager
def extra(name: str, *, field: str | None = None, otherwise: str = "") -> Iterator[None]:
    """Import within it what comes with the extra.

    Raises Invalid on ``field`` (the extra's name unless given) that says what is missing and how to install it;
    ``otherwise`` is what one can do instead.
    """
    try:
        yield
    except ModuleNotFoundError as cause:
        raise not_installed(str(cause.name), name, field or name, otherwise) from cause


def not_installed(library: str, extra: str, field: str, otherwise: str = "") -> Invalid:
    remedy = f"pip install 'crm-adapters[{extra}]'"
    return Invalid.field(field, f"{library} is not installed", f"{remedy}, {otherwise}" if otherwise else remedy)
