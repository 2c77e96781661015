"""Sets a database up, in a process of its own."""

import os
import signal

from sqlalchemy import event

from crm_adapters.storage import Database, migrate
from crm_adapters.wiring import administrator, open_crm


def set_up(url: str) -> None:
    with open_crm(url) as crm:
        crm.initialise(administrator("ours"))


def die_while_setting_up(url: str, after: int) -> None:
    """Killed once so many statements were executed."""
    database = Database(url)
    executed: list[object] = []

    def die(*given: object) -> None:
        executed.append(given)
        if len(executed) == after:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "after_cursor_execute", die)
    migrate(database)
