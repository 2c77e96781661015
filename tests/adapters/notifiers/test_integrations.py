"""What integrations were asked to do is done once, taken back once, and a broken plugin spoils it for nobody."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import EntryPoint
from typing import Any, NamedTuple

import pytest
from http_receiver import RESET, HttpReceiver, Reply
from inbox_only import inbox_only
from pydantic import BaseModel, JsonValue
from smtp_server import LOST, SmtpServer
from sqlalchemy import delete
from standardwebhooks import Webhook as StandardWebhook

from crm_adapters.encryption import Secrets
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.channels.email_channel import EmailChannel
from crm_adapters.notifiers.channels.http_post import HttpPost
from crm_adapters.notifiers.channels.settings import EmailSettings, Tls
from crm_adapters.notifiers.channels.slack import SlackChannel
from crm_adapters.notifiers.channels.webhook_settings import SlackSettings, WebhookSettings
from crm_adapters.notifiers.integrations import (
    ChannelIntegration,
    IntegrationChannelSender,
    IntegrationRegistry,
    Integrations,
    IntegrationUnusable,
    RunState,
    RunTaken,
    SqlIntegrationRuns,
    WebhookIntegration,
)
from crm_adapters.notifiers.webhooks import SqlWebhooks, Webhooks, WebhookSender
from crm_adapters.relay import Handlers, Relay
from crm_adapters.storage import EVERY_TENANT, Database, outbox_messages
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid, NotFound, Unavailable
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import VirtualClock
from crm_core.texts import fit
from crm_core.values import Value
from crm_operations.providers import INTEGRATION_CONTRACT, Integration, IntegrationContext, Receipt
from crm_operations.settings import RelaySettings
from crm_operations.testing import FakeIntegration
from crm_operations.testing.contracts import IntegrationContract

LEAD = EntityRef(kind=EntityKind.LEAD, id="lead")
TO = {"to": "somebody"}

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as opened:
        yield opened


@on_one_database
class TestWebhookIntegration(IntegrationContract):
    @pytest.fixture
    def integration(self, database: Database, secrets: Secrets, receiver: HttpReceiver, tenant: str) -> Integration:
        self.receiver = receiver
        clock = VirtualClock(datetime.now(UTC))
        settings = WebhookSettings(allow_private=True, timeout_seconds=5.0)
        store, sender = SqlWebhooks(database, secrets), WebhookSender(HttpPost(settings, clock), clock)
        admin = Actor(tenant_id=tenant, user_id="ada", roles=frozenset({Role.ADMIN}))
        self.added = Webhooks(store, sender, settings, clock, new_id).add(admin, receiver.url())
        return WebhookIntegration(store, sender, clock)

    @pytest.fixture
    def config(self, integration: Integration) -> Mapping[str, JsonValue]:
        return {"webhook_id": self.added.webhook.id, "type": "engine.ordered"}

    def seen_outside(self) -> Sequence[str]:
        return [request.body.decode() for request in self.receiver.received]

    def take_outside_away(self) -> None:
        self.receiver.reply(*[Reply(RESET)] * 4)

    def test_both_are_signed_and_the_second_names_the_first(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        context = IntegrationContext(
            tenant_id=tenant, run_id="run-1", at=datetime.now(UTC), config=config, data={"engine": 1}
        )
        integration.compensate(context, integration.execute(context))

        content = [
            StandardWebhook(self.added.secret).verify(each.body, dict(each.headers)) for each in self.receiver.received
        ]
        assert (content[0]["id"], content[0]["type"], content[0]["data"]) == ("run-1", "engine.ordered", {"engine": 1})
        assert (content[1]["id"], content[1]["type"]) == ("run-1:compensation", "compensation")
        assert content[1]["data"] == {"compensates": "run-1", "type": "engine.ordered", "data": {"engine": 1}}


class TestSlackIntegration(IntegrationContract):
    @pytest.fixture
    def integration(self, receiver: HttpReceiver) -> Integration:
        self.receiver = receiver
        settings = SlackSettings(base_url=receiver.url(""), allow_private=True, timeout_seconds=5.0)
        return ChannelIntegration(SlackChannel(settings, VirtualClock()))

    @pytest.fixture
    def config(self, integration: Integration) -> Mapping[str, JsonValue]:
        return {"to": self.receiver.url("/services/T/B/x")}

    def seen_outside(self) -> Sequence[str]:
        return [request.body.decode() for request in self.receiver.received]

    def take_outside_away(self) -> None:
        self.receiver.reply(*[Reply(RESET)] * 4)

    def test_a_correction_names_what_it_corrects(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        context = IntegrationContext(
            tenant_id=tenant, run_id="run-1", at=datetime.now(UTC), config=config, data={"title": "Won!", "body": "Yes"}
        )
        integration.compensate(context, integration.execute(context))

        assert json.loads(self.seen_outside()[-1])["text"] == "Please disregard: Won!"

    def test_a_correction_of_the_longest_title_is_cut(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        data: dict[str, JsonValue] = {"title": "x" * 255, "body": "Yes"}
        context = IntegrationContext(tenant_id=tenant, run_id="run-1", at=datetime.now(UTC), config=config, data=data)
        integration.compensate(context, integration.execute(context))

        corrected = json.loads(self.seen_outside()[-1])["text"]
        assert corrected == ("Please disregard: " + "x" * 255)[:255]

    def test_a_title_that_is_too_long_is_refused_before_anything_is_sent(
        self, integration: Integration, tenant: str, config: Mapping[str, JsonValue]
    ) -> None:
        data: dict[str, JsonValue] = {"title": "x" * 256, "body": "Yes"}
        with pytest.raises(Invalid, match=r"data\.title: it has 256 characters"):
            integration.execute(
                IntegrationContext(tenant_id=tenant, run_id="run-1", at=datetime.now(UTC), config=config, data=data)
            )
        assert self.seen_outside() == []


class TestEmailIntegration(IntegrationContract):
    @pytest.fixture
    def integration(self, smtp: SmtpServer) -> Integration:
        self.smtp = smtp
        settings = EmailSettings(host="127.0.0.1", port=smtp.port, tls=Tls.NONE, sender="CRM <crm@example.com>")
        return ChannelIntegration(EmailChannel(settings, VirtualClock()))

    @pytest.fixture
    def config(self) -> Mapping[str, JsonValue]:
        return {"to": "ada@example.com"}

    def seen_outside(self) -> Sequence[str]:
        return [str(mail.message["Subject"]) for mail in self.smtp.mails]

    def take_outside_away(self) -> None:
        self.smtp.answers["DATA"] = LOST


class Scene(NamedTuple):
    integrations: Integrations
    relay: Relay
    fake: FakeIntegration
    clock: VirtualClock
    database: Database
    actor: Actor

    def state(self, run_id: str) -> RunState:
        return self.integrations.show(self.actor, run_id).state

    def ask(self, run_id: str = "run-1", **more: Any) -> None:
        self.integrations.enqueue(self.actor, "fake", TO, {"engine": 1}, run_id=run_id, **more)


@pytest.fixture
def scene(database: Database, secrets: Secrets) -> Iterator[Scene]:
    clock = VirtualClock()
    fake = FakeIntegration()
    registry = IntegrationRegistry([fake], plugins=[])
    runs = SqlIntegrationRuns(database, new_id, secrets)
    handlers = Handlers(inbox_only(database, clock))
    pace = RelaySettings(attempts=2)
    handlers.add_sender("integration", IntegrationChannelSender(runs, registry, clock, pace.attempts))
    yield Scene(
        Integrations(registry, runs, clock, new_id),
        Relay(database, handlers, clock, pace, chance=lambda: 0.0),
        fake,
        clock,
        database,
        Actor(tenant_id=new_id(), user_id="ada", roles=frozenset({Role.MANAGER})),
    )
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))


@pytest.mark.requirement("SCL-001")
def test_what_is_asked_for_is_done_later_and_once(scene: Scene) -> None:
    scene.ask(subject=LEAD)
    scene.ask(subject=LEAD)
    assert scene.fake.done == {}
    assert scene.state("run-1") is RunState.WAITING

    scene.relay.run_until_empty()
    scene.ask(subject=LEAD)
    scene.relay.run_until_empty()

    [context] = scene.fake.done.values()
    assert (context.subject, dict(context.data), dict(context.config)) == (LEAD, {"engine": 1}, TO)
    assert [call.method for call in scene.fake.asked if call.changes] == ["execute"]
    run = scene.integrations.show(scene.actor, "run-1")
    assert (run.state, run.receipt, run.executed_at) == (
        RunState.EXECUTED,
        Receipt(reference="run-1"),
        scene.clock.now(),
    )


def test_a_run_id_stands_for_one_request(scene: Scene) -> None:
    scene.ask(subject=LEAD)
    with pytest.raises(RunTaken, match="run-1"):
        scene.ask(subject=None)


def test_it_is_handed_over_in_the_commit_around_it_or_not_at_all(scene: Scene) -> None:
    def change_our_mind() -> None:
        with scene.database.local_transaction(scene.actor.tenant_id):
            scene.ask()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_our_mind()
    scene.relay.run_until_empty()

    assert scene.fake.done == {}
    with pytest.raises(NotFound):
        scene.state("run-1")


@pytest.mark.requirement("REL-002")
def test_a_failure_holds_nobody_up_and_is_tried_again(scene: Scene) -> None:
    scene.fake.fail("execute", Unavailable("no line"))
    scene.ask()
    scene.ask("run-2")
    scene.relay.run_until_empty()
    assert [scene.state("run-1"), scene.state("run-2")] == [RunState.WAITING, RunState.EXECUTED]
    assert scene.integrations.show(scene.actor, "run-1").error == "no line"

    scene.clock.advance(timedelta(minutes=1))
    scene.relay.run_until_empty()
    assert scene.state("run-1") is RunState.EXECUTED
    assert scene.integrations.show(scene.actor, "run-1").error is None


@pytest.mark.requirement("REL-002")
@pytest.mark.parametrize("final", [False, True])
def test_what_was_given_up_says_why_and_can_be_revived(scene: Scene, final: bool) -> None:
    error = Invalid.field("to", "nobody", "name one") if final else Unavailable("no line")
    scene.fake.fail("execute", error, times=1 if final else 2)
    scene.ask()
    for _ in range(2):
        scene.relay.run_until_empty()
        scene.clock.advance(timedelta(minutes=1))
    run = scene.integrations.show(scene.actor, "run-1")
    assert (run.state, run.error) == (RunState.FAILED, str(error))

    assert scene.relay.retry(tenant_id=scene.actor.tenant_id) == 1
    scene.relay.run_until_empty()
    assert scene.state("run-1") is RunState.EXECUTED


def test_a_lost_answer_leads_to_the_same_receipt(scene: Scene) -> None:
    scene.fake.fail("execute", Unavailable("the answer was lost"), after=True)
    scene.ask()
    scene.relay.run_until_empty()
    scene.clock.advance(timedelta(minutes=1))
    scene.relay.run_until_empty()

    assert len(scene.fake.done) == 1
    assert [call.arguments["context"].attempt for call in scene.fake.asked if call.method == "execute"] == [1, 2]
    assert scene.state("run-1") is RunState.EXECUTED


@pytest.mark.requirement("FR-EXT-001", "PLUG-001")
def test_what_was_done_is_taken_back_once(scene: Scene) -> None:
    scene.ask()
    scene.relay.run_until_empty()

    assert scene.integrations.compensate(scene.actor, "run-1").state is RunState.COMPENSATING
    assert scene.integrations.compensate(scene.actor, "run-1").state is RunState.COMPENSATING
    scene.relay.run_until_empty()
    assert scene.integrations.compensate(scene.actor, "run-1").state is RunState.COMPENSATED
    scene.relay.run_until_empty()

    assert list(scene.fake.undone.values()) == [Receipt(reference="run-1")]
    assert [call.method for call in scene.fake.asked if call.changes] == ["execute", "compensate"]


def test_what_still_waits_is_withdrawn_and_never_done(scene: Scene) -> None:
    scene.ask()
    assert scene.integrations.compensate(scene.actor, "run-1").state is RunState.WITHDRAWN
    scene.relay.run_until_empty()

    assert scene.fake.changed_by == []


def test_what_is_taken_back_while_it_is_being_done_is_undone(scene: Scene, secrets: Secrets) -> None:
    class Meanwhile(FakeIntegration):
        def execute(self, context: IntegrationContext) -> Receipt:
            receipt = super().execute(context)
            scene.integrations.compensate(scene.actor, context.run_id)
            return receipt

    fake = Meanwhile()
    registry = IntegrationRegistry([fake], plugins=[])
    handlers = Handlers(inbox_only(scene.database, scene.clock))
    runs = SqlIntegrationRuns(scene.database, new_id, secrets)
    handlers.add_sender("integration", IntegrationChannelSender(runs, registry, scene.clock, 2))
    scene.ask()
    Relay(scene.database, handlers, scene.clock).run_until_empty()

    assert fake.changed_by == ["execute", "compensate"]
    assert scene.state("run-1") is RunState.COMPENSATED


class Odd(FakeIntegration):
    """A plugin that does whatever its test says."""

    def __init__(self, do: Callable[[], Any]) -> None:
        super().__init__()
        self._do = do

    def execute(self, context: IntegrationContext) -> Receipt:
        answer: Receipt = self._do()
        return answer


def raising(error: Exception) -> Callable[[], Any]:
    def fail() -> None:
        raise error

    return fail


class SpeechlessError(Exception):
    def __str__(self) -> str:
        raise ValueError("it cannot say what it is")


@pytest.mark.parametrize(
    "do",
    [
        lambda: None,
        lambda: "a receipt",
        raising(OSError("a \0 in \x1b[2J what it \ud800 says \u202e" + "a" * 1_000_000)),
        raising(SpeechlessError()),
        raising(MemoryError()),
    ],
    ids=["nothing", "a text", "a hostile text", "an error that cannot say what it is", "no memory"],
)
def test_whatever_a_plugin_answers_its_run_fails_and_keeps_no_other_waiting(
    scene: Scene, secrets: Secrets, do: Callable[[], Any]
) -> None:
    registry = IntegrationRegistry([Odd(do)], plugins=[])
    handlers = Handlers(inbox_only(scene.database, scene.clock))
    runs = SqlIntegrationRuns(scene.database, new_id, secrets)
    handlers.add_sender("integration", IntegrationChannelSender(runs, registry, scene.clock, 2))
    relay = Relay(scene.database, handlers, scene.clock, RelaySettings(attempts=2))
    scene.ask()

    for _ in range(2):
        relay.run_until_empty()
        scene.clock.advance(timedelta(hours=1))

    assert scene.state("run-1") is RunState.FAILED
    [run] = scene.integrations.runs(scene.actor)
    assert run.error is not None
    assert fit(run.error, 2_000, lines=True) == run.error


def test_a_compensation_that_fails_says_so_and_can_be_asked_for_again(scene: Scene) -> None:
    scene.ask()
    scene.relay.run_until_empty()
    scene.fake.fail("compensate", Invalid.field("to", "nobody", "name one"))
    scene.integrations.compensate(scene.actor, "run-1")
    scene.relay.run_until_empty()
    assert scene.state("run-1") is RunState.COMPENSATION_FAILED

    scene.integrations.compensate(scene.actor, "run-1")
    scene.relay.run_until_empty()
    assert scene.state("run-1") is RunState.COMPENSATED


def test_two_tenants_have_run_ids_of_their_own(scene: Scene) -> None:
    theirs = scene.actor.model_copy(update={"tenant_id": new_id()})
    scene.ask()
    for knock in (
        partial(scene.integrations.show, theirs, "run-1"),
        partial(scene.integrations.compensate, theirs, "run-1"),
    ):
        with pytest.raises(NotFound):
            knock()
    scene.integrations.enqueue(theirs, "fake", {"to": "somebody else"}, run_id="run-1")
    scene.relay.run_until_empty()

    assert {tenant for tenant, _ in scene.fake.done} == {scene.actor.tenant_id, theirs.tenant_id}
    assert [run.id for run in scene.integrations.runs(theirs)] == ["run-1"]


@on_one_database
def test_only_who_may_run_integrations_may(scene: Scene) -> None:
    rep = scene.actor.model_copy(update={"roles": frozenset({Role.REP})})
    knocks: list[Callable[[], object]] = [
        partial(scene.integrations.known, rep),
        partial(scene.integrations.enqueue, rep, "fake", TO),
        partial(scene.integrations.show, rep, "any"),
        partial(scene.integrations.runs, rep),
        partial(scene.integrations.compensate, rep, "any"),
    ]
    for knock in knocks:
        with pytest.raises(NotPermitted):
            knock()


@on_one_database
def test_a_config_that_cannot_work_is_refused_before_anything_is_kept(scene: Scene) -> None:
    with pytest.raises(Invalid, match=r"config\.to"):
        scene.integrations.enqueue(scene.actor, "fake", {}, run_id="run-1")
    with pytest.raises(IntegrationUnusable, match="there are: fake"):
        scene.integrations.enqueue(scene.actor, "fax", TO, run_id="run-1")
    assert scene.integrations.runs(scene.actor) == []


class NoConfig(Value):
    pass


class Good:
    name = "good"
    contract = INTEGRATION_CONTRACT
    config: type[BaseModel] = NoConfig

    def check(self, config: Mapping[str, JsonValue]) -> None: ...

    def execute(self, context: IntegrationContext) -> Receipt:
        return Receipt(reference=context.run_id)

    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None: ...


class Namesake(Good):
    pass


class Nameless(Good):
    name = "No Name!"


class Old(Good):
    name, contract = "old", INTEGRATION_CONTRACT - 1


class Shapeless(Good):
    name, config = "shapeless", dict  # type: ignore[assignment]


class Undoing(Good):
    name, compensate = "undoing", None  # type: ignore[assignment]


class Narrow(Good):
    name = "narrow"

    def compensate(self, context: IntegrationContext) -> None: ...  # type: ignore[override]


class Waiting(Good):
    name = "waiting"

    async def execute(self, context: IntegrationContext) -> Receipt:  # type: ignore[override]
        return Receipt(reference="never")


class Exploding(Good):
    def __init__(self) -> None:
        raise OSError("no licence found")


@pytest.mark.requirement("FR-EXT-001")
def test_a_broken_plugin_is_refused_with_its_reason_and_the_others_work() -> None:
    expected = {
        "Namesake": "another integration is named good",
        "Nameless": "its name is 'No Name!'",
        "Old": "it keeps version 0 of the contract, and this release needs 1",
        "Shapeless": "its config is no pydantic model",
        "Undoing": "it has no method compensate(context, receipt)",
        "Narrow": "its method must take compensate(context, receipt)",
        "Waiting": "execute(context) is async",
        "Exploding": "OSError: no licence found",
        "Missing": "AttributeError",
        "nowhere": "ModuleNotFoundError",
    }
    plugins = [plugin_of("Good"), *(plugin_of(name) for name in expected)]
    registry = IntegrationRegistry([FakeIntegration()], {"email": "no server is set"}, plugins)

    known = {each.name: each for each in registry.known()}
    for name, reason in expected.items():
        assert not known[name].is_usable
        assert reason in str(known[name].reason)
        with pytest.raises(IntegrationUnusable):
            registry.named(name)
    assert known["email"].reason == "no server is set"
    assert [name for name, each in known.items() if each.is_usable] == ["fake", "good"]
    assert registry.named("good").execute(
        IntegrationContext(tenant_id="t", run_id="r", at=datetime.now(UTC))
    ) == Receipt(reference="r")


def plugin_of(name: str) -> EntryPoint:
    home = "no_such_package" if name == "nowhere" else __name__
    return EntryPoint(name=name, group="crm_adapters.integrations", value=f"{home}:{name}")
