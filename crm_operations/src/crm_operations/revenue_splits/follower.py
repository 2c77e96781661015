"""What follows for splits: of a yes or a no in the same commit, and of another owner of an open deal."""

from datetime import datetime

from crm_core.approvals import (
    ApprovalApproved,
    ApprovalEvent,
    ApprovalExpired,
    ApprovalOverridden,
    ApprovalRecalled,
    ApprovalRejected,
    ApprovalVoided,
)
from crm_core.clock import local_date
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, NewId
from crm_core.money import BASIS_POINTS
from crm_core.opportunities import Opportunity, OpportunityEdited
from crm_core.splits import AskedShare, CreateSplit, Split, SplitStatus, in_force
from crm_core.voting import MayNotVote
from crm_operations.credits import DealCredits, splits_of
from crm_operations.records import UnitOfWork
from crm_operations.revenue_splits.notices import tells_holders
from crm_operations.settings import OwnerShare, SettingsFor

_NO = (ApprovalRejected, ApprovalExpired, ApprovalVoided)


class SplitFollower:
    def __init__(self, deal_credits: DealCredits, settings_for: SettingsFor, new_id: NewId) -> None:
        self._credits = deal_credits
        self._settings_for = settings_for
        self._new_id = new_id

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        """Raises MayNotVote for a yes of who owns the deal by now."""
        if isinstance(event, ApprovalEvent) and event.about.kind is EntityKind.SPLIT:
            self._decided(work, event)
        elif isinstance(event, OpportunityEdited) and "assigned_to" in event.fields:
            self._reassigned(work, event.subject.id, event.at)

    def _decided(self, work: UnitOfWork, event: ApprovalEvent) -> None:
        split = work.splits.get(event.about.id, lock=True)
        if split.status is not SplitStatus.SUBMITTED:
            return
        by = work.actor.user_id
        if isinstance(event, ApprovalApproved | ApprovalOverridden):
            deal = work.opportunities.get(split.opportunity_id)
            if isinstance(event, ApprovalApproved) and by == deal.assigned_to:  # who owns it only since it was asked
                raise MayNotVote.because_conflicted(split.opportunity_number, by, "it is their own")
            self._approved(work, split, deal, event.at)
        elif isinstance(event, ApprovalRecalled):
            withdrawn, announced = split.withdraw(event.reason, by=by, at=event.at)
            work.splits.save(withdrawn)
            work.outbox.announce(announced)
        elif isinstance(event, _NO):
            rejected, announced = split.reject(work.approvals.get(event.subject.id).reason, by=by, at=event.at)
            work.splits.save(rejected)
            work.outbox.announce(announced)

    def _approved(self, work: UnitOfWork, split: Split, deal: Opportunity, at: datetime) -> None:
        approved, announced = split.approve(by=work.actor.user_id, at=at)
        saved = work.splits.save(approved)
        work.outbox.announce(announced)
        work.outbox.notify(tells_holders(saved))
        if deal.is_open and deal.assigned_to != saved.owner_id:
            self._moved(work, deal, saved, at)
        self._credits.split_changed(work, deal, saved.people, at)

    def _reassigned(self, work: UnitOfWork, opportunity_id: str, at: datetime) -> None:
        deal = work.opportunities.get(opportunity_id)
        settings = self._settings_for(deal.tenant_id)
        if not deal.is_open:
            return
        agreed = in_force(splits_of(work, deal.id), local_date(at, settings.zone))
        if agreed is not None and agreed.owner_id != deal.assigned_to:
            self._moved(work, deal, agreed, at)
        elif agreed is None and settings.splits.owner_share is OwnerShare.KEEPS:
            self._left_with_former(work, deal, at)

    def _moved(self, work: UnitOfWork, deal: Opportunity, agreed: Split, at: datetime) -> None:
        keeps = self._settings_for(deal.tenant_id).splits.owner_share is OwnerShare.KEEPS
        shares = agreed.for_owner(deal.assigned_to, keeps=keeps)
        asked = tuple(AskedShare(**dict(share)) for share in shares)
        self._agree(work, deal, CreateSplit(shares=asked, effective_from=agreed.effective_from), at)

    def _left_with_former(self, work: UnitOfWork, deal: Opportunity, at: datetime) -> None:
        """All is the former owner's, as the history has it."""
        owners = (entry.fields["assigned_to"] for entry in work.history.of(deal.ref) if "assigned_to" in entry.fields)
        former = [after for _, after in owners if after is not None and after != deal.assigned_to][-1:]
        if former:
            asked = (AskedShare(user_id=former[0], basis_points=BASIS_POINTS),)
            self._agree(work, deal, CreateSplit(shares=asked), at)

    def _agree(self, work: UnitOfWork, deal: Opportunity, request: CreateSplit, at: datetime) -> None:
        by = work.actor.user_id
        split, created = Split.draft(
            request,
            entity_id=self._new_id(),
            tenant_id=deal.tenant_id,
            at=at,
            opportunity_id=deal.id,
            opportunity_number=deal.opportunity_number,
            owner_id=deal.assigned_to,
            revision=len(splits_of(work, deal.id)) + 1,
        )
        added = work.splits.add(split)
        agreed, changed = added.submit((), by=by, at=at, is_asked=False)
        work.splits.save(agreed)
        work.outbox.announce(created, changed)
