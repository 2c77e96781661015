"""What the store of escalations promises."""

from typing import Any

from crm_core.actor import Actor
from crm_core.escalations import Escalation, EscalationCause, EscalationStatus
from crm_core.identity import EntityKind
from crm_core.service_levels import Severity
from crm_core.testing.builders import START, an_id, with_fields
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class EscalationStoreContract(EntityStoreContract[Escalation]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Escalation:
        escalation = Escalation.new(
            None,
            entity_id=an_id(0x5E, count),
            tenant_id=actor.tenant_id,
            at=START,
            cause=EscalationCause.STALE,
            cause_id=f"lead-1:{count}",
            subject_kind=EntityKind.LEAD,
            subject_id="lead-1",
            number="LEAD-2026-0001",
            target="activity",
            severity=Severity.MEDIUM,
        )
        return with_fields(escalation, changes)

    def test_those_about_something_are_found_by_their_cause(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first = self.added(records, actor, 1, status=EscalationStatus.RESOLVED)
        second = self.added(records, actor, 2)
        self.added(records, actor, 3, cause=EscalationCause.SLA)
        self.added(records, actor, 4, subject_id="lead-2")
        self.added(records, stranger, 5)

        with records.writing(actor) as work:
            found = work.escalations.about("lead-1", EscalationCause.STALE)
            expect([each.id for each in found], [first.id, second.id], asked="about")
            work.escalations.save(second.changed(START, status=EscalationStatus.RESOLVED))
            found = work.escalations.about("lead-1", EscalationCause.STALE)
            expect({each.status for each in found}, {EscalationStatus.RESOLVED}, asked="about, after a save")
