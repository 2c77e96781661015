"""What a thread sends to its databases: statements, and commits of something that was written."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

_WRITES = re.compile(r"INSERT INTO|DELETE FROM|UPDATE .* SET", re.DOTALL)


@dataclass
class Sent:
    """``ours`` are to the engines named, ``partner`` to every other one: the durable engine's."""

    ours: int = 0
    partner: int = 0
    our_commits: int = 0
    their_commits: int = 0


def sent_by(action: Callable[[], Any], ours: Engine) -> Sent:
    """Once, by this thread; others may be at work meanwhile."""
    with _listening(ours) as sent:
        action()
    return sent


@contextmanager
def _listening(ours: Engine) -> Iterator[Sent]:
    sent, here, written = Sent(), threading.get_ident(), set[int]()

    def note(connection: Connection, _cursor: Any, sql: str, *_: Any) -> None:
        if threading.get_ident() != here:
            return
        if connection.engine.pool is ours.pool:
            sent.ours += 1
        else:
            sent.partner += 1
        if _WRITES.search(sql):
            written.add(id(connection))

    def committed(connection: Connection) -> None:
        if threading.get_ident() != here or id(connection) not in written:
            return
        written.discard(id(connection))
        if connection.engine.pool is ours.pool:
            sent.our_commits += 1
        else:
            sent.their_commits += 1

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", committed)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "commit", committed)
