"""The partner systems of the tests as a program: party master, quotation desk and order book, on their own database.

``python server.py --database sqlite:///partners.db --port 0 --authkey secret`` prints ``{"port": ...}`` once it listens
on this machine, serves each connection in a thread of its own, and ends on SIGTERM. Port 0 takes any that is free.
"""

import argparse
import json
import signal
import sys
from functools import partial
from multiprocessing.managers import BaseManager
from typing import Any, cast
from zoneinfo import ZoneInfo

import unsynced_sqlite  # noqa: F401  it is imported for what it does
from call_log import CallLog
from faults import METHODS, Faults

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, migrate
from crm_adapters.system_clock import SystemClock


class Switchboard:
    """Puts every call through to whom it is for; on its way to a partner it may meet trouble, and it is noted."""

    def __init__(self, database: Database) -> None:
        clock = SystemClock()
        self._call_log = CallLog(database, clock)
        self._faults = Faults()
        self._rooms: dict[str, Any] = {
            "customers": EmbeddedCustomers(database, clock, new_id),
            "quotations": EmbeddedQuotations(database, clock, new_id, lambda _tenant: ZoneInfo("UTC")),
            "orders": EmbeddedOrders(database, clock, new_id, lambda _tenant: ZoneInfo("UTC")),
            "call_log": self._call_log,
            "faults": self._faults,
        }

    def ask(self, room: str, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What the method answers or raises."""
        method = f"{room}.{name}"
        action = partial(getattr(self._rooms[room], name), *arguments, **named)
        if method not in METHODS:
            return action()
        answer = self._call_log.logged(method, arguments, named.get("key"), partial(self._reach, method, action))
        self._faults.after(method)
        return answer

    def _reach(self, method: str, action: partial[Any]) -> Any:
        self._faults.before(method)
        return action()


class Manager(BaseManager):
    """Serves the switchboard."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves the partner systems of the tests.")
    parser.add_argument("--database", required=True, help="their own, as sqlite:///partners.db")
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--authkey", required=True, help="what callers must know")
    arguments = parser.parse_args()

    database = Database(arguments.database)
    migrate(database)
    switchboard = Switchboard(database)
    Manager.register("switchboard", callable=lambda: switchboard, exposed=("ask",))
    server = Manager(("127.0.0.1", arguments.port), arguments.authkey.encode()).get_server()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _host, port = cast(tuple[str, int], server.address)
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
