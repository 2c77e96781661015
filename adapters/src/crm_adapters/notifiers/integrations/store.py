"""Runs of integrations in our own database, each put into the outbox by the commit that stores it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from crm_adapters.encryption import Place, Secrets
from crm_adapters.notifiers.integrations.tables import integration_runs
from crm_adapters.notifiers.integrations.values import Act, IntegrationRun, IntegrationTask, RunState, RunTaken, Work
from crm_adapters.storage import DELIVERY, PENDING, Database, InsertIfAbsent
from crm_adapters.storage import outbox_messages as outbox
from crm_core.errors import NotFound
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_operations.providers import Receipt

CHANNEL = "integration"
TOPIC = f"{DELIVERY}{CHANNEL}"

_columns = integration_runs.c
_ADD = InsertIfAbsent(integration_runs)
_SEALED = ("config", "data")
_NOT_DONE = (RunState.WAITING, RunState.FAILED)
_TO_UNDO = (RunState.EXECUTED, RunState.COMPENSATION_FAILED)


class SqlIntegrationRuns:
    """Stores runs; config and data are sealed, since they may hold secrets, and listing runs needs no key."""

    def __init__(self, database: Database, new_id: NewId, secrets: Secrets) -> None:
        self._database = database
        self._new_id = new_id
        self._secrets = secrets

    def enqueue(self, tenant_id: str, work: Work) -> IntegrationRun:
        """Stores and enqueues a run once per id; a second call answers the same run. Raises RunTaken."""
        row = _row(tenant_id, work)
        place = _place(tenant_id, work.run.id)
        with self._database.writing(tenant_id) as connection:
            sealed = {name: self._secrets.seal(connection, place, row[name]) for name in _SEALED}
            if _ADD.write(connection, {**row, **sealed}):
                self._put(connection, tenant_id, work.run.id, Act.EXECUTE, work.run.requested_at)
                return work.run
            existing = _read(connection, tenant_id, work.run.id)
        asked = {name: row[name] for name in ("integration", "entity_kind", "entity_id", *_SEALED)}
        if existing is None or {name: _row(tenant_id, self._opened(existing))[name] for name in asked} != asked:
            raise RunTaken.because_it_asks_for_something_else(work.run.id)
        return _run(existing)

    def find(self, tenant_id: str, run_id: str) -> IntegrationRun | None:
        with self._database.reading(tenant_id) as connection:
            row = _read(connection, tenant_id, run_id)
        return None if row is None else _run(row)

    def work(self, tenant_id: str, run_id: str) -> Work | None:
        """The run with its config and data, decrypted. Raises KeyMissing."""
        with self._database.reading(tenant_id) as connection:
            row = _read(connection, tenant_id, run_id)
        return None if row is None else self._opened(row)

    def latest(self, tenant_id: str, limit: int) -> Sequence[IntegrationRun]:
        """Newest first."""
        query = select(integration_runs).where(_columns.tenant_id == tenant_id)
        with self._database.reading(tenant_id) as connection:
            rows = connection.execute(query.order_by(_columns.requested_at.desc(), _columns.id).limit(limit)).mappings()
            return [_run(row) for row in rows]

    def executed(self, tenant_id: str, run_id: str, receipt: Receipt, now: datetime) -> None:
        """Stores the receipt; a run that was withdrawn during its execution is undone next."""
        done = {"receipt": receipt.model_dump_json(), "executed_at": now, "error": None}
        with self._database.writing(tenant_id) as connection:
            if not _change(connection, tenant_id, run_id, _NOT_DONE, state=RunState.EXECUTED, **done) and _change(
                connection, tenant_id, run_id, (RunState.WITHDRAWN,), state=RunState.COMPENSATING, **done
            ):
                self._put(connection, tenant_id, run_id, Act.COMPENSATE, now)

    def compensated(self, tenant_id: str, run_id: str, now: datetime) -> None:
        changes = {"state": RunState.COMPENSATED, "compensated_at": now, "error": None}
        with self._database.writing(tenant_id) as connection:
            _change(connection, tenant_id, run_id, (RunState.COMPENSATING, RunState.COMPENSATION_FAILED), **changes)

    def failed(self, tenant_id: str, run_id: str, act: Act, error: str, *, is_final: bool) -> None:
        final_state = RunState.FAILED if act is Act.EXECUTE else RunState.COMPENSATION_FAILED
        before = _NOT_DONE if act is Act.EXECUTE else (RunState.COMPENSATING, RunState.COMPENSATION_FAILED)
        changes: dict[str, Any] = {"error": error} | ({"state": final_state} if is_final else {})
        with self._database.writing(tenant_id) as connection:
            _change(connection, tenant_id, run_id, before, **changes)

    def take_back(self, tenant_id: str, run_id: str, now: datetime) -> IntegrationRun:
        """Withdraws a run that is not executed yet; one that is executed is undone, once. Raises NotFound."""
        with self._database.writing(tenant_id) as connection:
            if not _change(connection, tenant_id, run_id, _NOT_DONE, state=RunState.WITHDRAWN) and _change(
                connection, tenant_id, run_id, _TO_UNDO, state=RunState.COMPENSATING
            ):
                self._put(connection, tenant_id, run_id, Act.COMPENSATE, now)
            row = _read(connection, tenant_id, run_id)
        if row is None:
            raise NotFound.because_unknown("run", run_id)
        return _run(row)

    def _opened(self, row: RowMapping) -> Work:
        place = _place(row["tenant_id"], row["id"])
        config, data = (json.loads(self._secrets.open(place, row[name])) for name in _SEALED)
        return Work(run=_run(row), config=config, data=data)

    def _put(self, connection: Connection, tenant_id: str, run_id: str, act: Act, now: datetime) -> None:
        row = {
            "tenant_id": tenant_id,
            "id": self._new_id(),
            "destination": select(_columns.integration).where(*_this(tenant_id, run_id)).scalar_subquery(),
            "topic": TOPIC,
            "body": IntegrationTask(run_id=run_id, act=act).model_dump_json(),
            "created_at": now,
            "available_at": now,
            "state": PENDING,
            "attempts": 0,
        }
        connection.execute(insert(outbox).values(**row))


def _place(tenant_id: str, run_id: str) -> Place:
    return Place(tenant_id, integration_runs.name, run_id)


def _this(tenant_id: str, run_id: str) -> tuple[ColumnElement[bool], ...]:
    return _columns.tenant_id == tenant_id, _columns.id == run_id


def _change(connection: Connection, tenant_id: str, run_id: str, before: Sequence[RunState], **changes: Any) -> bool:
    statement = update(integration_runs).where(*_this(tenant_id, run_id), _columns.state.in_(before)).values(**changes)
    return connection.execute(statement).rowcount == 1


def _read(connection: Connection, tenant_id: str, run_id: str) -> RowMapping | None:
    return connection.execute(select(integration_runs).where(*_this(tenant_id, run_id))).mappings().first()


def _row(tenant_id: str, work: Work) -> dict[str, Any]:
    run = work.run
    return {
        "tenant_id": tenant_id,
        "id": run.id,
        "integration": run.integration,
        "entity_kind": run.subject.kind.value if run.subject else None,
        "entity_id": run.subject.id if run.subject else None,
        "config": json.dumps(work.config, sort_keys=True),
        "data": json.dumps(work.data, sort_keys=True),
        "state": run.state.value,
        "receipt": run.receipt.model_dump_json() if run.receipt else None,
        "error": run.error,
        "user_id": run.user_id,
        "requested_at": run.requested_at,
        "executed_at": run.executed_at,
        "compensated_at": run.compensated_at,
    }


def _run(row: RowMapping) -> IntegrationRun:
    is_about = row["entity_kind"] is not None
    return IntegrationRun(
        id=row["id"],
        integration=row["integration"],
        subject=EntityRef.unchecked(EntityKind(row["entity_kind"]), row["entity_id"]) if is_about else None,
        state=RunState(row["state"]),
        receipt=Receipt.model_validate_json(row["receipt"]) if row["receipt"] else None,
        error=row["error"],
        user_id=row["user_id"],
        requested_at=row["requested_at"],
        executed_at=row["executed_at"],
        compensated_at=row["compensated_at"],
    )
