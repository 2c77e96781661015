"""The ids of processes and runs: built from parts here alone, and parsed by the inverse.

A part never holds what separates parts, so that two lists of parts never make one id. An ordinary part, such as a
UUIDv7, a number or an e-mail address, stands as it is.
"""

import re
from collections.abc import Callable

ProcessId = str | Callable[[], str]
"""An id, or how it is found: within the transaction around the workflow, where there is one."""

_SEPARATES = re.compile(r"[%:#/\x00-\x20\x7f]")
_ENCODED = re.compile("%([0-9A-F]{2})")
_LATER_RUN = re.compile("(.*)#([1-9][0-9]{0,8})", re.DOTALL)


def encoded(part: str) -> str:
    """The part without anything that separates parts: ``a:b`` becomes ``a%3Ab``."""
    return _SEPARATES.sub(lambda found: f"%{ord(found.group()):02X}", part)


def decoded(part: str) -> str:
    """The inverse of ``encoded``."""
    return _ENCODED.sub(lambda found: chr(int(found.group(1), 16)), part)


def compound_id(*parts: str) -> str:
    """One id of several parts, separated by colons."""
    return ":".join(map(encoded, parts))


def parts_of(compound: str) -> tuple[str, ...]:
    """The inverse of ``compound_id``."""
    return tuple(map(decoded, compound.split(":")))


def process_id(process: str, tenant_id: str, *subject: str) -> str:
    """The id a process runs under: which process, whose, and about what; ``lead-conversion:acme:<lead>``."""
    return compound_id(process, tenant_id, *subject)


def found_id(process: ProcessId) -> str:
    """The id itself, or what its function answers."""
    return process if isinstance(process, str) else process()


def run_id(process: str, number: int) -> str:
    """The first run of a process goes by the id of the process, later ones count on: ``#2``, ``#3``."""
    return process if number == 1 else f"{process}#{number}"


def process_and_number(run: str) -> tuple[str, int]:
    """The inverse of ``run_id``."""
    later = _LATER_RUN.fullmatch(run)
    return (run, 1) if later is None else (later.group(1), int(later.group(2)))
