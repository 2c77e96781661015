"""``python dies_while_setting_up.py URL N``: sets a database up, and is killed once N statements were executed."""

import os
import signal
import sys

from sqlalchemy import event

from crm_adapters.storage import Database, migrate

database = Database(sys.argv[1])
executed: list[object] = []


def die(*given: object) -> None:
    executed.append(given)
    if len(executed) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)


event.listen(database.engine, "after_cursor_execute", die)
migrate(database)
