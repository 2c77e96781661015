"""The process of a commission period: submitted, approved statement by statement, locked, paid; adjusted by entries.

COM-CRMOP-0130, COM-CRMOP-0131.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.commissions import (
    CommissionPeriod,
    CommissionPeriodNotFound,
    CommissionPlan,
    CommissionStatement,
    CommissionStatementFilter,
    CommissionStatementNotFound,
    EntryKind,
    EntryQuery,
    PeriodNotReady,
    PeriodStatus,
    StatementStatus,
)
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, FiscalPeriod
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.commissions import notices
from crm_operations.commissions.locking import Lock, require_earlier_ones_locked
from crm_operations.commissions.periods import open_period, period_of
from crm_operations.commissions.plans import newest_plan
from crm_operations.commissions.postings import Postings
from crm_operations.commissions.requests import (
    AdjustCommission,
    Adjusted,
    ApproveStatement,
    PlanPeriod,
    ReopenPeriod,
)
from crm_operations.commissions.run import Run, plan_for
from crm_operations.commissions.settlements import draws_of, settlements
from crm_operations.commissions.staff import Staff
from crm_operations.commissions.submitting import require_may_approve, state, stated
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, Person
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor


class PeriodForUpdate(NamedTuple):
    """The revision that pays for the period, the period of the calendar, and that of the plan, held for writing."""

    plan: CommissionPlan
    fiscal: FiscalPeriod
    period: CommissionPeriod


class CommissionSettlementCoordinator:
    """Periods of plans on their way to be paid, and the statements that are approved for that.

    Each method raises NotPermitted; those that name a plan raise CommissionPlanNotFound, and those that name its period
    CommissionPeriodNotFound, Invalid for one of another length, and InvalidTransition where its status forbids it.
    """

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._statements = EntityRecords(records, settings_for, clock, new_id, lambda work: work.commission_statements)

    @reads(Permission.COMMISSION_READ_ALL)
    def get(self, actor: Actor, commission_statement_id: Id) -> CommissionStatement:
        """Show what was submitted for one payee, and who approved it. Raises CommissionStatementNotFound."""
        return self._statements.get(actor, commission_statement_id)

    @reads(Permission.COMMISSION_READ_ALL)
    def list(self, actor: Actor, filters: CommissionStatementFilter) -> Listed[CommissionStatement]:
        """List which statements were submitted, and who approved them."""
        return self._statements.find(actor, filters)

    @acts(Permission.COMMISSION_PAY)
    def submit(self, actor: Actor, request: PlanPeriod) -> CommissionPeriod:
        """Ask for approval of what everybody is paid for a period; nothing is posted into it from then on.

        Raises PeriodNotReady for a deal without a rate, and where not all that was earned is posted.
        """
        return self._submitted(actor, request, self._people.members(actor.tenant_id))

    @acts(Permission.COMMISSION_PAY)
    @repeats_lost_races
    def recall(self, actor: Actor, request: ReopenPeriod) -> CommissionPeriod:
        """Open a submitted period again; what was approved of it is to be approved anew."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            period = period_for_update(work, self._settings_for(actor.tenant_id).fiscal, request).period
            opened, event = period.enter(PeriodStatus.OPEN, by=actor.user_id, at=at, reason=request.reason)
            for statement in list(stated(work, period)):
                recalled, announced = statement.recall(by=actor.user_id, at=at)
                work.commission_statements.save(recalled)
                work.outbox.announce(announced)
            work.outbox.announce(event)
            return work.commission_periods.save(opened)

    @acts(Permission.COMMISSION_APPROVE, further=(Permission.COMMISSION_PAY,))
    def approve(self, actor: Actor, request: ApproveStatement) -> CommissionStatement:
        """Say yes to one person's statement, as who is above them, or settles commissions; the last yes approves all.

        Raises MayNotApproveStatement for one's own, CommissionStatementNotFound.
        """
        return self._approved(actor, request, self._people.members(actor.tenant_id))

    @acts(Permission.COMMISSION_PAY)
    @repeats_lost_races
    def lock(self, actor: Actor, request: PlanPeriod) -> CommissionPeriod:
        """Fix what is payable for an approved period, and carry the rest on; it never opens again.

        Raises PeriodNotReady while an earlier period is not locked.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            calendar = self._settings_for(actor.tenant_id).fiscal
            plan, fiscal, period = period_for_update(work, calendar, request)
            locked, event = period.enter(PeriodStatus.LOCKED, by=actor.user_id, at=at)
            require_earlier_ones_locked(work, period)
            posted = Lock(work, calendar, plan, at=at, new_id=self._new_id).post(fiscal, period, locked)
            work.outbox.announce(event)
            return work.commission_periods.save(posted)

    @acts(Permission.COMMISSION_PAY)
    @repeats_lost_races
    def pay(self, actor: Actor, request: PlanPeriod) -> CommissionPeriod:
        """Note that a locked period was paid out, and tell its payees; what to pay says crm commission export."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            plan, _, period = period_for_update(work, self._settings_for(actor.tenant_id).fiscal, request)
            paid, event = period.enter(PeriodStatus.PAID, by=actor.user_id, at=at)
            about = {each.payee_id: each for each in stated(work, period)}
            for settlement in settlements(work, plan, period, {}):
                if settlement.payable_minor > 0:
                    work.outbox.notify(notices.paid(period, settlement, about.get(settlement.parts.payee_id)))
            work.outbox.announce(event)
            return work.commission_periods.save(paid)

    @acts(Permission.COMMISSION_PAY, by_person_only=True)
    @repeats_lost_races
    def adjust(self, actor: Actor, request: AdjustCommission) -> Adjusted:
        """Post an amount that no deal explains, and why; into the period, or the next one that is open.

        Raises Invalid for nothing, for one's own, and for an entry that is not the payee's.
        """
        if not request.amount_minor:
            raise Invalid.field("amount_minor", "it is nothing", "name an amount above or below 0")
        if request.user == actor.user_id:
            raise Invalid.field("user", "it is your own", "let another director adjust it")
        at = self._clock.now()
        with self._records.writing(actor) as work:
            calendar = self._settings_for(actor.tenant_id).fiscal
            plan, fiscal = revision_for(work, calendar, request)
            _require_entry(work, request)
            into = open_period(work, calendar, plan, fiscal, at=at, new_id=self._new_id, also_retired=True)
            postings = Postings(work, plan, at=at, new_id=self._new_id)
            entry = postings.add(
                EntryKind.ADJUSTMENT,
                request.user,
                request.amount_minor,
                plan.pays_in,
                credit_period=fiscal.id,
                into=into.period,
                corrects=request.corrects,
                reason=request.reason,
                once=self._new_id(),
            )
            work.commission_periods.save(postings.post(into))
        return Adjusted(
            entry=entry.number,
            user=request.user,
            plan=plan.name,
            posted_period=into.period,
            amount_minor=entry.amount_minor,
            currency_code=plan.pays_in,
        )

    @repeats_lost_races
    def _submitted(self, actor: Actor, request: PlanPeriod, people: Sequence[Person]) -> CommissionPeriod:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.writing(actor) as work:
            plan, fiscal, period = period_for_update(work, settings.fiscal, request)
            submitted, event = period.enter(PeriodStatus.SUBMITTED, by=actor.user_id, at=at)
            run = Run(work, settings, Staff.of(people), at=at)
            pending = sum(1 for _ in run.differences(plan, fiscal, period.period, self._new_id))
            if run.not_priced:
                raise PeriodNotReady.because_deals_have_no_price(plan.name, period.period, run.not_priced)
            if pending:
                raise PeriodNotReady.because_something_is_not_posted(plan.name, period.period)
            here = {person.id for person in people if person.is_active}
            payees = {user: spans for user, spans in run.payees(plan.name, fiscal).items() if user in here}
            draws = draws_of(work, plan, period, payees)
            asked = state(work, plan, period, draws, people, at=at, new_id=self._new_id)
            work.outbox.announce(event)
            saved = work.commission_periods.save(submitted)
            for approver, count in sorted(asked.items()):
                work.outbox.notify(notices.asks(saved, approver, count))
            return saved if asked else self._all_approved(work, saved, at)

    @repeats_lost_races
    def _approved(self, actor: Actor, request: ApproveStatement, people: Sequence[Person]) -> CommissionStatement:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            period = period_for_update(work, self._settings_for(actor.tenant_id).fiscal, request).period
            query = CommissionStatementFilter(plan=period.plan, period=period.period, payee_id=request.user)
            found = next(iter(work.commission_statements.find(query)), None)
            if found is None:
                raise CommissionStatementNotFound.because_nobody_is_stated(request.user, period.plan, period.period)
            require_may_approve(actor, found, people)
            statement, event = found.approve(request.comment, by=actor.user_id, at=at)
            saved = work.commission_statements.save(statement)
            work.outbox.announce(event)
            work.outbox.notify(notices.approved(saved))
            waiting = query.model_copy(update={"payee_id": None, "status": StatementStatus.SUBMITTED, "limit": 1})
            if not work.commission_statements.find(waiting):
                self._all_approved(work, period, at)
            return saved

    def _all_approved(self, work: UnitOfWork, period: CommissionPeriod, at: datetime) -> CommissionPeriod:
        approved, event = period.enter(PeriodStatus.APPROVED, by=work.actor.user_id, at=at)
        work.outbox.announce(event)
        return work.commission_periods.save(approved)


def revision_for(
    work: UnitOfWork, calendar: FiscalCalendar, request: PlanPeriod
) -> tuple[CommissionPlan, FiscalPeriod]:
    """The revision that pays for the period. Raises CommissionPlanNotFound, Invalid for one of another length."""
    fiscal = period_of(calendar, newest_plan(work, request.plan), request.period)
    return plan_for(work, request.plan, fiscal), fiscal


def period_for_update(work: UnitOfWork, calendar: FiscalCalendar, request: PlanPeriod) -> PeriodForUpdate:
    """Raises as ``revision_for``, and CommissionPeriodNotFound."""
    plan, fiscal = revision_for(work, calendar, request)
    if (period := work.commission_periods.of(plan.name, fiscal.id, lock=True)) is None:
        raise CommissionPeriodNotFound.because_it_never_opened(plan.name, fiscal.id)
    return PeriodForUpdate(plan, fiscal, period)


def _require_entry(work: UnitOfWork, request: AdjustCommission) -> None:
    """Raises Invalid where ``corrects`` is no entry of the payee's by this plan."""
    if request.corrects is None:
        return
    query = EntryQuery(plan=request.plan, payee_id=request.user, number=request.corrects)
    if next(work.commission_entries.entries(query), None) is None:
        problem = f"{request.user} has no entry {request.corrects} of plan {request.plan}"
        raise Invalid.field("corrects", problem, f"see crm commission explain --user {request.user}")
