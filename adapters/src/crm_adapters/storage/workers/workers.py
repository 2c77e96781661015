"""The leases of workers: a worker that does not renew it counts as dead, and exactly one other claims its runs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.workers.tables import workers
from crm_core.values import Utc, Value


class Worker(Value):
    """``kind`` is ``worker`` for one that works off queues, ``command`` for one that runs what it starts itself."""

    id: str
    kind: str
    host: str
    pid: int
    concurrency: int
    started_at: Utc
    alive_until: Utc


class SqlWorkers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def look_at_release(self) -> None:
        """Raises DatabaseOfAnotherRelease when the database was migrated by one whose tables are not for us."""
        self._database.look_again()

    def enter(self, worker: Worker) -> None:
        with self._database.writing(EVERY_TENANT) as connection:
            connection.execute(insert(workers).values(**dict(worker)))

    def renew(self, worker_id: str, until: datetime) -> bool:
        """Renews the lease; False for a worker that was taken for dead meanwhile."""
        statement = update(workers).where(workers.c.id == worker_id).values(alive_until=until)
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(statement).rowcount == 1

    def leave(self, worker_id: str) -> None:
        with self._database.writing(EVERY_TENANT) as connection:
            connection.execute(delete(workers).where(workers.c.id == worker_id))

    def known(self) -> Sequence[Worker]:
        """All workers, dead ones too until another one has recovered their runs."""
        with self._database.reading(EVERY_TENANT) as connection:
            rows = connection.execute(select(workers).order_by(workers.c.started_at, workers.c.id)).mappings()
            return [Worker.model_validate(dict(row)) for row in rows]

    def claim(self, dead: Worker, until: datetime) -> bool:
        """Claims a dead worker's runs: True for exactly one caller; if that dies too, another one may."""
        statement = (
            update(workers)
            .where(workers.c.id == dead.id, workers.c.alive_until == dead.alive_until)
            .values(alive_until=until)
        )
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(statement).rowcount == 1
