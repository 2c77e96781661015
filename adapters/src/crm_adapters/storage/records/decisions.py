"""Decision records: appended in the commit of the change they explain."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select

from crm_adapters.storage.kernel.record_tables import decisions as _table
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.records.policies import SqlPolicies
from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Value
from crm_operations.records import (
    BY_HAND,
    DECISION_FORMAT,
    AnyRule,
    CaseT,
    Decision,
    DecisionNotFound,
    PolicyT,
    Rule,
    SealedValues,
    VerdictT,
    opened,
    part_of,
    sealed_decision,
    stored_policy,
)


class SqlDecisions:
    def __init__(self, session: Session, policies: SqlPolicies) -> None:
        self._session = session
        self._policies = policies

    def record(
        self,
        rule: Rule[CaseT, PolicyT, VerdictT],
        subject: EntityRef,
        *,
        policy: PolicyT,
        policy_version: str,
        case: CaseT,
        verdict: VerdictT,
        reasons: Sequence[str],
        at: datetime,
    ) -> None:
        """Numbered and chained when the unit of work is flushed."""
        stored = stored_policy(policy)
        self._policies.keep(stored)
        sealed = sealed_decision(case, verdict, reasons, secrets.token_bytes)
        self._append(rule.kind, subject, policy_version, stored.digest, rule.version, sealed, at)

    def record_by_hand(
        self, rule: AnyRule, subject: EntityRef, *, case: Value, verdict: Value, reasons: Sequence[str], at: datetime
    ) -> None:
        sealed = sealed_decision(case, verdict, reasons, secrets.token_bytes)
        self._append(rule.kind, subject, BY_HAND, None, None, sealed, at)

    def of(self, subject: EntityRef, kind: str | None = None) -> Sequence[Decision]:
        about = (_table.c.entity_kind == subject.kind.value, _table.c.entity_id == subject.id)
        query = self._all().where(*about).order_by(_table.c.sequence.desc())
        if kind is not None:
            query = query.where(_table.c.kind == kind)
        return [_decision(row) for row in self._session.connection.execute(query).mappings()]

    def get(self, decision_id: str) -> Decision:
        query = self._all().where(_table.c.id == decision_id)
        if (row := self._session.connection.execute(query).mappings().first()) is None:
            raise DecisionNotFound.because_unknown_id(decision_id)
        return _decision(row)

    def policies(self, digests: Collection[str]) -> Mapping[str, str]:
        return dict(self._policies.among(digests))

    def _all(self) -> Select[Any]:
        self._session.flush()
        return select(_table).where(_table.c.tenant_id == self._session.tenant_id)

    def _append(
        self,
        kind: str,
        subject: EntityRef,
        policy_version: str,
        policy: str | None,
        rule_version: int | None,
        sealed: SealedValues,
        at: datetime,
    ) -> None:
        row = {
            "id": self._session.new_id(),
            "kind": kind,
            "entity_kind": subject.kind.value,
            "entity_id": subject.id,
            "policy_version": policy_version,
            "policy": policy,
            "rule_version": rule_version,
            "user_id": self._session.actor.user_id,
            "at": at,
            "format": DECISION_FORMAT,
            **sealed._asdict(),
        }
        self._session.append(_table, row)


def _decision(row: RowMapping) -> Decision:
    content = opened(row["salted"], row["commitments"])
    return Decision(
        id=row["id"],
        kind=row["kind"],
        subject=EntityRef.unchecked(EntityKind(row["entity_kind"]), row["entity_id"]),
        policy_version=row["policy_version"],
        policy=row["policy"],
        rule_version=row["rule_version"],
        case=part_of(content.values, "case"),
        verdict=part_of(content.values, "verdict"),
        reasons=tuple(content.values.get("reasons", ())),
        user_id=row["user_id"],
        at=row["at"],
        removed=(*content.removed, *content.false),
    )
