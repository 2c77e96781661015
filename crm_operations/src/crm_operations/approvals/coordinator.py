"""The coordinator of requests for approval: listed and shown, decided, recalled, overridden (US-014)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.approvals import ApprovalFilter, ApprovalRequest, DelegationScope, StandIns
from crm_core.clock import Clock
from crm_core.errors import Refused
from crm_core.identity import EntityKind
from crm_core.stores import Listed
from crm_core.vocabulary import FreeText, Id, Reason, UserId
from crm_core.voting import Ballot, MayNotVote, Strategies
from crm_operations.approvals import notices
from crm_operations.approvals.electorate import ALONE, Conflicts, conflicts_of, is_alone
from crm_operations.approvals.requests import CONTINUATION, ApprovalRequests, may_vote_for
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, Person
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

Comment = Annotated[FreeText | None, Field(description="What to say to it.")]
ForUser = Annotated[UserId | None, Field(description="Whose vote it is, for one who stands in for several.")]
Continuation = Callable[[Actor, ApprovalRequest], object]
"""What follows a yes, for one kind of subject; called after the commit."""


class ApprovalCoordinator:
    """Requests for anything that needs a yes.

    Each method raises NotPermitted; those that name a request raise ApprovalNotFound; those that change one raise
    AlreadyDecided, which says what was decided.
    """

    def __init__(
        self,
        records: Records,
        people: PeopleProvider,
        approval_requests: ApprovalRequests,
        after_approval: Mapping[EntityKind, Continuation],
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._people = people
        self._requests = approval_requests
        self._after_approval = after_approval
        self._settings_for = settings_for
        self._clock = clock

    @property
    def strategies(self) -> Strategies:
        """The strategies there are, by name."""
        return self._requests.strategies

    @reads(Permission.APPROVAL_READ)
    def list(self, actor: Actor, filters: ApprovalFilter) -> Listed[ApprovalRequest]:
        """List requests for approval, in the order in which they were made."""
        with self._records.reading(actor) as work:
            return work.approvals.find(filters)

    @reads(Permission.APPROVAL_READ)
    def get(self, actor: Actor, approval_id: Id) -> ApprovalRequest:
        """Show one request: why this level is asked, who is, and what they said."""
        with self._records.reading(actor) as work:
            return work.approvals.get(approval_id)

    @acts(Permission.APPROVAL_DECIDE, by_person_only=True)
    def approve(
        self, actor: Actor, approval_id: Id, comment: Comment = None, for_user: ForUser = None
    ) -> ApprovalRequest:
        """Say yes, for oneself or for somebody one stands in for. Raises MayNotVote.

        Where the last yes should close the deal and a rule refuses that, the yes stands, and who asked is told why.
        """
        return self._vote(actor, approval_id, Ballot.YES, comment, for_user)

    @acts(Permission.APPROVAL_DECIDE, by_person_only=True)
    def reject(
        self, actor: Actor, approval_id: Id, comment: Comment = None, for_user: ForUser = None
    ) -> ApprovalRequest:
        """Say no, and why. Raises MayNotVote."""
        return self._vote(actor, approval_id, Ballot.NO, comment, for_user)

    @acts(Permission.APPROVAL_DECIDE, by_person_only=True)
    def abstain(
        self, actor: Actor, approval_id: Id, comment: Comment = None, for_user: ForUser = None
    ) -> ApprovalRequest:
        """Say neither: the others decide, and as many of them as before must say yes. Raises MayNotVote."""
        return self._vote(actor, approval_id, Ballot.ABSTAIN, comment, for_user)

    @acts(Permission.APPROVAL_REQUEST)
    @repeats_lost_races
    def recall(self, actor: Actor, approval_id: Id, reason: Reason) -> ApprovalRequest:
        """Take a request back that one made. Raises NotYoursToRecall."""
        with self._records.writing(actor) as work:
            request = work.approvals.get(approval_id, lock=True)
            recalled, event = request.recall(reason, by=actor.user_id, at=self._clock.now())
            work.outbox.announce(event)
            saved = work.approvals.save(recalled)
            self._requests.ended(work, saved, also=request.open_seats)
            return saved

    @acts(Permission.APPROVAL_OVERRIDE, by_person_only=True)
    def override(self, actor: Actor, approval_id: Id, reason: Reason) -> ApprovalRequest:
        """Pass over the missing yes, and say why; for what is one's own only where there is nobody else.

        Raises MayNotVote.
        """
        people = self._people.members(actor.tenant_id)
        saved = self._overridden(actor, approval_id, reason, people)
        self._go_on(actor, saved)
        return saved

    @repeats_lost_races
    def _overridden(self, actor: Actor, approval_id: str, reason: str, people: Sequence[Person]) -> ApprovalRequest:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            request = work.approvals.get(approval_id, lock=True)
            conflicts = self._conflicts(work, request, people)
            alone = is_alone(actor.user_id, people)
            if actor.user_id in conflicts and not alone:
                raise MayNotVote.because_conflicted(request.number, actor.user_id, conflicts[actor.user_id])
            recorded = f"{ALONE}: {reason}" if alone else reason
            overridden, event = request.override(recorded, by=actor.user_id, at=at, alone=alone)
            work.outbox.announce(event)
            saved = work.approvals.save(overridden)
            self._requests.ended(work, saved, also=request.open_seats)
            work.outbox.notify(
                notices.tells_level(saved, request.level.above, f"{actor.user_id} passed over the missing approval")
            )
            self._note_what_follows(work, saved)
            return saved

    def _vote(
        self, actor: Actor, approval_id: str, ballot: Ballot, comment: str | None, for_user: str | None
    ) -> ApprovalRequest:
        people = self._people.members(actor.tenant_id)
        saved = self._voted(actor, approval_id, ballot, comment, for_user, people)
        self._go_on(actor, saved)
        return saved

    @repeats_lost_races
    def _voted(
        self,
        actor: Actor,
        approval_id: str,
        ballot: Ballot,
        comment: str | None,
        for_user: str | None,
        people: Sequence[Person],
    ) -> ApprovalRequest:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            request = work.approvals.get(approval_id, lock=True)
            request.require_pending()
            conflicts = self._conflicts(work, request, people)
            seat = self._seat(work, request, actor.user_id, for_user, conflicts)
            voted, events = request.vote(
                actor.user_id,
                ballot,
                seat=seat,
                at=at,
                strategies=self.strategies,
                conflicts=conflicts,
                comment=comment,
            )
            work.outbox.announce(*events)
            saved = work.approvals.save(voted)
            if not saved.is_pending:
                self._requests.ended(work, saved)
                self._note_what_follows(work, saved)
            elif saved.level is not request.level:
                self._requests.ask_for_votes(work, saved, at)
            return saved

    def _seat(
        self, work: UnitOfWork, request: ApprovalRequest, user: str, for_user: str | None, conflicts: Conflicts
    ) -> str:
        """Whose vote the user may give: their own first; one that was given already only where there is no other."""
        stand_ins = StandIns(work.delegations.standing(self._clock.now()), DelegationScope.APPROVALS, self._clock.now())
        passed_over = {*conflicts, *request.conflicted}
        if user in passed_over:
            why = conflicts.get(user, "they have a part in it")
            raise MayNotVote.because_conflicted(request.number, user, why)

        def voters_of(seat: str) -> tuple[str, ...]:
            return may_vote_for(seat, stand_ins, passed_over - {seat})

        return request.voting.seat_of(user, voters_of, for_user)

    def _conflicts(self, work: UnitOfWork, request: ApprovalRequest, people: Sequence[Person]) -> Conflicts:
        """Judged again at each vote, since the deal may have another owner by now."""
        parts = [(request.requested_by, "they asked for it"), (request.owner, "it is their own")]
        if request.subject.kind is EntityKind.OPPORTUNITY:
            parts.append((work.opportunities.get(request.subject.id).assigned_to, "it is their own"))
        parts += [(user, "they have a part in it") for user in request.conflicted]
        return conflicts_of(parts, people)

    def _note_what_follows(self, work: UnitOfWork, request: ApprovalRequest) -> None:
        """In the commit of the decision: should the caller not come to it, a timer that is due at once does."""
        if request.state.is_yes and request.then_close:
            work.timers.set(CONTINUATION, request.ref, self._clock.now())

    def _go_on(self, actor: Actor, request: ApprovalRequest) -> None:
        go_on = self._after_approval.get(request.subject.kind)
        if request.state.is_yes and request.then_close and go_on is not None:
            try:
                go_on(actor, request)
            except Refused as refusal:  # the yes stands; a person must mend what the rules say
                self._went_on(actor, request, refusal)
            else:
                self._went_on(actor, request)

    @repeats_lost_races
    def _went_on(self, actor: Actor, request: ApprovalRequest, refusal: Refused | None = None) -> None:
        """No timer need come to it any more."""
        with self._records.writing(actor) as work:
            work.timers.cancel(request.ref, CONTINUATION)
            if refusal is not None:
                work.outbox.notify(notices.not_closed(request, str(refusal)))
