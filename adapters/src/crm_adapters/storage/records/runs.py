"""Which processes ran under which business id: claimed by exactly one, answered the same to all."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.kernel.write_list import Write
from crm_core.actor import Actor
from crm_operations.process import Claim

_table = record_tables.runs
_mine = (_table.c.tenant_id == bindparam("tenant"), _table.c.process_id == bindparam("process"))
_CLAIM = InsertIfAbsent(_table)
_KNOWN = Prepared(select(_table.c.request_hash, _table.c.answer, _table.c.claimed_until).where(*_mine))
_TAKE_OVER = (
    update(_table)
    .where(*_mine, _table.c.answer.is_(None), _table.c.claimed_until < bindparam("now", type_=_table.c.claimed_at.type))
    .values(
        claimed_at=bindparam("new_at", type_=_table.c.claimed_at.type),
        claimed_until=bindparam("new_until", type_=_table.c.claimed_at.type),
        request_hash=bindparam("new_hash"),
    )
)
_FINISH = Prepared(
    update(_table)
    .where(*_mine, _table.c.answer.is_(None))
    .values(answer=bindparam("new_answer"), finished_at=bindparam("new_at", type_=_table.c.claimed_at.type))
)
_RELEASE = delete(_table).where(
    *_mine, _table.c.answer.is_(None), _table.c.claimed_until == bindparam("held_until", type_=_table.c.claimed_at.type)
)


class SqlRunLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, actor: Actor, process_id: str, request_hash: str, *, at: datetime, until: datetime) -> Claim:
        keys = {"tenant": actor.tenant_id, "process": process_id}
        row = {
            "tenant_id": actor.tenant_id,
            "process_id": process_id,
            "request_hash": request_hash,
            "claimed_at": at,
            "claimed_until": until,
            "finished_at": None,
            "answer": None,
        }
        with self._database.writing(actor.tenant_id) as connection:
            if _CLAIM.write(connection, row):
                return Claim(granted=True, request_hash=request_hash)
        # MariaDB has locked the known row for sharing by now. Two who both wanted more of it would block each other, so
        # that transaction ends here, and only a lease that is over is written to.
        with self._database.writing(actor.tenant_id) as connection:
            known = _KNOWN.first(connection, keys)
            if known is None:  # released meanwhile
                return Claim(granted=False, request_hash=request_hash)
            if known["answer"] is None and known["claimed_until"] < at:
                taken_over = {**keys, "now": at, "new_at": at, "new_until": until, "new_hash": request_hash}
                if connection.execute(_TAKE_OVER, taken_over).rowcount == 1:
                    return Claim(granted=True, request_hash=request_hash)
        return Claim(granted=False, request_hash=known["request_hash"], answer=known["answer"])

    def finish(self, actor: Actor, process_id: str, answer: str, *, at: datetime) -> None:
        """Within one transaction it goes with the other writes."""
        finished = {"tenant": actor.tenant_id, "process": process_id, "new_answer": answer, "new_at": at}
        if (joint := self._database.joint) is not None:
            joint.admit(actor.tenant_id)
            joint.writes.add(Write(_FINISH, finished))
            return
        with self._database.writing(actor.tenant_id) as connection:
            _FINISH.write(connection, finished)

    def answer(self, actor: Actor, process_id: str) -> str | None:
        with self._database.reading(actor.tenant_id) as connection:
            known = _KNOWN.first(connection, {"tenant": actor.tenant_id, "process": process_id})
        return None if known is None else known["answer"]

    def release(self, actor: Actor, process_id: str, *, until: datetime) -> None:
        with self._database.writing(actor.tenant_id) as connection:
            connection.execute(_RELEASE, {"tenant": actor.tenant_id, "process": process_id, "held_until": until})

    def forget_attempts(self, before: datetime) -> int:
        """What single attempts of processes that may be run anew came to, for every tenant; what is final stays."""
        # Such a note is claimed for no time at all, which no process is.
        old = (
            _table.c.answer.is_not(None),
            _table.c.claimed_until == _table.c.claimed_at,
            _table.c.finished_at < before,
        )
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(delete(_table).where(*old)).rowcount
