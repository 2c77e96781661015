"""Decision records: appended with the fact they explain."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.session import Session
from crm_core.identity import EntityRef
from crm_core.values import Value
from crm_operations.records import CHAIN_FORMAT, Decision, DecisionKind, opened, part_of, sealed_decision


class SqlDecisions:
    def __init__(self, session: Session) -> None:
        self._session = session

    def record(
        self,
        kind: DecisionKind,
        subject: EntityRef,
        *,
        policy_version: str,
        case: Value,
        verdict: Value,
        reasons: Sequence[str],
        at: datetime,
    ) -> None:
        """Numbered and chained when the unit of work is flushed."""
        row = {
            "id": self._session.new_id(),
            "kind": kind.value,
            "entity_kind": subject.kind.value,
            "entity_id": subject.id,
            "policy_version": policy_version,
            "user_id": self._session.actor.user_id,
            "at": at,
            "format": CHAIN_FORMAT,
            **sealed_decision(case, verdict, reasons, secrets.token_bytes)._asdict(),
        }
        self._session.append(record_tables.decisions, row)

    def of(self, subject: EntityRef, kind: DecisionKind | None = None) -> Sequence[Decision]:
        self._session.flush()
        table = record_tables.decisions
        query = (
            select(table)
            .where(
                table.c.tenant_id == self._session.tenant_id,
                table.c.entity_kind == subject.kind.value,
                table.c.entity_id == subject.id,
            )
            .order_by(table.c.sequence.desc())
        )
        if kind is not None:
            query = query.where(table.c.kind == kind.value)
        return [_decision(row, subject) for row in self._session.connection.execute(query).mappings()]


def _decision(row: RowMapping, subject: EntityRef) -> Decision:
    content = opened(row["salted"], row["commitments"])
    return Decision(
        id=row["id"],
        kind=DecisionKind(row["kind"]),
        subject=subject,
        policy_version=row["policy_version"],
        case=part_of(content.values, "case"),
        verdict=part_of(content.values, "verdict"),
        reasons=tuple(content.values.get("reasons", ())),
        user_id=row["user_id"],
        at=row["at"],
        removed=(*content.removed, *content.false),
    )
