"""Apprise posts to a real server, is let go no further than the schemas that are allowed, and gives no secret away."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from channel_contract import TENANT, ChannelContract, Place, a_delivery, a_message
from http_receiver import RESET, HttpReceiver, Reply

from crm_adapters.notifiers.channels.apprise_channel import AppriseChannel
from crm_adapters.notifiers.channels.channel import ChannelUnavailable
from crm_adapters.notifiers.channels.settings import AppriseSettings
from crm_core.errors import Invalid
from crm_operations.providers import CheckState, Urgency

PASSWORD, TOKEN, HEADER = "correct-horse", "hook-t0ken-4711", "header-s3cret"


class Service(Place):
    nonsense = (
        "",
        "nobody",
        f"json://[{TOKEN}",
        f"nosuch://{PASSWORD}@{TOKEN}",
        f"tgram://{TOKEN}",
        f"ftp://crm:{PASSWORD}@127.0.0.1",
    )
    secrets = (PASSWORD, TOKEN, HEADER)
    can_refuse = False

    def __init__(self, receiver: HttpReceiver, **settings: Any) -> None:
        self.receiver = receiver
        at = f"127.0.0.1:{receiver.port}"
        self.address = f"json://crm:{PASSWORD}@{at}/{TOKEN}/in?+X-Key={HEADER}"
        self.channel = AppriseChannel(AppriseSettings(**{"schemas": ["json", "tgram"]} | settings))

    def arrived(self, count: int) -> Sequence[str]:
        return [received.body.decode() for received in self.receiver.wait_for(count)]

    def lose_connections(self) -> None:
        self.receiver.reply(Reply(RESET))

    def refuse(self, saying: bytes | None = None) -> None:
        self.receiver.reply(Reply(403, body=f"no {TOKEN}".encode() if saying is None else saying))


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.fixture
def service(receiver: HttpReceiver) -> Service:
    return Service(receiver)


class TestAppriseKeepsThePromisesOfChannels(ChannelContract):
    @pytest.fixture
    def place(self, service: Service) -> Place:
        return service


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_a_message_reaches_the_service_with_title_text_reason_and_type(service: Service) -> None:
    message = a_message(urgency=Urgency.ESCALATION)
    service.channel.send(TENANT, a_delivery(service, message), delivery_id="0197-1", attempt=1)

    [received] = service.receiver.wait_for(1)
    assert received.path == f"/{TOKEN}/in"
    assert received.headers["x-key"] == HEADER
    assert received.headers["authorization"].startswith("Basic ")
    for content in (
        "OPP-7 is won",
        "Well done.",
        "The opportunity is yours.",
        "You chose to hear",
        "0197-1",
        "warning",
    ):
        assert content in received.body.decode()


def test_a_failure_says_what_the_service_answered_and_that_it_may_pass(service: Service) -> None:
    service.receiver.reply(Reply(503))

    with pytest.raises(ChannelUnavailable, match=r"json: .*503"):
        service.channel.send(TENANT, a_delivery(service), delivery_id="0197-1", attempt=1)


def test_a_redirect_is_not_followed(service: Service) -> None:
    with HttpReceiver() as inside:
        service.receiver.reply(Reply(307, {"location": inside.url()}))

        with pytest.raises(ChannelUnavailable):
            service.channel.send(TENANT, a_delivery(service), delivery_id="0197-1", attempt=1)
        assert inside.received == []


def test_a_schema_that_is_not_allowed_is_refused_though_apprise_knows_it(receiver: HttpReceiver) -> None:
    narrow = Service(receiver, schemas=["tgram"])

    with pytest.raises(Invalid, match=r"json:// is not for use here; use one of tgram"):
        narrow.channel.check(narrow.address)
    with pytest.raises(Invalid):
        narrow.channel.send(TENANT, a_delivery(narrow), delivery_id="0197-1", attempt=1)
    assert receiver.received == []


def test_what_follows_a_good_schema_must_be_readable(service: Service) -> None:
    with pytest.raises(Invalid, match=r"cannot read what follows tgram://; write it as https://"):
        service.channel.check("tgram://")


def test_a_service_that_does_not_answer_is_not_waited_for(receiver: HttpReceiver) -> None:
    from http_receiver import TRICKLE

    receiver.reply(Reply(TRICKLE))
    hasty = Service(receiver, timeout_seconds=0.3)

    with pytest.raises(ChannelUnavailable):
        hasty.channel.send(TENANT, a_delivery(hasty), delivery_id="0197-1", attempt=1)


def test_the_doctor_finds_schemas_that_apprise_does_not_know() -> None:
    [good] = AppriseChannel(AppriseSettings(schemas=["tgram", "JSON"])).examine()
    [bad] = AppriseChannel(AppriseSettings(schemas=["tgram", "smoke"])).examine()

    assert good.state is CheckState.OK
    assert bad.state is CheckState.FAILED
    assert "smoke" in bad.found
    assert "notifications.apprise.schemas" in str(bad.remedy)
