"""A request: who may vote, when it is decided and how, and what ends it otherwise; each end is told once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm_core.approvals import (
    ApprovalApproved,
    ApprovalEvent,
    ApprovalExpired,
    ApprovalLevel,
    ApprovalLevelReached,
    ApprovalOverridden,
    ApprovalRecalled,
    ApprovalRejected,
    ApprovalRequest,
    ApprovalState,
    ApprovalVoided,
    ApprovalVoted,
    AskForApproval,
    NotYoursToRecall,
    Round,
)
from crm_core.testing import START, USER, an_approval
from crm_core.voting import AlreadyDecided, Ballot, MayNotVote, Strategies, StrategyUnusable

AT = START + timedelta(seconds=90, microseconds=700)
DIRECTORS = Round(level=ApprovalLevel.DIRECTOR, strategy="unison", electorate=("ida", "udo"))


def says(
    request: ApprovalRequest, user: str, ballot: Ballot = Ballot.YES, **facts: Any
) -> tuple[ApprovalRequest, list[type[ApprovalEvent]]]:
    voted, events = request.vote(user, ballot, **{"seat": user, "at": AT, "strategies": Strategies(), **facts})
    assert {(event.subject, event.about, event.at) for event in events} == {(request.ref, request.subject, AT)}
    return voted, [type(event) for event in events]


def test_a_yes_decides_it_and_says_how_long_it_took() -> None:
    approved, events = an_approval().vote(
        "boss", Ballot.YES, seat="boss", at=AT, strategies=Strategies(), comment="well sold"
    )

    assert (approved.state, approved.decided_by, approved.decided_at) == (ApprovalState.APPROVED, "boss", AT)
    assert (approved.reason, approved.updated_at, approved.is_pending) == ("well sold", AT, False)
    voted, decided = events
    assert isinstance(voted, ApprovalVoted)
    assert (voted.user, voted.for_user, voted.vote) == ("boss", "boss", Ballot.YES)
    assert isinstance(decided, ApprovalApproved)
    assert (decided.by, decided.seconds_to_decide) == ("boss", 90)


def test_a_no_rejects_it_with_the_reason_that_was_given() -> None:
    rejected, events = an_approval().vote(
        "boss", Ballot.NO, seat="boss", at=AT, strategies=Strategies(), comment="too cheap"
    )

    assert (rejected.state, rejected.reason, rejected.decided_by) == (ApprovalState.REJECTED, "too cheap", "boss")
    assert isinstance(events[1], ApprovalRejected)
    assert (events[1].by, events[1].seconds_to_decide) == ("boss", 90)


def test_no_time_is_counted_where_the_clock_was_set_back() -> None:
    _, events = an_approval().vote(
        "boss", Ballot.NO, seat="boss", at=START - timedelta(hours=1), strategies=Strategies()
    )

    assert isinstance(events[1], ApprovalRejected)
    assert events[1].seconds_to_decide == 0


def test_it_waits_as_long_as_the_strategy_says() -> None:
    asked = an_approval(strategy="unison", electorate=("boss", "ida"))
    waiting, events = says(asked, "boss")

    assert (waiting.state, waiting.open_seats, events) == (ApprovalState.PENDING, ("ida",), [ApprovalVoted])
    assert (waiting.decided_by, waiting.decided_at, waiting.updated_at) == (None, None, AT)
    approved, events = says(waiting, "ida")
    assert (approved.state, approved.open_seats, events) == (
        ApprovalState.APPROVED,
        (),
        [ApprovalVoted, ApprovalApproved],
    )
    assert [vote.user for vote in approved.votes] == ["boss", "ida"]


def test_the_next_level_is_asked_after_the_yes_of_the_one_below() -> None:
    turn = Round(level=ApprovalLevel.DIRECTOR, strategy="first", electorate=("ida",))
    reached, events = says(an_approval(upcoming=(DIRECTORS, turn)), "boss")

    assert events == [ApprovalVoted, ApprovalLevelReached]
    assert (reached.state, reached.level, reached.strategy) == (ApprovalState.PENDING, ApprovalLevel.DIRECTOR, "unison")
    assert (reached.electorate, reached.open_seats, reached.upcoming) == (("ida", "udo"), ("ida", "udo"), (turn,))
    assert reached.updated_at == AT


def test_a_vote_of_the_level_below_is_none_of_the_level_above() -> None:
    """Who has both seats is asked once more."""
    both = Round(level=ApprovalLevel.DIRECTOR, strategy="unison", electorate=("boss", "ida"))
    reached, _ = says(an_approval(upcoming=(both,)), "boss")

    assert reached.open_seats == ("boss", "ida")
    assert says(says(reached, "ida")[0], "boss")[0].state is ApprovalState.APPROVED


def test_a_delegate_votes_in_the_seat_of_the_delegator() -> None:
    voted, _ = says(an_approval(), "eve", seat="boss")

    assert [(vote.user, vote.for_user, vote.level) for vote in voted.votes] == [("eve", "boss", ApprovalLevel.MANAGER)]


@pytest.mark.parametrize(
    ("who", "facts"),
    [
        ("boss", {"conflicts": {"boss": "they have a part in it"}}),
        ("eve", {"seat": "boss", "conflicts": {"eve": "they have a part in it"}}),
        ("eve", {"seat": "boss", "conflicts": {"boss": "they have a part in it"}}),
    ],
    ids=["whose seat it is", "the delegate", "whom the delegate stands in for"],
)
def test_nobody_with_a_part_in_it_votes(who: str, facts: dict[str, Any]) -> None:
    with pytest.raises(MayNotVote, match="they have a part in it"):
        says(an_approval(), who, **facts)


def test_who_had_a_part_in_it_from_the_start_does_not_vote_either() -> None:
    with pytest.raises(MayNotVote, match=r"boss may not decide .*: they have a part in it"):
        says(an_approval(conflicted=("boss",)), "boss")


def test_a_seat_that_was_not_asked_or_has_voted_does_not_vote() -> None:
    waiting, _ = says(an_approval(strategy="unison", electorate=("boss", "ida")), "boss")

    with pytest.raises(MayNotVote):
        says(waiting, "zoe")
    with pytest.raises(MayNotVote, match="given already"):
        says(waiting, "boss")


def ended(state: ApprovalState) -> ApprovalRequest:
    return an_approval(state=state, decided_by="boss", decided_at=AT)


@pytest.mark.parametrize("state", [state for state in ApprovalState if state is not ApprovalState.PENDING])
@pytest.mark.parametrize(
    "attempt",
    [
        lambda request: says(request, "boss"),
        lambda request: request.recall("no need", by=USER, at=AT),
        lambda request: request.recalled("lost", by=USER, at=AT),
        lambda request: request.expire(by=USER, at=AT),
        lambda request: request.override("urgent", by="chief", at=AT),
    ],
    ids=["vote", "recall", "recalled", "expire", "override"],
)
def test_it_is_decided_once(attempt: Callable[[ApprovalRequest], object], state: ApprovalState) -> None:
    with pytest.raises(AlreadyDecided, match=f"{state} by boss"):
        attempt(ended(state))


def test_only_who_asked_recalls_it() -> None:
    recalled, event = an_approval().recall("no need", by=USER, at=AT)
    assert (recalled.state, recalled.reason, recalled.decided_by) == (ApprovalState.RECALLED, "no need", USER)
    assert (type(event), event.reason, event.about) == (ApprovalRecalled, "no need", recalled.subject)

    with pytest.raises(NotYoursToRecall, match=f"^only {USER}, who asked for approval of {recalled.number}, "):
        an_approval().recall("no need", by="boss", at=AT)
    assert an_approval().recalled("the deal is lost", by="boss", at=AT)[0].decided_by == "boss"


def test_what_waits_and_what_was_approved_becomes_void_and_nothing_else() -> None:
    for state in ApprovalState:
        request = an_approval() if state is ApprovalState.PENDING else ended(state)
        if state is ApprovalState.PENDING or state.is_yes:
            void, event = request.void("another value", by="rita", at=AT)
            assert (void.state, void.reason, void.decided_by) == (ApprovalState.VOIDED, "another value", "rita")
            assert (type(event), event.reason) == (ApprovalVoided, "another value")
        else:
            with pytest.raises(AlreadyDecided):
                request.void("another value", by="rita", at=AT)


def test_it_expires_without_a_reason() -> None:
    expired, event = an_approval().expire(by="system", at=AT)

    assert (expired.state, expired.reason, expired.decided_by, expired.decided_at) == (
        ApprovalState.EXPIRED,
        None,
        "system",
        AT,
    )
    assert (type(event), event.about) == (ApprovalExpired, expired.subject)


@pytest.mark.parametrize("fact", ["requested_by", "owner"])
def test_nobody_passes_over_a_yes_for_their_own_unless_they_are_alone(fact: str) -> None:
    request = an_approval(requested_by="rita", owner="rita").model_copy(update={fact: "ida"})

    with pytest.raises(MayNotVote, match=f"^ida may not decide about {request.number}: it is their own; "):
        request.override("urgent", by="ida", at=AT)
    passed, event = request.override("urgent", by="ida", at=AT, alone=True)
    assert (passed.state, passed.reason, passed.state.is_overriding) == (ApprovalState.OVERRIDDEN, "urgent", True)
    assert (type(event), event.by, event.reason) == (ApprovalOverridden, "ida", "urgent")
    assert request.override("urgent", by="chief", at=AT)[0].decided_by == "chief"


def test_a_quorum_above_any_electorate_is_refused_when_it_is_asked() -> None:
    asked = an_approval()
    fields = {name: getattr(asked, name) for name in ("subject", "number", "title", "owner", "requested_by", "digest")}
    for first, later in (("quorum:2", "first"), ("first", "quorum:3")):
        turn = DIRECTORS.model_copy(update={"strategy": later})
        wish = AskForApproval(
            **fields,
            level=ApprovalLevel.MANAGER,
            electorate=("boss",),
            expires_at=START + timedelta(days=14),
            strategy=first,
            upcoming=(turn,),
        )
        with pytest.raises(StrategyUnusable):
            ApprovalRequest.ask(wish, entity_id=asked.id, tenant_id=asked.tenant_id, at=AT, strategies=Strategies())
