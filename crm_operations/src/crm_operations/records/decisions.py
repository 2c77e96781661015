"""Decisions: each is stored with case, policy, rule and verdict, so it can be explained and judged again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.records.rules import AnyRule, CaseT, PolicyT, Rule, VerdictT

BY_HAND = "by hand"
"""The policy version of what a person decided in a rule's place."""


class Decision(Value):
    """``case`` and ``verdict`` are JSON of the rule's own types; ``reasons`` is what a person reads.

    ``policy`` is the digest its policy is stored under, ``policy_version`` its name for people. Decisions by hand,
    and those from before policies were stored, have neither ``policy`` nor ``rule_version``.

    ``removed`` names values that were removed later (``case.score``, ``verdict.total``, ``reasons``); such a
    decision cannot be judged again.
    """

    id: AnyText
    kind: AnyText
    subject: EntityRef
    policy_version: AnyText
    policy: AnyText | None = None
    rule_version: Total | None = None
    case: AnyText
    verdict: AnyText
    reasons: tuple[AnyText, ...]
    user_id: AnyText
    at: Utc
    removed: tuple[AnyText, ...] = ()


class DecisionNotFound(NotFound):
    @classmethod
    def because_unknown_id(cls, decision_id: str) -> Self:
        return cls.because_unknown("decision", decision_id)


class DecisionLog(Protocol):
    """Append-only, part of a unit of work, and chained per entity so that tampering shows."""

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
        """Records what the rule decided; its policy is stored in the same commit, with the settings it includes."""
        ...

    def record_by_hand(
        self, rule: AnyRule, subject: EntityRef, *, case: Value, verdict: Value, reasons: Sequence[str], at: datetime
    ) -> None:
        """Records what a person decided in place of the rule; the kind is the rule's."""
        ...

    def of(self, subject: EntityRef, kind: str | None = None) -> Sequence[Decision]:
        """Decisions about the entity, newest first."""
        ...

    def get(self, decision_id: str) -> Decision:
        """Raises DecisionNotFound, also for another tenant's."""
        ...

    def policies(self, digests: Collection[str]) -> Mapping[str, str]:
        """As JSON, by digest; a digest the tenant does not have is left out."""
        ...
