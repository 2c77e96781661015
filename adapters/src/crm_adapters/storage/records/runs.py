"""The run log: each business id is claimed by one runner at a time, and has one final answer."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, or_, select, union_all, update

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.tenants import EVERY_TENANT
from crm_adapters.storage.kernel.write_list import Write
from crm_core.actor import Actor
from crm_operations.process import Claim, FinishedRun

_table = record_tables.runs
_of = _table.c
_MOMENT = _of.claimed_at.type
_mine = (_of.tenant_id == bindparam("tenant"), _of.process_id == bindparam("process"))
_CLAIM = InsertIfAbsent(_table)
_KNOWN = Prepared(select(_of.request_hash, _of.answer, _of.claimed_until, _of.durable_since).where(*_mine))
_TAKE_OVER = (
    update(_table)
    .where(
        *_mine,
        _of.answer.is_(None),
        or_(_of.claimed_until.is_(None), _of.claimed_until < bindparam("now", type_=_MOMENT)),
    )
    .values(
        claimed_at=bindparam("new_at", type_=_MOMENT),
        claimed_until=bindparam("new_until", type_=_MOMENT),
        request_hash=bindparam("new_hash"),
        durable_since=func.coalesce(_of.durable_since, bindparam("since", type_=_MOMENT)),
    )
)
_MAKE_DURABLE = (
    update(_table)
    .where(*_mine, _of.answer.is_(None), _of.durable_since.is_(None))
    .values(durable_since=bindparam("new_at", type_=_MOMENT))
)
_FINISH = Prepared(
    update(_table)
    .where(*_mine, _of.answer.is_(None))
    .values(answer=bindparam("new_answer"), finished_at=bindparam("new_at", type_=_MOMENT))
)
_held = (*_mine, _of.answer.is_(None), _of.claimed_until == bindparam("held_until", type_=_MOMENT))
_RELEASE = delete(_table).where(*_held, _of.durable_since.is_(None))
_RELEASE_DURABLE = update(_table).where(*_held).values(claimed_until=None)
_FINISHED = select(_of.process_id, _of.workflow, _of.user_id, _of.claimed_at, _of.finished_at, _of.answer).where(
    _of.tenant_id == bindparam("tenant"), _of.durable_since.is_(None), _of.answer.is_not(None)
)


class SqlRunLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self,
        actor: Actor,
        process_id: str,
        request_hash: str,
        *,
        workflow: str,
        at: datetime,
        until: datetime,
        durable: bool | None = None,
    ) -> Claim:
        keys = {"tenant": actor.tenant_id, "process": process_id}
        durable_since = at if durable else None
        row = _row(
            actor, process_id, request_hash, workflow, claimed_at=at, claimed_until=until, durable_since=durable_since
        )
        with self._database.writing(actor.tenant_id) as connection:
            if _CLAIM.write(connection, row):
                return Claim(granted=True, request_hash=request_hash, is_durable=durable is True)
        # MariaDB has locked the known row for sharing by now. Two who both wanted more of it would block each other, so
        # that transaction ends here, and only a lease that is over is written to.
        with self._database.writing(actor.tenant_id) as connection:
            known = _KNOWN.first(connection, keys)
            if known is None:  # released meanwhile
                return Claim(granted=False, request_hash=request_hash)
            is_durable = durable is True or known["durable_since"] is not None
            is_free = known["claimed_until"] is None or known["claimed_until"] < at
            if known["answer"] is None and is_free and not (durable is False and is_durable):
                taken_over = {**keys, "now": at, "new_at": at, "new_until": until, "new_hash": request_hash}
                taken_over["since"] = durable_since
                if connection.execute(_TAKE_OVER, taken_over).rowcount == 1:
                    return Claim(granted=True, request_hash=request_hash, is_durable=is_durable)
        return _not_granted(known)

    def make_durable(self, actor: Actor, process_id: str, request_hash: str, *, workflow: str, at: datetime) -> Claim:
        keys = {"tenant": actor.tenant_id, "process": process_id}
        row = _row(actor, process_id, request_hash, workflow, claimed_at=at, durable_since=at)
        with self._database.writing(actor.tenant_id) as connection:
            if _CLAIM.write(connection, row):
                return Claim(granted=False, request_hash=request_hash, is_durable=True)
        with self._database.writing(actor.tenant_id) as connection:
            connection.execute(_MAKE_DURABLE, {**keys, "new_at": at})
            known = _KNOWN.first(connection, keys)
        if known is None:  # released meanwhile
            return self.make_durable(actor, process_id, request_hash, workflow=workflow, at=at)
        return _not_granted(known)

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
        held = {"tenant": actor.tenant_id, "process": process_id, "held_until": until}
        with self._database.writing(actor.tenant_id) as connection:
            if connection.execute(_RELEASE, held).rowcount == 0:
                connection.execute(_RELEASE_DURABLE, held)

    def finished_runs(
        self,
        actor: Actor,
        *,
        process_ids: Collection[str] | None = None,
        about: Sequence[str] | None = None,
        workflow: str | None = None,
        limit: int | None = None,
    ) -> Sequence[FinishedRun]:
        """By an index of their own; those that are named, by the primary key."""
        query = _FINISHED if workflow is None else _FINISHED.where(_of.workflow == workflow)
        if process_ids is not None:
            query = query.where(_of.process_id.in_(process_ids))
        if process_ids is None and about is None:  # or SQLite would read all there are in that order
            query = query.order_by(_of.claimed_at.desc()).limit(limit)
        looked_up: Executable = query
        if about is not None:  # a part for each, of which SQLite takes the beginning of a key
            further = (query.where(_of.process_id > f"{each}:", _of.process_id < f"{each};") for each in about)
            looked_up = union_all(query.where(_of.process_id.in_(about)), *further)
        with self._database.reading(actor.tenant_id) as connection:
            rows = connection.execute(looked_up, {"tenant": actor.tenant_id}).mappings()
            found = [FinishedRun(**row) for row in rows]
        return sorted(found, key=lambda run: run.claimed_at, reverse=True)[:limit]

    def forget_attempts(self, before: datetime) -> int:
        """Deletes the outcomes of attempts without a final answer, for every tenant; final answers stay."""
        # Such a note is never claimed, which every process with an answer was.
        old = (_of.answer.is_not(None), _of.claimed_until.is_(None), _of.finished_at < before)
        with self._database.writing(EVERY_TENANT) as connection:
            return connection.execute(delete(_table).where(*old)).rowcount


def _row(actor: Actor, process_id: str, request_hash: str, workflow: str, **moments: datetime | None) -> dict[str, Any]:
    return {
        "tenant_id": actor.tenant_id,
        "process_id": process_id,
        "workflow": workflow,
        "user_id": actor.user_id,
        "request_hash": request_hash,
        "claimed_at": moments["claimed_at"],
        "claimed_until": moments.get("claimed_until"),
        "durable_since": moments.get("durable_since"),
        "finished_at": None,
        "answer": None,
    }


def _not_granted(known: dict[str, Any]) -> Claim:
    return Claim(
        granted=False,
        request_hash=known["request_hash"],
        answer=known["answer"],
        is_durable=known["durable_since"] is not None,
    )
