import ssl
import time
from collections.abc import Iterator
from ipaddress import ip_network

import httpx
import pytest
import trustme
from http_receiver import RESET, TRICKLE, HttpReceiver, Reply

from crm_adapters.notifiers.channels.guarded_http import (
    LONGEST_ANSWER,
    AddressForbidden,
    checked_url,
    guarded_client,
    post,
)
from crm_core.errors import Invalid


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "0",
        "0x7f.1",
        "2130706433",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]",
    ],
)
def test_addresses_that_are_not_public_are_not_connected_to(host: str) -> None:
    client = guarded_client(allow_private=False, timeout=2.0, allow_http=True)
    with client, pytest.raises(AddressForbidden):
        post(client, f"http://{host}:9/", b"", {})


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"])
def test_public_addresses_are_let_through(address: str) -> None:
    # The time is up before anything is sent: what is proven is that the gate did not close.
    client = guarded_client(allow_private=False, timeout=1e-9, allow_http=True, resolve=lambda *_: [address])
    with client, pytest.raises(httpx.TimeoutException):
        post(client, "http://elsewhere.example/", b"", {})


def test_a_name_that_changes_its_mind_gains_nothing(receiver: HttpReceiver) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with guarded_client(allow_private=False, timeout=0.5, allow_http=True, resolve=resolve) as client:
        url = receiver.url(host="rebinding.example")
        with pytest.raises(httpx.TransportError):
            post(client, url, b"first", {})
        assert asked == ["rebinding.example"]  # what was checked is what was connected to, without asking again
        with pytest.raises(AddressForbidden):
            post(client, url, b"second", {})
    assert receiver.received == []


def test_only_the_permitted_of_several_addresses_is_used(receiver: HttpReceiver) -> None:
    networks = [ip_network("127.0.0.1/32")]
    with guarded_client(
        allow_private=False,
        timeout=5.0,
        allow_http=True,
        allowed_networks=networks,
        resolve=lambda *_: ["10.0.0.1", "127.0.0.1"],
    ) as client:
        assert post(client, receiver.url(host="mixed.example"), b"{}", {}).is_good
    assert receiver.received[0].headers["host"] == f"mixed.example:{receiver.port}"


def test_a_network_that_was_added_is_reached_and_no_other() -> None:
    with guarded_client(
        allow_private=False, timeout=2.0, allow_http=True, allowed_networks=[ip_network("127.0.0.0/30")]
    ) as client:
        with pytest.raises(httpx.ConnectError):
            post(client, "http://127.0.0.2:9/", b"", {})
        with pytest.raises(AddressForbidden):
            post(client, "http://127.0.0.9:9/", b"", {})


def test_plain_http_is_refused_unless_allowed(receiver: HttpReceiver) -> None:
    client = guarded_client(allow_private=True, timeout=5.0, allow_http=False)
    with client, pytest.raises(AddressForbidden, match="use https"):
        post(client, receiver.url(), b"", {})
    with guarded_client(allow_private=True, timeout=5.0) as client:
        assert post(client, receiver.url(), b"", {}).status == 204


def test_a_redirect_is_an_answer_and_not_followed(receiver: HttpReceiver) -> None:
    receiver.reply(Reply(302, {"location": receiver.url("/elsewhere")}))
    with guarded_client(allow_private=True, timeout=5.0) as client:
        assert post(client, receiver.url(), b"", {}).status == 302
    assert [request.path for request in receiver.received] == ["/hook"]


def test_an_answer_that_trickles_does_not_hold_us_up(receiver: HttpReceiver) -> None:
    receiver.reply(Reply(TRICKLE))
    started = time.monotonic()
    with guarded_client(allow_private=True, timeout=0.4) as client, pytest.raises(httpx.TimeoutException):
        post(client, receiver.url(), b"", {})
    assert time.monotonic() - started < 5.0  # the receiver would have gone on for far longer


def test_a_connection_torn_down_is_a_transport_error(receiver: HttpReceiver) -> None:
    receiver.reply(Reply(RESET))
    with guarded_client(allow_private=True, timeout=5.0) as client, pytest.raises(httpx.TransportError):
        post(client, receiver.url(), b"", {})


def test_no_more_than_the_beginning_of_an_answer_is_read(receiver: HttpReceiver) -> None:
    receiver.reply(Reply(200, {}, b"x" * 1_000_000))
    with guarded_client(allow_private=True, timeout=5.0) as client:
        assert len(post(client, receiver.url(), b"", {}).text) == LONGEST_ANSWER
        assert post(client, receiver.url(), b"", {}).is_good  # and the connection is not confused by the rest


@pytest.mark.parametrize("charset", ["bogus", "utf-16", "hex"])
def test_an_answer_is_read_whatever_charset_it_claims(receiver: HttpReceiver, charset: str) -> None:
    receiver.reply(Reply(200, {"content-type": f"text/plain; charset={charset}"}, "für".encode() + b"\xff"))
    with guarded_client(allow_private=True, timeout=5.0) as client:
        answer = post(client, receiver.url(), b"", {})
    assert (answer.is_good, answer.text) == (True, "für\ufffd")


def test_the_certificate_is_checked_against_the_name_and_not_the_address() -> None:
    authority = trustme.CA()
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hooks.example").configure_cert(served)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    client = guarded_client(allow_private=True, timeout=5.0, resolve=lambda *_: ["127.0.0.1"], verify=trusting)
    with HttpReceiver(served) as receiver, client:
        assert post(client, receiver.url(host="hooks.example"), b"", {}).is_good
        with pytest.raises(httpx.ConnectError, match=r"(?i)certificate"):
            post(client, receiver.url(host="other.example"), b"", {})
    assert [request.headers["host"] for request in receiver.received] == [f"hooks.example:{receiver.port}"]


@pytest.mark.parametrize(
    "url",
    ["", "example.com/hook", "ftp://example.com", "http://example.com", "https://me:secret@example.com", "https://"],
)
def test_an_address_that_can_never_work_is_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid, match=r"^url: "):
        checked_url("url", url, allow_http=False)
