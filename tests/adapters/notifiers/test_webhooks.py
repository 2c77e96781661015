"""Events reach the endpoints of their tenant, signed, again and again until they are taken or given up."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any, NamedTuple

import pytest
from channel_contract import HOSTILE
from http_receiver import RESET, TRICKLE, HttpReceiver, Received, Reply
from inbox_only import inbox_only
from sqlalchemy import delete, select
from standardwebhooks import Webhook as StandardWebhook
from standardwebhooks.webhooks import WebhookVerificationError

from crm_adapters.encryption import Secrets
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.channels.guarded_http import AddressForbidden
from crm_adapters.notifiers.channels.http_post import HttpPost
from crm_adapters.notifiers.webhooks import (
    DeliveryState,
    SqlWebhooks,
    WebhookChannelSender,
    WebhookFanOut,
    Webhooks,
    WebhookSender,
    WebhookSettings,
    WebhookState,
)
from crm_adapters.relay import EVERY_EVENT, Handlers, Relay
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords, outbox_messages
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadDisqualified, LeadScored
from crm_core.testing import VirtualClock
from crm_core.texts import fit
from crm_operations.settings import RelaySettings


class Scene(NamedTuple):
    """Everything around webhooks, on a clock that begins now, since receivers refuse what is old."""

    webhooks: Webhooks
    relay: Relay
    records: SqlRecords
    clock: VirtualClock
    database: Database
    handlers: Handlers
    actor: Actor

    def announce(self, *scores: int, lead: str = "lead", actor: Actor | None = None) -> None:
        by = actor or self.actor
        subject = EntityRef(kind=EntityKind.LEAD, id=lead)
        with self.records.writing(by) as work:
            for score in scores:
                work.outbox.announce(
                    LeadScored(tenant_id=by.tenant_id, subject=subject, at=self.clock.now(), before=0, after=score)
                )

    def deliver(self) -> None:
        self.relay.run_until_empty()

    def states(self, webhook_id: str) -> list[str]:
        return [each.state for each in reversed(self.webhooks.deliveries(self.actor, webhook_id))]


Make = Callable[..., Scene]

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""For what is the same wherever it is kept."""


@pytest.fixture
def make(database: Database, secrets: Secrets) -> Iterator[Make]:
    def scene(
        settings: WebhookSettings | None = None,
        relay: RelaySettings | None = None,
        resolve: Callable[[str, int], list[str]] | None = None,
    ) -> Scene:
        clock = VirtualClock(datetime.now(UTC))
        chosen = settings or WebhookSettings(allow_private=True, timeout_seconds=5.0)
        posting = HttpPost(chosen, clock, resolve)
        store, sender = SqlWebhooks(database, secrets), WebhookSender(posting, clock)
        pace = relay or RelaySettings(attempts=3)
        handlers = Handlers(inbox_only(database, clock))
        handlers.handle(EVERY_EVENT, "webhooks", WebhookFanOut(store, clock))
        handlers.add_sender("webhook", WebhookChannelSender(store, sender, clock, chosen, pace.attempts))
        return Scene(
            Webhooks(store, sender, chosen, clock, new_id),
            Relay(database, handlers, clock, pace, chance=lambda: 0.0),
            SqlRecords(database, clock, new_id),
            clock,
            database,
            handlers,
            Actor(tenant_id=new_id(), user_id="ada", roles=frozenset({Role.ADMIN})),
        )

    yield scene
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))


@pytest.fixture
def scene(make: Make) -> Scene:
    return make()


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


def content(request: Received) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.body)
    return body


def is_signed_with(secret: str, request: Received) -> bool:
    try:
        StandardWebhook(secret).verify(request.body, dict(request.headers))
    except WebhookVerificationError:
        return False
    return True


@pytest.mark.requirement("SCL-001")
def test_an_event_reaches_an_endpoint_signed(scene: Scene, receiver: HttpReceiver) -> None:
    added = scene.webhooks.add(scene.actor, receiver.url())
    scene.announce(60)
    scene.deliver()

    [request] = receiver.received
    assert request.headers["content-type"] == "application/json"
    assert is_signed_with(added.secret, request)
    assert not is_signed_with(scene.webhooks.add(scene.actor, receiver.url()).secret, request)
    body = content(request)
    assert body["id"] == request.headers["webhook-id"]
    assert (body["type"], body["tenant"]) == ("lead.scored", scene.actor.tenant_id)
    assert body["subject"] == {"kind": "lead", "id": "lead"}
    assert body["data"] == {"before": 0, "after": 60}
    assert datetime.fromisoformat(body["timestamp"]) == scene.clock.now()


@on_one_database
def test_a_body_that_was_tampered_with_is_not_ours(scene: Scene, receiver: HttpReceiver) -> None:
    added = scene.webhooks.add(scene.actor, receiver.url())
    scene.announce(60)
    scene.deliver()

    [request] = receiver.received
    assert not is_signed_with(added.secret, request._replace(body=request.body.replace(b"60", b"90")))


def test_only_what_was_asked_for_is_told(scene: Scene, receiver: HttpReceiver) -> None:
    scene.webhooks.add(scene.actor, receiver.url("/scored"), ["lead.scored"])
    scene.webhooks.add(scene.actor, receiver.url("/refused"), ["lead.disqualified"])
    scene.webhooks.add(scene.actor, receiver.url("/all"), ["*"])
    scene.announce(60)
    lead = EntityRef(kind=EntityKind.LEAD, id="other")
    with scene.records.writing(scene.actor) as work:
        work.outbox.announce(
            LeadDisqualified(tenant_id=scene.actor.tenant_id, subject=lead, at=scene.clock.now(), reason="no budget")
        )
    scene.deliver()

    heard = sorted((request.path, content(request)["type"]) for request in receiver.received)
    assert heard == [
        ("/all", "lead.disqualified"),
        ("/all", "lead.scored"),
        ("/refused", "lead.disqualified"),
        ("/scored", "lead.scored"),
    ]


def test_a_message_relayed_twice_is_delivered_once(scene: Scene, receiver: HttpReceiver, secrets: Secrets) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    scene.announce(60)
    scene.deliver()
    with scene.database.reading(EVERY_TENANT) as connection:
        query = select(outbox_messages).where(outbox_messages.c.topic == "lead.scored")
        row = connection.execute(query).mappings().one()
    spread = WebhookFanOut(SqlWebhooks(scene.database, secrets), scene.clock)
    event = LeadScored.model_validate_json(row["body"])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: spread(event, f"{row['id']}:webhooks"), range(8)))
    scene.deliver()

    assert len(receiver.received) == 1
    assert scene.states(webhook.id) == ["delivered"]


def test_the_events_of_one_record_can_be_ordered(scene: Scene, receiver: HttpReceiver) -> None:
    scene.webhooks.add(scene.actor, receiver.url("/a"))
    scene.webhooks.add(scene.actor, receiver.url("/b"))
    receiver.reply(Reply(503))  # whichever comes first comes again at the end
    scene.announce(1, 2, 3)
    scene.deliver()
    scene.clock.advance(timedelta(minutes=1))
    scene.deliver()

    for path in ("/a", "/b"):
        taken = [content(request) for request in receiver.received if request.path == path]
        ordered = sorted(taken, key=lambda each: str(each["sequence"]))
        distinct = {each["id"]: each["data"]["after"] for each in ordered}
        assert list(distinct.values()) == [1, 2, 3]


@on_one_database
@pytest.mark.requirement("REL-002")
@pytest.mark.parametrize("bad_reply", [Reply(408), Reply(429), Reply(500), Reply(503), Reply(RESET)])
def test_what_may_get_better_is_tried_again_under_the_same_id(
    scene: Scene, receiver: HttpReceiver, bad_reply: Reply
) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(bad_reply)
    scene.announce(60)
    scene.deliver()
    assert scene.states(webhook.id) == ["pending"]
    scene.clock.advance(timedelta(minutes=1))
    scene.deliver()

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert (first.headers["webhook-attempt"], second.headers["webhook-attempt"]) == ("1", "2")
    assert first.body == second.body
    assert scene.states(webhook.id) == ["delivered"]


@on_one_database
@pytest.mark.requirement("REL-002")
def test_a_server_that_never_comes_to_the_point_is_left(make: Make, receiver: HttpReceiver) -> None:
    scene = make(WebhookSettings(allow_private=True, timeout_seconds=2.0))
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(Reply(TRICKLE))
    scene.announce(60)
    scene.deliver()
    scene.clock.advance(timedelta(minutes=1))
    scene.deliver()

    assert len(receiver.received) == 2
    assert scene.states(webhook.id) == ["delivered"]


@on_one_database
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(scene: Scene, receiver: HttpReceiver, as_date: bool) -> None:
    scene.webhooks.add(scene.actor, receiver.url())
    until = scene.clock.now() + timedelta(seconds=600)
    retry_after = format_datetime(until, usegmt=True) if as_date else "600"
    receiver.reply(Reply(429, {"retry-after": retry_after}))
    scene.announce(60)
    scene.deliver()
    scene.clock.advance(timedelta(seconds=595))
    scene.deliver()
    assert len(receiver.received) == 1

    scene.clock.advance(timedelta(seconds=6))
    scene.deliver()
    assert len(receiver.received) == 2


@on_one_database
def test_a_retry_after_that_says_nothing_is_overlooked(scene: Scene, receiver: HttpReceiver) -> None:
    scene.webhooks.add(scene.actor, receiver.url())
    receiver.reply(Reply(503, {"retry-after": "soon"}))
    scene.announce(60)
    scene.deliver()
    scene.clock.advance(timedelta(seconds=10))
    scene.deliver()

    assert len(receiver.received) == 2


@on_one_database
@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 422])
def test_what_will_not_get_better_is_given_up_at_once(scene: Scene, receiver: HttpReceiver, status: int) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(Reply(status, {"location": receiver.url("/elsewhere")}, b"we do not\n want it" * 1_000))
    scene.announce(60)
    scene.deliver()

    [report] = scene.webhooks.deliveries(scene.actor, webhook.id)
    assert report.state is DeliveryState.DEAD
    assert f"HTTP {status}" in str(report.error)
    assert len(str(report.error)) < 300
    assert [request.path for request in receiver.received] == ["/hook"]
    assert scene.webhooks.show(scene.actor, webhook.id).state is WebhookState.ACTIVE


def test_an_endpoint_that_says_it_is_gone_gets_no_more(scene: Scene, receiver: HttpReceiver) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(Reply(410))
    scene.announce(60)
    scene.deliver()
    scene.announce(70)
    scene.deliver()

    shown = scene.webhooks.show(scene.actor, webhook.id)
    assert shown.state is WebhookState.DISABLED
    assert "HTTP 410" in str(shown.reason)
    assert len(receiver.received) == 1


def test_so_many_given_up_in_a_row_end_it_and_the_reason_is_kept(make: Make, receiver: HttpReceiver) -> None:
    scene = make(WebhookSettings(allow_private=True, disable_after=3), RelaySettings(attempts=1))
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(Reply(500), Reply(400), Reply(204), Reply(500), Reply(500))
    for score in range(5):
        scene.announce(score)
        scene.deliver()
    assert scene.webhooks.show(scene.actor, webhook.id).state is WebhookState.ACTIVE  # one in between was taken

    receiver.reply(Reply(503, {}, b"down for good"))
    scene.announce(5)
    scene.deliver()

    shown = scene.webhooks.show(scene.actor, webhook.id)
    assert shown.state is WebhookState.DISABLED
    assert shown.reason == (
        "3 deliveries in a row were given up, at last because webhook did not take it: HTTP 503: down for good"
    )


def test_what_waits_when_an_endpoint_is_disabled_is_given_up_and_can_be_replayed(
    scene: Scene, receiver: HttpReceiver
) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    receiver.reply(Reply(503))
    scene.announce(60)
    scene.deliver()
    scene.webhooks.disable(scene.actor, webhook.id, "we move")
    scene.clock.advance(timedelta(minutes=1))
    scene.deliver()
    assert scene.states(webhook.id) == ["dead"]
    assert len(receiver.received) == 1

    scene.webhooks.enable(scene.actor, webhook.id)
    assert scene.webhooks.replay(scene.actor, webhook.id) == 1
    scene.deliver()

    assert scene.states(webhook.id) == ["delivered"]
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 1


def test_what_was_taken_can_be_replayed_from_a_moment_on(scene: Scene, receiver: HttpReceiver) -> None:
    webhook = scene.webhooks.add(scene.actor, receiver.url()).webhook
    scene.announce(1)
    scene.clock.advance(timedelta(hours=1))
    since = scene.clock.now()
    scene.announce(2, 3)
    scene.deliver()
    receiver.received.clear()

    assert scene.webhooks.replay(scene.actor, webhook.id, since=since) == 2
    scene.deliver()
    assert sorted(content(request)["data"]["after"] for request in receiver.received) == [2, 3]

    newest = scene.webhooks.deliveries(scene.actor, webhook.id, limit=1)[0]
    assert scene.webhooks.replay(scene.actor, webhook.id, ids=[newest.id]) == 1
    assert scene.webhooks.replay(scene.actor, webhook.id) == 0


def test_while_rotating_both_secrets_are_good(scene: Scene, receiver: HttpReceiver) -> None:
    former = scene.webhooks.add(scene.actor, receiver.url())
    rotated = scene.webhooks.rotate_secret(scene.actor, former.webhook.id)
    scene.announce(1)
    scene.deliver()
    ping = scene.webhooks.test(scene.actor, former.webhook.id)
    assert ping.status == 204
    for request in receiver.received:
        assert is_signed_with(former.secret, request)
        assert is_signed_with(rotated.secret, request)
    assert rotated.webhook.former_secret_until == scene.clock.now() + timedelta(hours=24)


def test_after_a_while_only_the_new_secret_is_good(make: Make, receiver: HttpReceiver) -> None:
    scene = make(WebhookSettings(allow_private=True, secret_overlap_hours=0.02))
    former = scene.webhooks.add(scene.actor, receiver.url())
    rotated = scene.webhooks.rotate_secret(scene.actor, former.webhook.id)
    scene.clock.advance(timedelta(hours=0.02))
    scene.webhooks.test(scene.actor, former.webhook.id)

    [request] = receiver.received
    assert is_signed_with(rotated.secret, request)
    assert not is_signed_with(former.secret, request)


@on_one_database
def test_a_secret_that_leaked_is_dropped_at_once(scene: Scene, receiver: HttpReceiver) -> None:
    leaked = scene.webhooks.add(scene.actor, receiver.url())
    rotated = scene.webhooks.rotate_secret(scene.actor, leaked.webhook.id, at_once=True)
    scene.webhooks.test(scene.actor, leaked.webhook.id)

    [request] = receiver.received
    assert is_signed_with(rotated.secret, request)
    assert not is_signed_with(leaked.secret, request)


@on_one_database
def test_a_name_that_begins_to_lead_inside_is_given_up(make: Make, receiver: HttpReceiver) -> None:
    settings = WebhookSettings(allowed_networks=("127.0.0.1/32",), timeout_seconds=5.0)  # type: ignore[arg-type]
    answers = iter([["10.0.0.7"]])
    scene = make(settings, resolve=lambda *_: next(answers))
    webhook = scene.webhooks.add(scene.actor, "https://rebinding.example/hook").webhook
    scene.announce(60)
    scene.deliver()

    [report] = scene.webhooks.deliveries(scene.actor, webhook.id)
    assert report.state is DeliveryState.DEAD
    assert "rebinding.example is not an address on the public internet" in str(report.error)


@on_one_database
def test_addresses_of_our_own_network_are_refused_unless_allowed(make: Make, receiver: HttpReceiver) -> None:
    scene = make(WebhookSettings())
    with pytest.raises(Invalid, match="https"):
        scene.webhooks.add(scene.actor, receiver.url())
    webhook = scene.webhooks.add(scene.actor, f"https://127.0.0.1:{receiver.port}/hook").webhook
    with pytest.raises(AddressForbidden):
        scene.webhooks.test(scene.actor, webhook.id)
    assert receiver.received == []


def test_removing_an_endpoint_takes_along_what_waits_for_it(scene: Scene, receiver: HttpReceiver) -> None:
    saved = scene.webhooks.add(scene.actor, receiver.url("/kept")).webhook
    removed = scene.webhooks.add(scene.actor, receiver.url("/removed")).webhook
    receiver.reply(Reply(503), Reply(503))
    scene.announce(60)
    scene.deliver()
    receiver.received.clear()
    scene.webhooks.remove(scene.actor, removed.id)
    scene.clock.advance(timedelta(minutes=1))
    scene.deliver()

    assert [request.path for request in receiver.received] == ["/kept"]
    assert scene.states(saved.id) == ["delivered"]
    with pytest.raises(NotFound):
        scene.webhooks.show(scene.actor, removed.id)


def test_two_tenants_hear_only_of_their_own(scene: Scene, receiver: HttpReceiver) -> None:
    theirs = scene.actor.model_copy(update={"tenant_id": new_id()})
    mine = scene.webhooks.add(scene.actor, receiver.url("/mine")).webhook
    scene.webhooks.add(theirs, receiver.url("/theirs"))
    scene.announce(1)
    scene.announce(2, actor=theirs)
    scene.deliver()

    heard = {(request.path, content(request)["tenant"]) for request in receiver.received}
    assert heard == {("/mine", scene.actor.tenant_id), ("/theirs", theirs.tenant_id)}
    knocks: list[Callable[[], object]] = [
        partial(scene.webhooks.show, theirs, mine.id),
        partial(scene.webhooks.rotate_secret, theirs, mine.id),
        partial(scene.webhooks.enable, theirs, mine.id),
        partial(scene.webhooks.disable, theirs, mine.id, "mine"),
        partial(scene.webhooks.remove, theirs, mine.id),
        partial(scene.webhooks.test, theirs, mine.id),
        partial(scene.webhooks.deliveries, theirs, mine.id),
        partial(scene.webhooks.replay, theirs, mine.id),
    ]
    for knock in knocks:
        with pytest.raises(NotFound):
            knock()
    assert [webhook.id for webhook in scene.webhooks.list(scene.actor)] == [mine.id]


@on_one_database
def test_only_who_may_manage_webhooks_may(scene: Scene, receiver: HttpReceiver) -> None:
    manager = scene.actor.model_copy(update={"roles": frozenset({Role.MANAGER})})
    for knock in (
        partial(scene.webhooks.add, manager, receiver.url()),
        partial(scene.webhooks.list, manager),
        partial(scene.webhooks.show, manager, "any"),
        partial(scene.webhooks.rotate_secret, manager, "any"),
        partial(scene.webhooks.enable, manager, "any"),
        partial(scene.webhooks.disable, manager, "any", "because"),
        partial(scene.webhooks.remove, manager, "any"),
        partial(scene.webhooks.test, manager, "any"),
        partial(scene.webhooks.deliveries, manager, "any"),
        partial(scene.webhooks.replay, manager, "any"),
    ):
        with pytest.raises(NotPermitted):
            knock()


@on_one_database
def test_a_topic_nobody_announces_is_refused(scene: Scene, receiver: HttpReceiver) -> None:
    for topics in ([], ["lead.abducted"]):
        with pytest.raises(Invalid, match="topics"):
            scene.webhooks.add(scene.actor, receiver.url(), topics)


@pytest.mark.requirement("REL-002")
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_whatever_an_endpoint_answers_it_keeps_nobody_elses_delivery_waiting_and_is_known(
    scene: Scene, receiver: HttpReceiver, answer: bytes
) -> None:
    neighbour = Actor(tenant_id=new_id(), user_id="eve", roles=frozenset({Role.ADMIN}))
    with HttpReceiver() as evil:
        hostile = scene.webhooks.add(scene.actor, evil.url()).webhook
        scene.webhooks.add(neighbour, receiver.url())
        evil.reply(*[Reply(503, {"content-type": "text/plain; charset=utf-7", "retry-after": "soon"}, answer)] * 2)
        evil.reply(Reply(410, {}, answer))
        scene.announce(1)
        scene.announce(1, actor=neighbour)

        for _ in range(3):
            scene.deliver()
            scene.clock.advance(timedelta(hours=1))

        assert len(receiver.received) == 1
        assert scene.states(hostile.id) == ["dead"]
        [delivery] = scene.webhooks.deliveries(scene.actor, hostile.id)
        disabled = scene.webhooks.show(scene.actor, hostile.id)
        assert disabled.state is WebhookState.DISABLED
        for text in (delivery.error, disabled.reason):
            assert text is not None
            assert text.startswith("webhook refused it: HTTP 410")
            assert fit(text, 1_000) == text
        evil.reply(Reply(200, {}, answer))
        pong = scene.webhooks.test(scene.actor, hostile.id)
        assert fit(pong.text, 200) == pong.text


@pytest.mark.requirement("SCL-001")
def test_two_relays_at_once_deliver_everything_once(make: Make, receiver: HttpReceiver) -> None:
    scene = make(relay=RelaySettings(batch_size=5))
    scene.webhooks.add(scene.actor, receiver.url())
    for lead in range(20):
        scene.announce(lead, lead=str(lead))
    stop = threading.Event()
    threads = [threading.Thread(target=scene.relay.run_forever, args=(stop,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        receiver.wait_for(20)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    scene.deliver()
    assert sorted(content(request)["data"]["after"] for request in receiver.received) == list(range(20))
