"""The coordinator of history and decisions: read, verify, explain, replay."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from crm_core.actor import Actor, Permission
from crm_core.errors import NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.vocabulary import AnyText, Id, Limit
from crm_operations.audit.replay import Replay, judge_again
from crm_operations.operation import inward, reads
from crm_operations.records import (
    Decision,
    HistoryDigest,
    HistoryEntry,
    Records,
    Rules,
    UnitOfWork,
    Verification,
    WriteLine,
)


class AuditCoordinator:
    """The history of every entity, whether it holds, and the decisions about it, explained and judged again.

    Each method raises NotPermitted, and NotFound for what this tenant does not have.
    """

    def __init__(self, records: Records, rules: Rules) -> None:
        self._records = records
        self._rules = rules

    @reads(Permission.HISTORY_READ)
    def history(self, actor: Actor, entity: EntityRef) -> Sequence[HistoryEntry]:
        """Every change, oldest first. Raises NotFound for an entity this tenant does not have."""
        with self._records.reading(actor) as work:
            _require_record(work, entity)
            return work.history.of(entity)

    @reads(Permission.HISTORY_READ)
    def verify(
        self, actor: Actor, sample: Limit | None = None, *, against: Iterable[AnyText] | None = None
    ) -> Verification:
        """Recomputes every chain of the tenant, or those of a ``sample`` of each kind, and compares with what there is.

        With ``against``, the lines of a digest, every chain must still contain its end of then.
        Raises Invalid for lines that are no whole digest of the tenant.
        """
        with self._records.reading(actor) as work:
            return work.history.verify(sample, against=against)

    @inward("it is written line by line to whoever calls", Permission.HISTORY_READ)
    def digest(self, actor: Actor, write: WriteLine) -> HistoryDigest:
        """Writes where every chain of the tenant ends now, line by line; ``verify`` holds against it later.

        Stored or published elsewhere, it reveals a chain that is cut later.
        """
        with self._records.reading(actor) as work:
            return work.history.digest(write)

    @reads(Permission.LEAD_READ)
    def explain(self, actor: Actor, entity: EntityRef) -> Sequence[Decision]:
        """Every decision about the entity with its case, policy, verdict and reasons, newest first.

        Raises NotFound for an entity this tenant does not have.
        """
        with self._records.reading(actor) as work:
            _require_record(work, entity)
            return work.decisions.of(entity)

    @reads(Permission.LEAD_READ)
    def replay(self, actor: Actor, entity: EntityRef) -> Sequence[Replay]:
        """Every decision about the entity judged again from its case and policy, newest first.

        Raises NotFound for an entity this tenant does not have.
        """
        with self._records.reading(actor) as work:
            _require_record(work, entity)
            return self._judged_again(work, work.decisions.of(entity))

    @reads(Permission.LEAD_READ)
    def replay_decision(self, actor: Actor, decision_id: Id) -> Replay:
        """One decision judged again. Raises DecisionNotFound."""
        with self._records.reading(actor) as work:
            (replay,) = self._judged_again(work, [work.decisions.get(decision_id)])
            return replay

    @reads(Permission.LEAD_READ)
    def find(self, actor: Actor, reference: Id) -> EntityRef:
        """The lead or opportunity behind a number, or whatever has the id, taken out or not. Raises NotFound."""
        with self._records.reading(actor) as work:
            if (lead := work.leads.find_by_number(reference)) is not None:
                return lead.ref
            if (opportunity := work.opportunities.find_by_number(reference)) is not None:
                return opportunity.ref
            return _any_of(work, reference)

    def _judged_again(self, work: UnitOfWork, decisions: Sequence[Decision]) -> Sequence[Replay]:
        policies = work.decisions.policies({each.policy for each in decisions if each.policy is not None})
        return [judge_again(each, self._rules, policies.get(each.policy or "")) for each in decisions]


def _require_record(work: UnitOfWork, entity: EntityRef) -> None:
    """Raises NotFound, unless it is there or was taken out."""
    stone = work.history.tombstone(entity.id)
    if stone is None or stone.kind is not entity.kind:
        work.get(entity)


def _any_of(work: UnitOfWork, entity_id: str) -> EntityRef:
    for kind in EntityKind:
        with suppress(NotFound):
            return work.get(EntityRef.unchecked(kind, entity_id)).ref
    if (stone := work.history.tombstone(entity_id)) is not None:
        return EntityRef.unchecked(stone.kind, stone.id)
    raise NotFound.because_unknown("lead, opportunity or anything else", entity_id)
