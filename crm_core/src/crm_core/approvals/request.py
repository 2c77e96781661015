"""A request for a yes: who is asked, what they said, and how it ended (PLAN-022, US-014)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from crm_core.approvals.events import (
    ApprovalApproved,
    ApprovalEvent,
    ApprovalExpired,
    ApprovalLevelReached,
    ApprovalOverridden,
    ApprovalRecalled,
    ApprovalRejected,
    ApprovalRequested,
    ApprovalVoided,
    ApprovalVoted,
)
from crm_core.approvals.levels import ApprovalLevel
from crm_core.approvals.refusals import ApprovalNotFound, NotYoursToRecall
from crm_core.entities import Entity
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Attributes, FreeText, Id, Key, Number, ShortText, UserId
from crm_core.voting import AlreadyDecided, Answer, Ballot, MayNotVote, Strategies, StrategyName, Vote, Voting

Figure = Annotated[ShortText, IMPERSONAL]
"""A figure as a text, in minor units, basis points or days, or an expression."""


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    RECALLED = "recalled"
    VOIDED = "voided"
    EXPIRED = "expired"
    OVERRIDDEN = "overridden"

    @property
    def is_yes(self) -> bool:
        """Whether what was asked for may go on."""
        return self in {ApprovalState.APPROVED, ApprovalState.OVERRIDDEN}

    @property
    def is_overriding(self) -> bool:
        """Whether it stands for every level."""
        return self is ApprovalState.OVERRIDDEN


class Trigger(Value):
    """Why a level is asked: the figure, and the threshold it reaches; without one nobody could compare."""

    name: Key
    figure: Annotated[int | Figure, IMPERSONAL]
    threshold: Annotated[int | Figure | None, IMPERSONAL] = None
    level: ApprovalLevel


class Round(Value):
    """One level's turn: who is asked, fixed at the start, and how many of them must say yes."""

    level: ApprovalLevel
    strategy: StrategyName
    electorate: tuple[UserId, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to ask, so that nobody will say yes."""
        return not self.electorate


class ApprovalVote(Vote):
    """``level`` is that of the round."""

    level: ApprovalLevel


class AskForApproval(Value):
    """What is asked, and of whom: the first round now, ``upcoming`` ones after each yes.

    ``terms`` are the material facts by name, ``digest`` stands for them; ``conflicted`` people have no vote.
    """

    subject: EntityRef
    number: Number
    title: Annotated[ShortText, PERSONAL]
    owner: UserId
    requested_by: UserId
    level: ApprovalLevel
    strategy: StrategyName
    electorate: tuple[UserId, ...] = ()
    upcoming: tuple[Round, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    terms: Annotated[Attributes, PERSONAL] = Field(default_factory=dict)
    digest: Annotated[str, Field(max_length=64), IMPERSONAL]
    conflicted: tuple[UserId, ...] = ()
    then_close: bool = False
    expires_at: Utc
    former_request_id: Id | None = None


class ApprovalRequest(AskForApproval, Entity):
    """Rows, never a suspended run; it is decided once, and later ones are told what was decided."""

    kind = EntityKind.APPROVAL
    not_found = ApprovalNotFound

    state: ApprovalState = ApprovalState.PENDING
    votes: tuple[ApprovalVote, ...] = ()
    decided_by: UserId | None = None
    decided_at: Utc | None = None
    reason: FreeText | None = None

    @classmethod
    def ask(
        cls, request: AskForApproval, *, entity_id: str, tenant_id: str, at: datetime, strategies: Strategies
    ) -> tuple["ApprovalRequest", ApprovalRequested]:
        """Raises StrategyUnusable for a quorum above the electorate of any round."""
        strategies.check(request.strategy, len(request.electorate))
        for turn in request.upcoming:
            strategies.check(turn.strategy, len(turn.electorate))
        asked = cls.new(request, entity_id=entity_id, tenant_id=tenant_id, at=at)
        event = asked.event(
            ApprovalRequested, at=at, about=asked.subject, level=asked.level, electorate=asked.electorate
        )
        return asked, event

    @property
    def is_pending(self) -> bool:
        return self.state is ApprovalState.PENDING

    @property
    def subject_id(self) -> str:
        """Of what it is about; ids of ours are unique over kinds."""
        return self.subject.id

    @property
    def voting(self) -> Voting:
        """Of the level whose turn it is."""
        votes = tuple(each for each in self.votes if each.level is self.level)
        return Voting(self.number, self.electorate, self.strategy, votes)

    @property
    def open_seats(self) -> tuple[str, ...]:
        """Whose vote is waited for; nobody's once it is decided."""
        return self.voting.open_seats if self.is_pending else ()

    def vote(
        self,
        user: str,
        ballot: Ballot,
        *,
        seat: str,
        at: datetime,
        strategies: Strategies,
        conflicts: Mapping[str, str] | None = None,
        comment: str | None = None,
    ) -> tuple["ApprovalRequest", tuple[ApprovalEvent, ...]]:
        """``seat`` is whose vote it is; ``conflicts`` name those who have a part in it, each with the reason.

        Raises AlreadyDecided, MayNotVote, StrategyUnusable.
        """
        self.require_pending()
        known = dict.fromkeys(self.conflicted, "they have a part in it") | dict(conflicts or {})
        for each in (user, seat):
            if each in known:
                raise MayNotVote.because_conflicted(self.number, each, known[each])
        self.voting.require_open(user, seat)
        cast = ApprovalVote(user=user, for_user=seat, vote=ballot, at=at, level=self.level, comment=comment)
        voted = self.changed(at, votes=(*self.votes, cast))
        event = self.event(ApprovalVoted, at=at, about=self.subject, user=user, for_user=seat, vote=ballot)
        after, more = voted._judged(voted.voting.answer(strategies), user, at)  # noqa: SLF001
        return after, (event, *more)

    def recall(self, reason: str, *, by: str, at: datetime) -> tuple["ApprovalRequest", ApprovalRecalled]:
        """Takes it back. Raises AlreadyDecided, NotYoursToRecall."""
        self.require_pending()
        if by != self.requested_by:
            raise NotYoursToRecall.because_somebody_else_asked(self.number, self.requested_by)
        return self.recalled(reason, by=by, at=at)

    def recalled(self, reason: str, *, by: str, at: datetime) -> tuple["ApprovalRequest", ApprovalRecalled]:
        """The same, when what it is about is over. Raises AlreadyDecided."""
        self.require_pending()
        event = self.event(ApprovalRecalled, at=at, about=self.subject, reason=reason)
        return self._ended(ApprovalState.RECALLED, by, at, event.reason), event

    def void(self, reason: str, *, by: str, at: datetime) -> tuple["ApprovalRequest", ApprovalVoided]:
        """What was approved, or waits, is no longer what is asked for. Raises AlreadyDecided for one that ended."""
        if not self.is_pending and not self.state.is_yes:
            self.require_pending()
        event = self.event(ApprovalVoided, at=at, about=self.subject, reason=reason)
        return self._ended(ApprovalState.VOIDED, by, at, event.reason), event

    def expire(self, *, by: str, at: datetime) -> tuple["ApprovalRequest", ApprovalExpired]:
        """Nobody decided in time. Raises AlreadyDecided."""
        self.require_pending()
        return self._ended(ApprovalState.EXPIRED, by, at, None), self.event(ApprovalExpired, at=at, about=self.subject)

    def override(
        self, reason: str, *, by: str, at: datetime, alone: bool = False
    ) -> tuple["ApprovalRequest", ApprovalOverridden]:
        """Passes over the missing yes; for one's own only where one is ``alone``: nobody else is there.

        Raises AlreadyDecided, MayNotVote.
        """
        self.require_pending()
        if by in {self.requested_by, self.owner} and not alone:
            raise MayNotVote.because_conflicted(self.number, by, "it is their own")
        event = self.event(ApprovalOverridden, at=at, about=self.subject, by=by, reason=reason)
        return self._ended(ApprovalState.OVERRIDDEN, by, at, event.reason), event

    def require_pending(self) -> None:
        """Raises AlreadyDecided, which says what was decided."""
        if not self.is_pending:
            about = f"the request about {self.number}"
            raise AlreadyDecided.because_it_is_over(about, str(self.state), self.decided_by, self.decided_at)

    def to_dict(self) -> dict[str, Any]:
        """As lists and commands show it."""
        plain = super().to_dict()
        plain |= {"votes": [vote.to_dict() for vote in self.votes], "requested_at": plain["created_at"]}
        return {name: plain[name] for name in _SHOWN}

    def _judged(self, answer: Answer, by: str, at: datetime) -> tuple["ApprovalRequest", tuple[ApprovalEvent, ...]]:
        if answer is Answer.OPEN:
            return self, ()
        if answer is Answer.NO:
            event: ApprovalEvent = self.event(
                ApprovalRejected, at=at, about=self.subject, by=by, seconds_to_decide=self._seconds(at)
            )
            return self._ended(ApprovalState.REJECTED, by, at, self.votes[-1].comment), (event,)
        if self.upcoming:
            turn, *later = self.upcoming
            reached = self.changed(
                at, level=turn.level, strategy=turn.strategy, electorate=turn.electorate, upcoming=tuple(later)
            )
            event = self.event(
                ApprovalLevelReached, at=at, about=self.subject, level=turn.level, electorate=turn.electorate
            )
            return reached, (event,)
        event = self.event(ApprovalApproved, at=at, about=self.subject, by=by, seconds_to_decide=self._seconds(at))
        return self._ended(ApprovalState.APPROVED, by, at, self.votes[-1].comment), (event,)

    def _seconds(self, at: datetime) -> int:
        return max(0, int((at - self.created_at).total_seconds()))

    def _ended(self, state: ApprovalState, by: str, at: datetime, reason: str | None) -> "ApprovalRequest":
        return self.changed(at, state=state, decided_by=by, decided_at=as_utc(at), reason=reason)


_SHOWN = (
    "id",
    "subject",
    "number",
    "state",
    "level",
    "strategy",
    "triggers",
    "electorate",
    "votes",
    "requested_by",
    "requested_at",
    "expires_at",
)
