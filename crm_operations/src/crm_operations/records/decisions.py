"""Why: each decision keeps its case, policy, rule and verdict, so it can be explained and judged again."""

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

    ``policy`` is the digest its policy is kept under, ``policy_version`` what people call it. Neither a policy nor
    a ``rule_version`` has what was decided by hand, or before they were kept.
    What ``removed`` names (``case.score``, ``verdict.total``, ``reasons``) was taken out later; such a decision cannot
    be judged again.
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
        """What the rule decided; the policy is kept in the same commit, settings that took part included."""
        ...

    def record_by_hand(
        self, rule: AnyRule, subject: EntityRef, *, case: Value, verdict: Value, reasons: Sequence[str], at: datetime
    ) -> None:
        """What a person decided in the rule's place, of the same kind as the rule's own."""
        ...

    def of(self, subject: EntityRef, kind: str | None = None) -> Sequence[Decision]:
        """Newest first."""
        ...

    def get(self, decision_id: str) -> Decision:
        """Raises DecisionNotFound, also for another tenant's."""
        ...

    def policies(self, digests: Collection[str]) -> Mapping[str, str]:
        """As JSON, by digest; without those this tenant does not keep."""
        ...
