"""The coordinator of disputed lines: opened by their payee, resolved by who settles commissions."""

from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.commissions import (
    CommissionDispute,
    CommissionDisputeFilter,
    DisputeStatus,
    Entry,
    EntryQuery,
    NotDisputable,
)
from crm_core.errors import Invalid
from crm_core.events import DomainEvent
from crm_core.identity import NewId
from crm_core.splits import SplitStatus, SplitStatusChanged
from crm_core.stores import Listed, find_all
from crm_core.vocabulary import PAGE_LENGTH, Count, Id, Reason
from crm_operations.commissions import notices
from crm_operations.operation import acts, reads
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

EntryNumber = Annotated[Count, Field(description="The number of the line: see crm commission explain.")]


class CommissionDisputeCoordinator:
    """Lines that are contested: they are carried, and not paid, until that is resolved.

    Each method raises NotPermitted; those that name a dispute raise CommissionDisputeNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._disputes = EntityRecords(records, settings_for, clock, new_id, lambda work: work.commission_disputes)

    @reads(Permission.COMMISSION_READ_ALL)
    def get(self, actor: Actor, commission_dispute_id: Id) -> CommissionDispute:
        """Show one."""
        return self._disputes.get(actor, commission_dispute_id)

    @reads(Permission.COMMISSION_READ, further=(Permission.COMMISSION_READ_ALL,))
    def list(self, actor: Actor, filters: CommissionDisputeFilter) -> Listed[CommissionDispute]:
        """List what is and was contested; of others only to those who may see theirs."""
        if filters.payee_id != actor.user_id:
            actor.require(Permission.COMMISSION_READ_ALL)
        return self._disputes.find(actor, filters)

    @acts(Permission.COMMISSION_DISPUTE, further=(Permission.COMMISSION_PAY,))
    @repeats_lost_races
    def open(self, actor: Actor, entry: EntryNumber, reason: Reason) -> CommissionDispute:
        """Contest a line of one's own, or as who settles commissions; it is not payable until that is resolved.

        Raises Invalid where there is no such line, NotDisputable for one that was locked, or is contested already.
        """
        with self._records.writing(actor) as work:
            line = _line(work, actor, entry)
            waiting = CommissionDisputeFilter(entry=entry, status=DisputeStatus.OPEN, limit=1)
            period = work.commission_periods.of(line.plan, line.posted_period, lock=True)
            if period is not None and period.is_settled:
                raise NotDisputable.because_it_is_settled(entry, period.period, period.status)
            if work.commission_disputes.find(waiting):
                raise NotDisputable.because_it_waits(entry)
            dispute, event = CommissionDispute.open(
                entity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                at=self._clock.now(),
                entry=entry,
                plan=line.plan,
                period=line.posted_period,
                payee_id=line.payee_id,
                opportunity_number=line.opportunity_number or None,
                amount_minor=line.amount_minor,
                currency_code=line.currency_code,
                reason=reason,
                opened_by=actor.user_id,
            )
            work.outbox.announce(event)
            return work.commission_disputes.add(dispute)

    @acts(Permission.COMMISSION_PAY, by_person_only=True)
    def resolve(self, actor: Actor, commission_dispute_id: Id, reason: Reason) -> CommissionDispute:
        """Let a contested line be paid as it stands; where it was wrong, it is adjusted besides.

        Raises InvalidTransition for one that is resolved, Invalid for one's own.
        """
        return self._resolved(actor, commission_dispute_id, reason)

    @repeats_lost_races
    def _resolved(self, actor: Actor, dispute_id: str, reason: str) -> CommissionDispute:
        with self._records.writing(actor) as work:
            dispute = work.commission_disputes.get(dispute_id, lock=True)
            if dispute.payee_id == actor.user_id:
                raise Invalid.field("commission_dispute_id", "it is about your own", "let another director resolve it")
            resolved, event = dispute.resolve(reason, by=actor.user_id, at=self._clock.now())
            saved = work.commission_disputes.save(resolved)
            work.outbox.announce(event)
            work.outbox.notify(notices.resolved(saved))
            return saved


class CommissionDisputeFollower:
    """What was carried because a split was disputed is payable again in the commit that resolves the split."""

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        if not isinstance(event, SplitStatusChanged) or event.status is not SplitStatus.APPROVED:
            return
        waiting = CommissionDisputeFilter(split_id=event.subject.id, status=DisputeStatus.OPEN, limit=PAGE_LENGTH)
        for dispute in list(find_all(work.commission_disputes, waiting)):
            resolved, announced = dispute.resolve("the dispute of the split is over", by=event.by, at=event.at)
            work.commission_disputes.save(resolved)
            work.outbox.announce(announced)


def _line(work: UnitOfWork, actor: Actor, number: int) -> Entry:
    """Raises Invalid, for another one's line too unless the actor settles commissions."""
    found = next(work.commission_entries.entries(EntryQuery(number=number)), None)
    if found is None or (found.payee_id != actor.user_id and not actor.may(Permission.COMMISSION_PAY)):
        raise Invalid.field("entry", f"{number} is no line of yours", "see crm commission explain --user")
    return found
