"""Who may tell, who may hear, and what is told twice."""

import json

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid, Unavailable
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadContacted
from crm_core.testing import START, VirtualClock
from crm_operations.live_updates import LiveNews, RealTimeNotifier, Subscription
from crm_operations.providers import Message
from crm_operations.testing import FakeLiveFeed, FakeNotifications

BOSS = Actor(tenant_id="acme", user_id="boss", roles=frozenset({Role.MANAGER}))
HELLO = Message(title="Hello", body="Look at this.", reason="You are on call.")


@pytest.fixture
def feed() -> FakeLiveFeed:
    return FakeLiveFeed(VirtualClock())


@pytest.fixture
def notifications() -> FakeNotifications:
    return FakeNotifications()


@pytest.fixture
def notifier(feed: FakeLiveFeed, notifications: FakeNotifications) -> RealTimeNotifier:
    return RealTimeNotifier(LiveNews(feed, VirtualClock()), notifications)


@pytest.mark.requirement("RTN-CRMOP-0149")
def test_an_alert_reaches_each_person_on_the_screen_and_in_the_inbox_once(
    notifier: RealTimeNotifier, feed: FakeLiveFeed, notifications: FakeNotifications
) -> None:
    for _ in range(2):
        notifier.send_alert(BOSS, ["ada", "grace", "ada"], HELLO, delivery_id="d/1")

    updates = feed.updates("acme")
    assert [(update.user_id, update.topic) for update in updates] == [("ada", "alert"), ("grace", "alert")]
    assert json.loads(updates[0].body)["title"] == "Hello"
    assert [sent.user_id for sent in notifications.sent] == ["ada", "grace"]


@pytest.mark.requirement("RTN-CRMOP-0149")
def test_an_alert_is_on_the_screen_even_if_the_notifier_is_away_and_repeating_brings_the_rest(
    notifier: RealTimeNotifier, feed: FakeLiveFeed, notifications: FakeNotifications
) -> None:
    notifications.fail("notify_many", Unavailable("away"))

    with pytest.raises(Unavailable):
        notifier.send_alert(BOSS, ["ada"], HELLO, delivery_id="d/1")
    notifier.send_alert(BOSS, ["ada"], HELLO, delivery_id="d/1")

    assert (len(feed.updates("acme")), len(notifications.sent)) == (1, 1)


@pytest.mark.requirement("RTN-CRMOP-0150")
def test_a_push_goes_to_a_topic_once(notifier: RealTimeNotifier, feed: FakeLiveFeed) -> None:
    for _ in range(2):
        notifier.push(BOSS, "opportunity.board", {"id": 7}, delivery_id="board/7")
    notifier.push(BOSS, "opportunity.board", {"id": 7}, delivery_id="board/8", user_id="ada")

    assert [(update.sequence, update.user_id) for update in feed.updates("acme")] == [(1, None), (2, "ada")]
    with pytest.raises(Invalid):
        notifier.push(BOSS, "Not A Topic", {}, delivery_id="d/1")
    with pytest.raises(Invalid, match="begin it with one of: lead, opportunity"):
        notifier.push(BOSS, "board.changed", {}, delivery_id="d/2")


def test_who_may_not_tell_changes_nothing(
    notifier: RealTimeNotifier, feed: FakeLiveFeed, notifications: FakeNotifications
) -> None:
    rep = BOSS.model_copy(update={"roles": frozenset({Role.REP})})

    with pytest.raises(NotPermitted):
        notifier.send_alert(rep, ["ada"], HELLO, delivery_id="d/1")
    with pytest.raises(NotPermitted):
        notifier.push(rep, "opportunity.board", {}, delivery_id="d/1")

    assert (feed.asked, notifications.asked) == ([], [])


def test_an_event_is_told_under_its_name(feed: FakeLiveFeed) -> None:
    event: DomainEvent = LeadContacted.model_construct(
        tenant_id="acme", subject=EntityRef(kind=EntityKind.LEAD, id="l"), at=START
    )

    LiveNews(feed, VirtualClock()).announce(event, "m:live")

    [updates] = feed.updates("acme")
    assert (updates.topic, updates.at, updates.user_id) == ("lead.contacted", START, None)
    assert json.loads(updates.body)["subject"] == {"kind": "lead", "id": "l"}


@pytest.mark.parametrize(
    ("role", "topics", "topic", "user_id", "hears"),
    [
        (Role.REP, ("*",), "lead.created", None, True),
        (Role.REP, ("*",), "opportunity.won", None, True),
        (Role.PARTNER, ("*",), "lead.created", None, False),
        (Role.PARTNER, ("*",), "opportunity.won", None, False),
        (Role.PARTNER, ("*",), "alert", "ada", True),
        (Role.ADMIN, ("*",), "alert", "grace", False),
        (Role.ADMIN, ("*",), "alert", "Ada", False),
        (Role.REP, ("lead.*",), "lead.created", None, True),
        (Role.REP, ("lead.crea.*",), "lead.created", None, False),
        (Role.REP, ("*",), "undeclared.thing", None, False),
        (Role.REP, ("*",), "undeclared.thing", "ada", True),
        (Role.REP, ("lead.created",), "lead.scored", None, False),
        (Role.REP, ("lead.*", "alert"), "alert", "ada", True),
        (Role.REP, (), "lead.created", None, False),
    ],
)
def test_who_hears_what(role: Role, topics: tuple[str, ...], topic: str, user_id: str | None, hears: bool) -> None:
    ada = Actor(tenant_id="acme", user_id="ada", roles=frozenset({role}))

    assert Subscription(actor=ada, topics=topics).wants(topic, user_id) is hears
