"""A request for approval is opened, and what its end leaves behind: rows, timers and messages of one commit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from crm_core.approvals import ApprovalPending, ApprovalRequest, AskForApproval, DelegationScope, StandIns
from crm_core.calendars import WorkingCalendar, current_calendar, working_time
from crm_core.clock import zone_named
from crm_core.identity import NewId
from crm_core.voting import Strategies
from crm_operations.approvals import notices
from crm_operations.approvals.working_days import working_days_after
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

TIMER = "approval"
"""Rungs from 1: the reminders, then the level above, then the end."""

CONTINUATION = "approval.continuation"
"""Due at once after a yes that something follows, should the decider's own call not come to it."""


class ApprovalRequests:
    """Opens requests within the caller's unit of work, and cleans up after those that end."""

    def __init__(self, strategies: Strategies, new_id: NewId) -> None:
        self.strategies = strategies
        self._new_id = new_id

    def open(
        self, work: UnitOfWork, ask: AskForApproval, settings: OperationsSettings, at: datetime
    ) -> ApprovalRequest:
        """Raises ApprovalPending where one is open already, StrategyUnusable, CalendarNotFound."""
        former = work.approvals.newest(ask.subject.id)
        if former is not None and former.is_pending:
            raise ApprovalPending.because_one_is_open(ask.number, former.id)
        linked = ask.model_copy(update={"former_request_id": former.id if former else None})
        request, event = ApprovalRequest.ask(
            linked, entity_id=self._new_id(), tenant_id=work.actor.tenant_id, at=at, strategies=self.strategies
        )
        work.outbox.announce(event)
        added = work.approvals.add(request)
        self._set_timers(work, added, settings, at)
        self.ask_for_votes(work, added, at)
        return added

    def pass_over(self, work: UnitOfWork, ask: AskForApproval, reason: str, at: datetime) -> ApprovalRequest:
        """A request that is overridden from the start: nobody is asked, nothing waits, and the level above is told."""
        former = work.approvals.newest(ask.subject.id)
        if former is not None and former.is_pending:
            overridden, event = former.override(reason, by=work.actor.user_id, at=at)
            work.outbox.announce(event)
            saved = work.approvals.save(overridden)
            self.ended(work, saved, also=former.open_seats)
        else:
            linked = ask.model_copy(update={"former_request_id": former.id if former else None})
            asked, requested = ApprovalRequest.ask(
                linked, entity_id=self._new_id(), tenant_id=work.actor.tenant_id, at=at, strategies=self.strategies
            )
            overridden, event = asked.override(reason, by=work.actor.user_id, at=at, alone=True)
            work.outbox.announce(requested)
            added = work.approvals.add(asked)
            work.outbox.announce(event)
            saved = work.approvals.save(overridden.model_copy(update={"version": added.version}))
        what = f"{work.actor.user_id} passed over the missing approval"
        work.outbox.notify(notices.tells_level(saved, saved.level.above, what))
        return saved

    def ask_for_votes(self, work: UnitOfWork, request: ApprovalRequest, at: datetime) -> None:
        """Tells those whose turn it is, or the level above where there is nobody to ask."""
        if request.electorate:
            work.outbox.notify(notices.asks(request, self.voters(work, request, at)))
        else:
            work.outbox.notify(notices.tells_level(request, request.level.above, "there is nobody to ask"))

    def voters(self, work: UnitOfWork, request: ApprovalRequest, at: datetime) -> tuple[str, ...]:
        """Whose vote is waited for, and who stands in for each."""
        stand_ins = StandIns(work.delegations.standing(at), DelegationScope.APPROVALS, at)
        return tuple(
            dict.fromkeys(
                user for seat in request.open_seats for user in may_vote_for(seat, stand_ins, request.conflicted)
            )
        )

    def ended(self, work: UnitOfWork, request: ApprovalRequest, also: Iterable[str] = ()) -> None:
        """Cancels its timers, and tells whoever asked how it ended."""
        work.timers.cancel(request.ref)
        work.outbox.notify(notices.decided(request, also))

    def _set_timers(
        self, work: UnitOfWork, request: ApprovalRequest, settings: OperationsSettings, at: datetime
    ) -> None:
        name = settings.approvals.calendar
        calendar = current_calendar(work.working_calendars, name) if name is not None else None
        for rung, moment in enumerate(rungs(settings, at, calendar), start=1):
            work.timers.set(TIMER, request.ref, min(moment, request.expires_at), rung)


def rungs(settings: OperationsSettings, at: datetime, calendar: WorkingCalendar | None = None) -> tuple[datetime, ...]:
    """When its timers fall due: each reminder, the level above, the end; by the working days of a calendar."""
    approvals = settings.approvals
    days = (*approvals.reminders_after_working_days, approvals.level_above_after_working_days)
    if calendar is None:
        moments = [working_days_after(at, each, settings.zone) for each in days]
    else:
        hours_of = working_time(calendar).hours_of
        moments = [working_days_after(at, each, zone_named(calendar.timezone), hours_of) for each in days]
    return (*moments, expiry(settings, at))


def expiry(settings: OperationsSettings, at: datetime) -> datetime:
    """When a request made at this moment ends undecided."""
    return at + timedelta(days=settings.approvals.expires_after_days)


def may_vote_for(seat: str, stand_ins: StandIns, conflicted: Iterable[str]) -> tuple[str, ...]:
    """Whoever has the seat, and each delegate down the chain who has no part in it."""
    passed_over = {*conflicted}
    return tuple(user for user in stand_ins.chain(seat) if user not in passed_over)
