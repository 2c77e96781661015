"""Which loops of which process fail, and since when: stored, so that other processes can read it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, Table, delete, insert, or_, select, update

from crm_adapters.identifiers import new_id
from crm_adapters.loops import FailingLoop
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.kernel.types import Moment, key, text

SCHEDULED = "any"
"""The process of what is done by whichever is there when it is due."""

loop_failures = Table(
    "crm_loop_failures",
    metadata,
    Column("process", key(), primary_key=True),
    Column("loop", key(100), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", text(), nullable=False),
    Column("valid_until", Moment),
)
"""It is no tenant's: a loop serves them all."""

_columns = loop_failures.c
_AGO = timedelta(days=1)


class SqlLoopFailures:
    """A FailureStore of one process."""

    def __init__(self, database: Database, process: str | None = None) -> None:
        """Without one it is named by a new id."""
        self._database = database
        self._process = process or new_id()

    def note(self, failing: FailingLoop, until: datetime | None) -> None:
        """Stores a failure; also deletes those of processes that have ended."""
        facts = {**failing.model_dump(exclude={"loop"}), "valid_until": until}
        this = _columns.process == self._process_of(until), _columns.loop == failing.loop
        # A scheduled loop failed before, in whatever process, since the moment that is kept.
        changed = {name: fact for name, fact in facts.items() if until is not None or name != "since"}
        counted = changed if until is not None else {**changed, "failures": _columns.failures + 1}
        with self._database.writing(EVERY_TENANT) as connection:
            if connection.execute(update(loop_failures).where(*this).values(**counted)).rowcount == 0:
                row = {"process": self._process_of(until), "loop": failing.loop, **facts}
                connection.execute(insert(loop_failures).values(**row))
            if until is not None:
                connection.execute(delete(loop_failures).where(_columns.valid_until < until - _AGO))

    def clear(self, loop: str) -> None:
        mine = _columns.process.in_([self._process, SCHEDULED]), _columns.loop == loop
        with self._database.writing(EVERY_TENANT) as connection:
            connection.execute(delete(loop_failures).where(*mine))

    def failing(self, now: datetime) -> Sequence[FailingLoop]:
        """The failing loops of all living processes, the one that fails for longest first."""
        is_valid = or_(_columns.valid_until.is_(None), _columns.valid_until > now)
        query = select(loop_failures).where(is_valid).order_by(_columns.since, _columns.loop)
        with self._database.reading(EVERY_TENANT) as connection:
            rows = connection.execute(query).mappings().all()
        return [FailingLoop.model_validate({name: row[name] for name in FailingLoop.model_fields}) for row in rows]

    def _process_of(self, until: datetime | None) -> str:
        return SCHEDULED if until is None else self._process
