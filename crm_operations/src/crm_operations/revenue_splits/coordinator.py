"""The coordinator of how deals are shared (SPL-CRMOP-0111 to 0115)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.credits import CreditedPerson, Shares, parts_of
from crm_core.identity import NewId
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.splits import (
    AddSplitTemplate,
    CreateSplit,
    EditSplitTemplate,
    Split,
    SplitFilter,
    SplitStatus,
    SplitStatusChanged,
    SplitTemplate,
    SplitTemplateFilter,
    in_force,
    overlays,
)
from crm_core.stores import Listed
from crm_core.vocabulary import PAGE_LENGTH, Id, Reason
from crm_operations.approvals import ApprovalCoordinator, ApprovalRequests, expiry
from crm_operations.credits import CreditedPeople, DealCredits, splits_of
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, Person, require_assignee
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.revenue_splits.approval import about_split
from crm_operations.revenue_splits.notices import tells_holders
from crm_operations.revenue_splits.refusals import NoSuchSplit, NoSuchTemplate, NotYoursToShare, SplitWaits
from crm_operations.revenue_splits.request import Comment, DealShares, EffectiveFrom, OverlayAmount, TemplateName
from crm_operations.settings import SettingsFor

_OPEN = {SplitStatus.DRAFT, SplitStatus.SUBMITTED}
_DECIDABLE = {SplitStatus.SUBMITTED}


class OpportunitySplitCoordinator:
    """How deals are shared: drafted, submitted, approved, disputed; and the templates of teams.

    Each method raises NotPermitted; those that name a deal raise OpportunityNotFound, and those that change how it is
    shared NotYoursToShare, for who neither owns it nor leads, and NoSuchSplit.
    """

    def __init__(
        self,
        records: Records,
        people: PeopleProvider,
        credited_people: CreditedPeople,
        deal_credits: DealCredits,
        approval_requests: ApprovalRequests,
        approvals: ApprovalCoordinator,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._people = people
        self._credited = credited_people
        self._credits = deal_credits
        self._requests = approval_requests
        self._approvals = approvals
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._templates = EntityRecords(records, settings_for, clock, new_id, lambda work: work.split_templates)

    @reads(Permission.DEAL_READ)
    def get(self, actor: Actor, split_id: Id) -> Split:
        """Show one way to share a deal. Raises SplitNotFound."""
        with self._records.reading(actor) as work:
            return work.splits.get(split_id)

    @reads(Permission.DEAL_READ)
    def list(self, actor: Actor, filters: SplitFilter) -> Listed[Split]:
        """List how deals are and were shared, in the order it was entered."""
        with self._records.reading(actor) as work:
            return work.splits.find(filters)

    @reads(Permission.DEAL_READ)
    def shares(self, actor: Actor, opportunity_id: Id) -> DealShares:
        """Show who shares a deal today, and what waits to be decided."""
        today = local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
        with self._records.reading(actor) as work:
            deal = work.opportunities.get(opportunity_id)
            splits = splits_of(work, deal.id)
        agreed = in_force(splits, today)
        return DealShares(
            opportunity_number=deal.opportunity_number,
            shares=Shares.of_the_owner(deal.assigned_to).shares if agreed is None else agreed.shares,
            agreed=agreed,
            open=next((split for split in reversed(splits) if split.status in _OPEN), None),
        )

    @reads(Permission.DEAL_READ)
    def calculate_overlay(self, actor: Actor, opportunity_id: Id) -> tuple[OverlayAmount, ...]:
        """Say what overlay comes to, beside the revenue, at what the deal was won at, or is expected to bring."""
        shown = self.shares(actor, opportunity_id)
        with self._records.reading(actor) as work:
            deal = work.opportunities.get(opportunity_id)
        value = deal.actual_value or deal.expected_revenue or Money.unchecked(0, deal.currency_code)
        parts = parts_of(value, overlays(shown.shares))
        return tuple(OverlayAmount(user_id=share.user_id, share=share, amount=amount) for share, amount in parts)

    @acts(Permission.DEAL_SPLIT, further=(Permission.DEAL_SPLIT_ANY,))
    def create_split(self, actor: Actor, opportunity_id: Id, request: CreateSplit) -> Split:
        """Draft how a deal is shared, in place of the draft there is; nobody is credited by it before it is approved.

        Raises Invalid where revenue does not add up to 100 %, PersonNotFound, AssigneeLeft, SplitWaits.
        """
        for user in dict.fromkeys(share.user_id for share in request.shares):
            require_assignee(self._people, actor, user)
        return self._drafted(actor, opportunity_id, request)

    @acts(Permission.DEAL_SPLIT, further=(Permission.DEAL_SPLIT_ANY,))
    def create_team_split(
        self, actor: Actor, opportunity_id: Id, template: TemplateName, effective_from: EffectiveFrom | None = None
    ) -> Split:
        """Draft that a deal is shared as a team shares its deals. Raises NoSuchTemplate, and as ``create_split``."""
        with self._records.reading(actor) as work:
            work.opportunities.get(opportunity_id)
            known = work.split_templates.find(SplitTemplateFilter(only_active=True, limit=PAGE_LENGTH))
        found = next((each for each in known if each.name == template), None)
        if found is None:
            raise NoSuchTemplate.because_unknown_name(template)
        request = CreateSplit(shares=found.shares, effective_from=effective_from)
        for user in dict.fromkeys(share.user_id for share in request.shares):
            require_assignee(self._people, actor, user)
        return self._drafted(actor, opportunity_id, request)

    @acts(Permission.DEAL_SPLIT, further=(Permission.DEAL_SPLIT_ANY,))
    def submit(self, actor: Actor, opportunity_id: Id) -> Split:
        """Ask for approval of what is drafted; what leaves all to the owner is approved by that."""
        with self._records.reading(actor) as work:
            deal = work.opportunities.get(opportunity_id)
            split = _newest(work, deal, {SplitStatus.DRAFT})
            sharing = self._credited.sharing(work, deal)
        users = tuple(dict.fromkeys((*sharing.users, *split.holders)))
        credited = self._credited.look_up(actor.tenant_id, sharing.model_copy(update={"users": users}))
        people = self._people.members(actor.tenant_id)
        return self._submitted(actor, opportunity_id, credited, people)

    @acts(Permission.APPROVAL_DECIDE, by_person_only=True)
    def approve(self, actor: Actor, opportunity_id: Id, comment: Comment | None = None) -> Split:
        """Say yes to how a deal is to be shared; nobody may who has a share. Raises MayNotVote, AlreadyDecided."""
        split_id, request_id = self._request_of(actor, opportunity_id)
        self._approvals.approve(actor, request_id, comment)
        return self.get(actor, split_id)

    @acts(Permission.APPROVAL_DECIDE, by_person_only=True)
    def reject(self, actor: Actor, opportunity_id: Id, comment: Comment | None = None) -> Split:
        """Say no to how a deal is to be shared, and why. Raises MayNotVote, AlreadyDecided."""
        split_id, request_id = self._request_of(actor, opportunity_id)
        self._approvals.reject(actor, request_id, comment)
        return self.get(actor, split_id)

    @acts(Permission.DEAL_SPLIT, further=(Permission.DEAL_SPLIT_ANY,))
    @repeats_lost_races
    def withdraw(self, actor: Actor, opportunity_id: Id, reason: Reason) -> Split:
        """Take back what is drafted or submitted."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            deal = self._may_share(work, actor, opportunity_id)
            split = _newest(work, deal, _OPEN)
            request = work.approvals.newest(split.id)
            withdrawn, event = split.withdraw(reason, by=actor.user_id, at=at)
            saved = work.splits.save(withdrawn)
            work.outbox.announce(event)
            if request is not None and request.is_pending:
                recalled, announced = request.recalled(reason, by=actor.user_id, at=at)
                work.outbox.announce(announced)
                self._requests.ended(work, work.approvals.save(recalled), also=request.open_seats)
            return saved

    @acts(Permission.DEAL_SPLIT, further=(Permission.DEAL_SPLIT_ANY,))
    def dispute(self, actor: Actor, opportunity_id: Id, reason: Reason) -> Split:
        """Contest how a deal is shared, as one who shares it or leads; it goes on, and what is paid for it waits."""
        return self._changed(
            actor,
            opportunity_id,
            {SplitStatus.APPROVED},
            lambda split, at: split.dispute(reason, by=actor.user_id, at=at),
        )

    @acts(Permission.DEAL_SPLIT_ANY)
    def resolve(self, actor: Actor, opportunity_id: Id, reason: Reason) -> Split:
        """End a dispute: the split stands as it is; to change it, draft another one."""
        return self._changed(
            actor,
            opportunity_id,
            {SplitStatus.DISPUTED},
            lambda split, at: split.resolve(reason, by=actor.user_id, at=at),
        )

    @reads(Permission.DEAL_READ)
    def templates(self, actor: Actor, filters: SplitTemplateFilter) -> Listed[SplitTemplate]:
        """List how teams share their deals."""
        return self._templates.find(actor, filters)

    @acts(Permission.DEAL_SPLIT_ANY)
    def add_template(self, actor: Actor, request: AddSplitTemplate) -> SplitTemplate:
        """Add how a team shares its deals. Raises Invalid, KeyTaken for a name that is there."""
        return self._templates.add(actor, SplitTemplate.new, request)

    @acts(Permission.DEAL_SPLIT_ANY)
    def edit_template(self, actor: Actor, split_template_id: Id, request: EditSplitTemplate) -> SplitTemplate:
        """Change how a team shares deals to come. Raises Invalid, KeyTaken."""
        return self._templates.change(actor, split_template_id, lambda each, at: each.edited(request, at=at))

    @acts(Permission.DEAL_SPLIT_ANY)
    def retire_template(self, actor: Actor, split_template_id: Id) -> SplitTemplate:
        """Let no deal be shared by a template any more."""
        return self._templates.change(actor, split_template_id, lambda each, at: each.retire(at=at))

    @repeats_lost_races
    def _drafted(self, actor: Actor, opportunity_id: str, request: CreateSplit) -> Split:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            deal = self._may_share(work, actor, opportunity_id)
            known = splits_of(work, deal.id)
            for former in known:
                if former.status is SplitStatus.SUBMITTED:
                    raise SplitWaits.because_it_is_submitted(former)
                if former.status is SplitStatus.DRAFT:
                    withdrawn, event = former.withdraw(None, by=actor.user_id, at=at)
                    work.splits.save(withdrawn)
                    work.outbox.announce(event)
            split, created = Split.draft(
                request,
                entity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                at=at,
                opportunity_id=deal.id,
                opportunity_number=deal.opportunity_number,
                owner_id=deal.assigned_to,
                revision=len(known) + 1,
            )
            work.outbox.announce(created)
            return work.splits.add(split)

    @repeats_lost_races
    def _submitted(
        self, actor: Actor, opportunity_id: str, credited: Sequence[CreditedPerson], people: Sequence[Person]
    ) -> Split:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.writing(actor) as work:
            deal = self._may_share(work, actor, opportunity_id)
            split = _newest(work, deal, {SplitStatus.DRAFT})
            is_asked = settings.splits.needs_approval and not split.is_default
            submitted, event = split.submit(credited, by=actor.user_id, at=at, is_asked=is_asked)
            saved = work.splits.save(submitted)
            work.outbox.announce(event)
            if is_asked:
                ask = about_split(saved, deal.name, people, requested_by=actor.user_id, expires_at=expiry(settings, at))
                self._requests.open(work, ask, settings, at)
            else:
                self._credits.split_changed(work, deal, credited, at)
                work.outbox.notify(tells_holders(saved))
            return saved

    @repeats_lost_races
    def _changed(
        self,
        actor: Actor,
        opportunity_id: str,
        statuses: set[SplitStatus],
        transition: Callable[[Split, datetime], tuple[Split, SplitStatusChanged]],
    ) -> Split:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(opportunity_id, lock=True)
            split = _newest(work, deal, statuses)
            if actor.user_id not in split.holders:
                _require_own(actor, deal)
            changed, event = transition(split, self._clock.now())
            saved = work.splits.save(changed)
            work.outbox.announce(event)
            work.outbox.notify(tells_holders(saved))
            return saved

    def _request_of(self, actor: Actor, opportunity_id: str) -> tuple[str, str]:
        """The split that waits, and the request about it."""
        with self._records.reading(actor) as work:
            deal = work.opportunities.get(opportunity_id)
            split = _newest(work, deal, _DECIDABLE)
            request = work.approvals.newest(split.id)
        if request is None:
            raise NoSuchSplit.because_there_is_none(deal, SplitStatus.SUBMITTED)
        return split.id, request.id

    def _may_share(self, work: UnitOfWork, actor: Actor, opportunity_id: str) -> Opportunity:
        deal = work.opportunities.get(opportunity_id, lock=True)
        _require_own(actor, deal)
        return deal


def _require_own(actor: Actor, deal: Opportunity) -> None:
    """Raises NotYoursToShare."""
    if actor.user_id != deal.assigned_to and not actor.may(Permission.DEAL_SPLIT_ANY):
        raise NotYoursToShare.because_it_is_anothers(deal, actor.user_id)


def _newest(work: UnitOfWork, deal: Opportunity, statuses: set[SplitStatus]) -> Split:
    """Raises NoSuchSplit."""
    found = [split for split in splits_of(work, deal.id) if split.status in statuses]
    if not found:
        raise NoSuchSplit.because_there_is_none(deal, " or ".join(sorted(statuses)))
    return found[-1]
