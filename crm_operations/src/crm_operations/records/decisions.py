"""Why: each decision keeps its case, the version of the policy and its verdict, so it can be explained and replayed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText


class DecisionKind(StrEnum):
    SCORE = "score"
    QUALIFICATION = "qualification"
    ROUTING = "routing"


class Decision(Value):
    """``case`` and ``verdict`` are JSON of the rule's own types; ``reasons`` is what a person reads.

    What ``removed`` names (``case.score``, ``verdict.total``, ``reasons``) was taken out later; such a decision cannot
    be replayed.
    """

    id: AnyText
    kind: DecisionKind
    subject: EntityRef
    policy_version: AnyText
    case: AnyText
    verdict: AnyText
    reasons: tuple[AnyText, ...]
    user_id: AnyText
    at: Utc
    removed: tuple[AnyText, ...] = ()


class DecisionLog(Protocol):
    """Append-only, part of a unit of work, and chained per entity so that tampering shows."""

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
    ) -> None: ...

    def of(self, subject: EntityRef, kind: DecisionKind | None = None) -> Sequence[Decision]:
        """Newest first."""
        ...
