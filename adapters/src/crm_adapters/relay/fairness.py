"""Fairness: no tenant and no address fills a batch while others wait, nor delays them by being slow."""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import RowMapping

from crm_adapters.storage import interleaved

Destination = tuple[str, str]
"""A tenant, and the address a delivery goes to."""


def destination_of(row: RowMapping) -> Destination | None:
    """The tenant and address of a delivery; None for an event or a notice."""
    return (row["tenant_id"], row["destination"]) if row["destination"] else None


def in_turns(rows: Iterable[RowMapping]) -> Sequence[RowMapping]:
    """Tenants in turn and, within each, addresses in turn, those without failures first (max-min fairness)."""
    tenants: dict[str, dict[Destination | None, list[RowMapping]]] = {}
    for row in rows:
        tenants.setdefault(row["tenant_id"], {}).setdefault(destination_of(row), []).append(row)
    return interleaved(
        [
            interleaved(sorted(addresses.values(), key=lambda waiting: int(waiting[0]["attempts"])))
            for addresses in tenants.values()
        ]
    )


class _Circuit(NamedTuple):
    failures: int
    open_until: datetime | None


class Circuits:
    """A circuit for each address: opens after some failures in a row, longer each time, and then lets one try through.

    The state is shared by the threads of this process, and not with other processes.
    """

    def __init__(self, failures: int, initial_seconds: float, maximum_seconds: float) -> None:
        self._failures = failures
        self._initial = initial_seconds
        self._maximum = maximum_seconds
        self._circuits: dict[Destination, _Circuit] = {}
        self._lock = threading.Lock()

    def open_until(self, address: Destination, now: datetime) -> datetime | None:
        """When the circuit closes; None where the address may be tried."""
        with self._lock:
            circuit = self._circuits.get(address)
        if circuit is None or circuit.open_until is None or circuit.open_until <= now:
            return None
        return circuit.open_until

    def failed(self, address: Destination, now: datetime) -> None:
        with self._lock:
            failures = self._circuits.get(address, _NEVER_FAILED).failures + 1
            beyond = failures - self._failures
            pause = min(self._initial * 2.0 ** min(beyond, _DOUBLINGS), self._maximum)
            until = now + timedelta(seconds=pause) if beyond >= 0 else None
            self._circuits[address] = _Circuit(failures, until)

    def answered(self, address: Destination) -> None:
        """Closes the circuit; a refusal is an answer too."""
        with self._lock:
            self._circuits.pop(address, None)


_NEVER_FAILED = _Circuit(0, None)
_DOUBLINGS = 30
