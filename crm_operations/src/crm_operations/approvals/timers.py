"""What the timers of a request do: remind, tell the level above, end it, and go on after a yes."""

from collections.abc import Mapping, Sequence

from crm_core.actor import Actor
from crm_core.approvals import ApprovalRequest
from crm_core.clock import Clock
from crm_core.errors import Refused
from crm_core.identity import EntityKind
from crm_core.voting import Answer, Ballot, Response, Responses, Strategies
from crm_operations.approvals import notices
from crm_operations.approvals.coordinator import Continuation
from crm_operations.approvals.requests import CONTINUATION, TIMER, ApprovalRequests
from crm_operations.providers import PeopleProvider, Person
from crm_operations.records import Records, Timer, UnitOfWork
from crm_operations.settings import SettingsFor
from crm_operations.timers import Firing, PeopleTimerHandler


class ApprovalTimer(PeopleTimerHandler):
    """Fires the rungs of a pending request; the reason of each is judged afresh."""

    kind = TIMER

    def __init__(
        self, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, approval_requests: ApprovalRequests
    ) -> None:
        super().__init__(people, settings_for, clock)
        self._requests = approval_requests

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        at = self._clock.now()
        request = work.approvals.get(timer.subject.id, lock=True)
        if not request.is_pending:
            return
        reminders = len(self._settings_for(timer.tenant_id).approvals.reminders_after_working_days)
        if at >= request.expires_at:
            expired, event = request.expire(by=work.actor.user_id, at=at)
            work.outbox.announce(event)
            self._requests.ended(work, work.approvals.save(expired), also=request.open_seats)
        elif timer.rung > reminders:
            work.outbox.notify(notices.tells_level(request, request.level.above, "nobody decided in time"))
        elif missing := _out_of_reach(request, people, self._requests.strategies):
            what = f"{', '.join(missing)} left, and without them there is no yes"
            work.outbox.notify(notices.tells_level(request, request.level.above, what))
        else:
            work.outbox.notify(notices.reminds(request, self._requests.voters(work, request, at)))


class ContinuationTimer:
    """Goes on after a yes that something follows, unless the decider's own call did."""

    kind = CONTINUATION

    def __init__(self, records: Records, after_approval: Mapping[EntityKind, Continuation]) -> None:
        self._records = records
        self._after_approval = after_approval

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        """Does it, outside of any transaction; what is left to write is that a rule refused it, for good."""
        with self._records.reading(actor) as work:
            request = work.approvals.get(timer.subject.id)
        go_on = self._after_approval.get(request.subject.kind)
        if not request.state.is_yes or not request.then_close or go_on is None:
            return lambda _: None
        try:
            go_on(actor, request)
        except Refused as refusal:
            why = str(refusal)
            return lambda work: work.outbox.notify(notices.not_closed(request, why))
        return lambda _: None


def _out_of_reach(request: ApprovalRequest, people: Sequence[Person], strategies: Strategies) -> tuple[str, ...]:
    """Those who left, where without their votes no yes is possible any more; they count as if they abstained."""
    here = {person.id for person in people if person.is_active}
    left = tuple(user for user in request.open_seats if user not in here)
    if not left:
        return ()
    answered = (*request.voting.responses.answered, *(Response(user, Ballot.ABSTAIN) for user in left))
    responses = Responses(electorate=request.electorate, answered=answered)
    return left if strategies.answer(request.strategy, responses) is Answer.NO else ()
